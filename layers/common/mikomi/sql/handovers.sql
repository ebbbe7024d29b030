-- What became of each alert: when was it decided and sent, when was it answered first, and what was the last answer?
-- Denominator: alerts that were decided, each once, with the band and the score that somebody had then.
WITH decided AS (
    SELECT alert, MIN(band) AS band, MIN(reason) AS reason, MAX(score) AS score, MIN(happened_at) AS decided_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Alert Decided' AND alert IS NOT NULL
    GROUP BY alert
),
sent AS (
    SELECT alert, MIN(happened_at) AS sent_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Alert Sent' AND alert IS NOT NULL
    GROUP BY alert
),
answers AS (
    SELECT
        alert,
        answer,
        MIN(happened_at) OVER (PARTITION BY alert) AS answered_at,
        ROW_NUMBER() OVER (PARTITION BY alert ORDER BY happened_at DESC, id DESC) AS back
    FROM events
    WHERE subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND alert IS NOT NULL AND answer IS NOT NULL
)
SELECT
    decided.alert,
    decided.band,
    decided.reason,
    decided.score,
    decided.decided_at,
    sent.sent_at,
    answers.answered_at,
    answers.answer
FROM decided
LEFT JOIN sent ON sent.alert = decided.alert
LEFT JOIN answers ON answers.alert = decided.alert AND answers.back = 1
ORDER BY decided.decided_at, decided.alert
