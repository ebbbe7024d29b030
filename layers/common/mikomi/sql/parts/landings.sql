-- Where people came to the site from; '' is direct.
SELECT person, happened_at, id, COALESCE(source, '') AS source
FROM events
WHERE landed AND person <> ''
