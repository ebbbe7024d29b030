-- Which leads came into which band in each of these weeks?
-- Denominator: leads that came into the band in the week, each once, with the moment at which it first did so in it.
-- `weeks` says which weeks, from when and until when.
SELECT weeks.week, events.subject, events.band, MIN(events.happened_at) AS happened_at
FROM events
INNER JOIN weeks ON events.happened_at >= weeks.begins AND events.happened_at < weeks.ends
WHERE events.subject LIKE 'o:%' AND events.name = 'Band Changed' AND events.band IS NOT NULL
GROUP BY weeks.week, events.subject, events.band
ORDER BY weeks.week, happened_at, events.subject, events.band
