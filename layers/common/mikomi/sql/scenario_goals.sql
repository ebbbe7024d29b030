-- How many runs reached the goal of their scenario?
-- Denominator: runs that reached it, and those whose window is over; "not yet" beside them are those whose window is open.
-- Held-out runs are left out. `goals` says, for each scenario and plan with a goal, before which moment a run must have
-- entered for its window to be over.
-- With: runs, reached
SELECT
    runs.scenario,
    COUNT(reached.enrolment) AS reached,
    SUM(CASE WHEN reached.enrolment IS NULL AND runs.entered_at >= goals.entered_before THEN 0 ELSE 1 END) AS decided,
    SUM(CASE WHEN reached.enrolment IS NULL AND runs.entered_at >= goals.entered_before THEN 1 ELSE 0 END) AS not_yet
FROM runs
INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
WHERE runs.held_out = 0
GROUP BY runs.scenario
ORDER BY runs.scenario
