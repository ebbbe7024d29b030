-- The alerts that were sent, and when first.
SELECT alert, MIN(happened_at) AS sent_at
FROM events
WHERE subject LIKE 'o:%' AND name = 'Alert Sent' AND alert IS NOT NULL
GROUP BY alert
