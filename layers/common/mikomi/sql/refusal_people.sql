-- Who is behind each number of those whom a mailing did not let in?
-- Denominator: none; as many rows as the numbers say (scenario_refusals), each with the moment of the turn.
SELECT scenario, 'refused' AS what, reason AS detail, person, happened_at AS moment
FROM events
WHERE subject LIKE 'o:%' AND name = 'Scenario Not Entered' AND scenario IS NOT NULL AND reason IS NOT NULL
ORDER BY scenario, what, detail, moment DESC, person
