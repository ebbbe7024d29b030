-- Which runs reached the goal of their scenario in each of these weeks?
-- Denominator: runs that reached it, each once, when it did so first. Held-out runs are left out.
-- `weeks` says which weeks, from when and until when.
WITH reached AS (
    SELECT subject, scenario, enrolment, MIN(happened_at) AS happened_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Goal Reached'
    GROUP BY subject, scenario, enrolment
),
held_out AS (
    SELECT DISTINCT scenario, enrolment
    FROM events
    WHERE subject LIKE 'o:%' AND (name = 'Scenario Entered' OR name = 'Arm Drawn') AND held_out
)
SELECT weeks.week, reached.subject, reached.scenario, reached.enrolment, reached.happened_at
FROM reached
INNER JOIN weeks ON reached.happened_at >= weeks.begins AND reached.happened_at < weeks.ends
LEFT JOIN held_out ON held_out.scenario = reached.scenario AND held_out.enrolment = reached.enrolment
WHERE held_out.enrolment IS NULL
ORDER BY weeks.week, reached.happened_at, reached.subject, reached.enrolment
