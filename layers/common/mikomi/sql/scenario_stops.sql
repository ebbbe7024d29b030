-- After which step do runs stand, and after which did they leave?
-- Denominator: runs that entered and were not held out, each once, at the last step that it came to (none: at the
-- start); `how` it left, none: it is under way.
WITH runs AS (
    SELECT scenario, enrolment
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Scenario Entered'
    GROUP BY scenario, enrolment
    HAVING MAX(CASE WHEN held_out THEN 1 ELSE 0 END) = 0
),
came AS (
    SELECT
        scenario,
        enrolment,
        step,
        ROW_NUMBER() OVER (
            PARTITION BY scenario, enrolment
            ORDER BY happened_at DESC, sort DESC, place DESC
        ) AS back
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
),
ended AS (
    SELECT scenario, enrolment, MIN(how) AS how
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Scenario Left'
    GROUP BY scenario, enrolment
)
SELECT runs.scenario, came.step, ended.how, COUNT(*) AS runs
FROM runs
LEFT JOIN came ON came.scenario = runs.scenario AND came.enrolment = runs.enrolment AND came.back = 1
LEFT JOIN ended ON ended.scenario = runs.scenario AND ended.enrolment = runs.enrolment
GROUP BY runs.scenario, came.step, ended.how
ORDER BY runs.scenario, came.step, ended.how
