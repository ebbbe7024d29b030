-- The runs that reached their goal, and when they did first.
SELECT scenario, enrolment, MIN(happened_at) AS reached_at
FROM events
WHERE subject LIKE 'o:%' AND name = 'Goal Reached'
GROUP BY scenario, enrolment
