-- What did reps answer to each alert, and when first?
-- Denominator: alerts that a rep answered; a row for each answer that was given, however often it was.
SELECT alert, answer, MIN(happened_at) AS answered_at
FROM events
WHERE subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND alert IS NOT NULL AND answer IS NOT NULL
GROUP BY alert, answer
ORDER BY alert, answered_at, answer
