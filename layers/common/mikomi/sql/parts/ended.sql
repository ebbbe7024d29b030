-- The runs that are over: how, and since when.
SELECT scenario, enrolment, MIN(how) AS how, MIN(happened_at) AS ended_at
FROM events
WHERE subject LIKE 'o:%' AND name = 'Scenario Left'
GROUP BY scenario, enrolment
