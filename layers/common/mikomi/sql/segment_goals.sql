-- In which segments were those who entered a scenario, on which day did they enter, and did they reach its goal?
-- Denominator: runs that entered and were not held out, of versions with a goal, by all the segments in which the person
-- stood on entering (a JSON list; '?': not noted then).
-- With: runs, reached
WITH placed AS (
    SELECT
        runs.scenario,
        runs.plan,
        COALESCE(runs.segments, '?') AS segments,
        CAST(runs.entered_at AS DATE) AS entered_on,
        CASE WHEN reached.enrolment IS NULL THEN 0 ELSE 1 END AS reached
    FROM runs
    INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
    LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
    WHERE runs.held_out = 0
)
SELECT scenario, plan, segments, entered_on, reached, COUNT(*) AS runs
FROM placed
GROUP BY scenario, plan, segments, entered_on, reached
ORDER BY scenario, plan, segments, entered_on, reached
