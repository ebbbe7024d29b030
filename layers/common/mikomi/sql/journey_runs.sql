-- How many runs are known: reached their goal, or did not until their window was over?
-- Denominator: runs that entered and were not held out; those whose window is open are left out.
-- With: runs, reached
SELECT
    runs.scenario,
    SUM(CASE WHEN reached.enrolment IS NULL THEN 0 ELSE 1 END) AS reached,
    SUM(CASE WHEN reached.enrolment IS NULL AND runs.entered_at < goals.entered_before THEN 1 ELSE 0 END) AS missed,
    SUM(CASE WHEN reached.enrolment IS NULL AND runs.entered_at >= goals.entered_before THEN 1 ELSE 0 END) AS not_yet
FROM runs
INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
WHERE runs.held_out = 0
GROUP BY runs.scenario
ORDER BY runs.scenario
