-- Who is behind each number of where people came from?
-- Denominator: none; as many rows as the numbers say (sources, lead_sources), each with its moment.
-- With: runs, reached, landings, touches, both_touches, heard
WITH of_leads AS (
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
WHERE runs.held_out = 0
UNION ALL
SELECT
    '' AS scenario,
    'lead' AS what,
    COALESCE(of_leads.source, '?') AS detail,
    NULL AS plan,
    people.person,
    COALESCE(people.first_at, heard.first_at) AS moment,
    COALESCE(people.first_at, heard.first_at) AS entered_at
FROM people
LEFT JOIN of_leads ON of_leads.person = people.person AND of_leads.since_first = 1
LEFT JOIN heard ON heard.person = people.person
WHERE people.is_lead
ORDER BY scenario, what, detail, moment DESC, person
