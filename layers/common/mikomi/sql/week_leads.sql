-- Which leads were met in each of these weeks?
-- Denominator: leads, each once: in the week in which something was first noted for it (a lead has a note from the
-- beginning). `weeks` says which weeks, from when and until when.
WITH met AS (
    SELECT subject, MIN(happened_at) AS happened_at
    FROM events
    WHERE subject LIKE 'o:l%'
    GROUP BY subject
)
SELECT weeks.week, met.subject, met.happened_at
FROM met
INNER JOIN weeks ON met.happened_at >= weeks.begins AND met.happened_at < weeks.ends
ORDER BY weeks.week, met.happened_at, met.subject
