-- When a list, or we, said something of somebody first: who came with a list alone has given no sign of life.
SELECT person, MIN(happened_at) AS first_at
FROM events
WHERE subject LIKE 'p:l%' AND person <> ''
GROUP BY person
