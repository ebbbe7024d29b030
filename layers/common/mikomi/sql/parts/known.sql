-- The runs of which it is known whether they reach their goal: they did (1), or their window is over (0).
SELECT
    runs.scenario,
    runs.enrolment,
    runs.person,
    runs.entered_at,
    calendar.number AS entered_on,
    reached.reached_at,
    goals.days,
    CASE WHEN reached.enrolment IS NULL THEN 0 ELSE 1 END AS reached
FROM runs
INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
INNER JOIN calendar ON calendar.day = CAST(runs.entered_at AS DATE)
LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
WHERE runs.held_out = 0 AND (reached.enrolment IS NOT NULL OR runs.entered_at < goals.entered_before)
