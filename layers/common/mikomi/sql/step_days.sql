-- On which day did runs come to each step first, and how many of them are still under way?
-- Denominator: runs that came to the step (scenario_steps), each on one day (UTC).
-- With: ended
WITH came AS (
    SELECT scenario, enrolment, step, CAST(MIN(happened_at) AS DATE) AS reached_on
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
    GROUP BY scenario, enrolment, step
)
SELECT
    came.scenario,
    came.step,
    came.reached_on,
    COUNT(*) AS runs,
    SUM(CASE WHEN ended.enrolment IS NULL THEN 1 ELSE 0 END) AS under_way
FROM came
LEFT JOIN ended ON ended.scenario = came.scenario AND ended.enrolment = came.enrolment
GROUP BY came.scenario, came.step, came.reached_on
ORDER BY came.scenario, came.step, came.reached_on
