-- Who is behind each number of the segments in which people entered?
-- Denominator: none; as many rows as the numbers say (segment_goals), each with its moment.
-- With: runs, reached
SELECT
    runs.scenario,
    CASE WHEN reached.enrolment IS NULL THEN 'segment_missed' ELSE 'segment_goal' END AS what,
    COALESCE(runs.segments, '?') AS detail,
    runs.plan,
    runs.person,
    runs.entered_at AS moment,
    runs.entered_at
FROM runs
INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
WHERE runs.held_out = 0
ORDER BY runs.scenario, what, detail, moment DESC, runs.person
