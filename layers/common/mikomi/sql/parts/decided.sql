-- The mails that were decided, skipped ones included.
SELECT scenario, step, variant, mail, MIN(person) AS person, MIN(happened_at) AS moment
FROM events
WHERE subject LIKE 'o:%' AND name IN ('Mail Decided', 'Mail Skipped') AND scenario IS NOT NULL AND mail IS NOT NULL
GROUP BY scenario, step, variant, mail
