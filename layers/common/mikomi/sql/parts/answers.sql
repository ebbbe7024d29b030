-- What reps answered; `back` counts from the last (1).
SELECT
    alert,
    answer,
    MIN(happened_at) OVER (PARTITION BY alert) AS answered_at,
    ROW_NUMBER() OVER (PARTITION BY alert ORDER BY happened_at DESC, id DESC) AS back
FROM events
WHERE subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND alert IS NOT NULL AND answer IS NOT NULL
