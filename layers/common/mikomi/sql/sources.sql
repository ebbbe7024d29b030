-- Where did those come from who entered a scenario, on which day did they enter, and did they reach its goal?
-- Denominator: runs that entered and were not held out, of versions with a goal; once by where the person came from first
-- of all, once by the last place before they entered (with a campaign or a referrer; '' is direct, '?': never on the site).
WITH runs AS (
    SELECT
        scenario,
        enrolment,
        MIN(person) AS person,
        MIN(plan) AS plan,
        MIN(happened_at) AS entered_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Scenario Entered'
    GROUP BY scenario, enrolment
    HAVING MAX(CASE WHEN held_out THEN 1 ELSE 0 END) = 0
),
reached AS (
    SELECT DISTINCT scenario, enrolment
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Goal Reached'
),
landings AS (
    SELECT person, happened_at, id, COALESCE(source, '') AS source
    FROM events
    WHERE landed AND person <> ''
),
touches AS (
    SELECT
        runs.scenario,
        runs.enrolment,
        landings.source,
        ROW_NUMBER() OVER (
            PARTITION BY runs.scenario, runs.enrolment
            ORDER BY landings.happened_at, landings.id
        ) AS since_first,
        ROW_NUMBER() OVER (
            PARTITION BY runs.scenario, runs.enrolment
            ORDER BY CASE WHEN landings.source = '' THEN 1 ELSE 0 END, landings.happened_at DESC, landings.id DESC
        ) AS until_last
    FROM runs
    INNER JOIN landings ON landings.person = runs.person AND landings.happened_at <= runs.entered_at
),
both_touches AS (
    SELECT runs.scenario, runs.enrolment, 'first' AS touch, COALESCE(touches.source, '?') AS source
    FROM runs
    LEFT JOIN touches
        ON touches.scenario = runs.scenario AND touches.enrolment = runs.enrolment AND touches.since_first = 1
    UNION ALL
    SELECT runs.scenario, runs.enrolment, 'last' AS touch, COALESCE(touches.source, '?') AS source
    FROM runs
    LEFT JOIN touches
        ON touches.scenario = runs.scenario AND touches.enrolment = runs.enrolment AND touches.until_last = 1
),
placed AS (
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
)
SELECT scenario, plan, touch, source, entered_on, reached, COUNT(*) AS runs
FROM placed
GROUP BY scenario, plan, touch, source, entered_on, reached
ORDER BY scenario, plan, touch, source, entered_on, reached
