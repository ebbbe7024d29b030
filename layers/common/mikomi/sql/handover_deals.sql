-- Where do the deals stand of those who were handed over, and since when?
-- Denominator: people of whom an alert was decided and whose deal stands in a stage, as of the last compaction.
SELECT people.person, people.stage, people.staged_at
FROM people
INNER JOIN (
    SELECT DISTINCT person
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Alert Decided' AND alert IS NOT NULL
) AS handed ON handed.person = people.person
WHERE people.stage <> ''
ORDER BY people.person
