-- Who is behind each number of a scenario's runs?
-- Denominator: none; as many rows as the number says (scenario_runs, scenario_steps,
-- scenario_stops, scenario_goals), each with its moment.
-- With: runs, ended, reached, came
WITH goal AS (
    SELECT
        runs.scenario,
        runs.person,
        runs.plan,
        runs.entered_at,
        CASE
            WHEN runs.held_out = 1 AND reached.enrolment IS NOT NULL THEN 'held_out_goal'
            WHEN runs.held_out = 1 AND runs.entered_at >= goals.entered_before THEN 'held_out_not_yet'
            WHEN runs.held_out = 1 THEN 'held_out_missed'
            WHEN reached.enrolment IS NOT NULL THEN 'goal'
            WHEN runs.entered_at >= goals.entered_before THEN 'not_yet'
            ELSE 'missed'
        END AS what,
        COALESCE(reached.reached_at, runs.entered_at) AS moment
    FROM runs
    INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
    LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
)
SELECT scenario, 'entered' AS what, NULL AS step, NULL AS plan, person, entered_at AS moment, entered_at
FROM runs
UNION ALL
SELECT scenario, 'held_out' AS what, NULL AS step, NULL AS plan, person, entered_at AS moment, entered_at
FROM runs
WHERE held_out = 1
UNION ALL
SELECT
    runs.scenario,
    'under_way' AS what,
    NULL AS step,
    NULL AS plan,
    runs.person,
    runs.entered_at AS moment,
    runs.entered_at
FROM runs
LEFT JOIN ended ON ended.scenario = runs.scenario AND ended.enrolment = runs.enrolment
WHERE ended.enrolment IS NULL
UNION ALL
SELECT
    scenario,
    'step' AS what,
    step,
    NULL AS plan,
    MIN(person) AS person,
    MIN(happened_at) AS moment,
    NULL AS entered_at
FROM events
WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
GROUP BY scenario, step, enrolment
UNION ALL
SELECT
    runs.scenario,
    CASE WHEN ended.enrolment IS NULL THEN 'waiting' WHEN ended.how = 'exited' THEN 'left' ELSE 'through' END AS what,
    COALESCE(came.step, '') AS step,
    NULL AS plan,
    runs.person,
    COALESCE(ended.ended_at, came.happened_at, runs.entered_at) AS moment,
    runs.entered_at
FROM runs
LEFT JOIN came ON came.scenario = runs.scenario AND came.enrolment = runs.enrolment AND came.back = 1
LEFT JOIN ended ON ended.scenario = runs.scenario AND ended.enrolment = runs.enrolment
WHERE runs.held_out = 0
UNION ALL
SELECT scenario, what, NULL AS step, plan, person, moment, entered_at
FROM goal
ORDER BY scenario, what, step, plan, moment DESC, person
