-- Which browsers viewed a page in each of these weeks?
-- Denominator: browsers that viewed a page in the week, each once, with the moment at which it first did so in it.
-- `weeks` says which weeks, from when and until when. Users whom only a server tells of are no browsers.
SELECT weeks.week, events.subject, MIN(events.happened_at) AS happened_at
FROM events
INNER JOIN weeks ON events.happened_at >= weeks.begins AND events.happened_at < weeks.ends
WHERE events.subject LIKE 'a:%' AND events.type IN ('page', 'screen')
GROUP BY weeks.week, events.subject
ORDER BY weeks.week, happened_at, events.subject
