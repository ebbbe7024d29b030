-- Why were mails not sent?
-- Denominator: the mails of the step that were decided (scenario_mails); each mail once, under the reason of its end.
SELECT scenario, step, variant, reason, COUNT(DISTINCT mail) AS skipped
FROM events
WHERE subject LIKE 'o:%' AND name = 'Mail Skipped' AND scenario IS NOT NULL AND reason IS NOT NULL
GROUP BY scenario, step, variant, reason
ORDER BY scenario, step, variant, reason
