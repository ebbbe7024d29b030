-- Who is behind each number of where people came from?
-- Denominator: none; as many rows as the numbers say (sources, lead_sources), each with its moment.
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
of_leads AS (
    SELECT person, source, ROW_NUMBER() OVER (PARTITION BY person ORDER BY happened_at, id) AS since_first
    FROM landings
)
SELECT
    runs.scenario,
    CASE
        WHEN both_touches.touch = 'first' AND reached.enrolment IS NOT NULL THEN 'first_goal'
        WHEN both_touches.touch = 'first' THEN 'first_missed'
        WHEN reached.enrolment IS NOT NULL THEN 'last_goal'
        ELSE 'last_missed'
    END AS what,
    both_touches.source AS detail,
    runs.plan,
    runs.person,
    runs.entered_at AS moment,
    runs.entered_at
FROM runs
INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
INNER JOIN both_touches ON both_touches.scenario = runs.scenario AND both_touches.enrolment = runs.enrolment
LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
UNION ALL
SELECT
    '' AS scenario,
    'lead' AS what,
    COALESCE(of_leads.source, '?') AS detail,
    NULL AS plan,
    people.person,
    people.first_at AS moment,
    people.first_at AS entered_at
FROM people
LEFT JOIN of_leads ON of_leads.person = people.person AND of_leads.since_first = 1
WHERE people.is_lead
ORDER BY scenario, what, detail, moment DESC, person
