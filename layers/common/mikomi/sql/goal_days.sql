-- On which day did runs enter, and on which day did they reach their goal?
-- Denominator: runs that entered, those that were held out apart (1), by the version of the plan; no day of a goal: not
-- reached. `not_yet` are those of them whose window is open, as in scenario_goals. Days are UTC's.
-- With: runs, reached
WITH days AS (
    SELECT
        runs.scenario,
        runs.plan,
        runs.held_out,
        CAST(runs.entered_at AS DATE) AS entered_on,
        CAST(reached.reached_at AS DATE) AS reached_on,
        CASE WHEN reached.enrolment IS NULL AND runs.entered_at >= goals.entered_before THEN 1 ELSE 0 END AS is_open
    FROM runs
    INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
    LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
)
SELECT scenario, plan, held_out, entered_on, reached_on, COUNT(*) AS runs, SUM(is_open) AS not_yet
FROM days
GROUP BY scenario, plan, held_out, entered_on, reached_on
ORDER BY scenario, plan, held_out, entered_on, reached_on
