-- Why did somebody not come in whose turn it was in a mailing?
-- Denominator: turns of the scenario's mailings that let nobody in, each once, under its reason.
SELECT scenario, reason, COUNT(*) AS refused
FROM events
WHERE subject LIKE 'o:%' AND name = 'Scenario Not Entered' AND scenario IS NOT NULL AND reason IS NOT NULL
GROUP BY scenario, reason
ORDER BY scenario, reason
