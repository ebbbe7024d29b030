-- Where did the leads come from first of all, and on which day were they seen first?
-- Denominator: leads as they stood at the last compaction, each once; '' is direct, '?': never on the site.
-- With: heard
WITH landings AS (
    SELECT
        person,
        COALESCE(source, '') AS source,
        ROW_NUMBER() OVER (PARTITION BY person ORDER BY happened_at, id) AS since_first
    FROM events
    WHERE landed AND person <> ''
)
SELECT COALESCE(landings.source, '?') AS source, CAST(COALESCE(people.first_at, heard.first_at) AS DATE) AS first_on, COUNT(*) AS leads
FROM people
LEFT JOIN landings ON landings.person = people.person AND landings.since_first = 1
LEFT JOIN heard ON heard.person = people.person
WHERE people.is_lead
GROUP BY COALESCE(landings.source, '?'), CAST(COALESCE(people.first_at, heard.first_at) AS DATE)
ORDER BY source, first_on
