-- Where did those come from who entered a scenario, on which day did they enter, and did they reach its goal?
-- Denominator: runs that entered and were not held out, of versions with a goal; once by where the person came from first
-- of all, once by the last place before they entered (with a campaign or a referrer; '' is direct, '?': never on the site).
-- With: runs, reached, landings, touches, both_touches
WITH placed AS (
    SELECT
        runs.scenario,
        runs.plan,
        both_touches.touch,
        both_touches.source,
        CAST(runs.entered_at AS DATE) AS entered_on,
        CASE WHEN reached.enrolment IS NULL THEN 0 ELSE 1 END AS reached
    FROM runs
    INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
    INNER JOIN both_touches ON both_touches.scenario = runs.scenario AND both_touches.enrolment = runs.enrolment
    LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
    WHERE runs.held_out = 0
)
SELECT scenario, plan, touch, source, entered_on, reached, COUNT(*) AS runs
FROM placed
GROUP BY scenario, plan, touch, source, entered_on, reached
ORDER BY scenario, plan, touch, source, entered_on, reached
