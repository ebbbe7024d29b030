-- The alerts that were decided, with the band and the score that somebody had then.
SELECT
    alert,
    MIN(person) AS person,
    MIN(band) AS band,
    MIN(reason) AS reason,
    MAX(score) AS score,
    MIN(happened_at) AS decided_at
FROM events
WHERE subject LIKE 'o:%' AND name = 'Alert Decided' AND alert IS NOT NULL
GROUP BY alert
