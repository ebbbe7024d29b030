-- What became of each alert: when was it decided, sent and seen, and what was the last answer?
-- Denominator: alerts that were decided, each once, with the band, the score and the points by rule that somebody had
-- then. Who answered has seen it at the latest then.
WITH decided AS (
    SELECT
        alert,
        MIN(person) AS person,
        MIN(band) AS band,
        MIN(reason) AS reason,
        MIN(scenario) AS scenario,
        MIN(step) AS step,
        MAX(score) AS score,
        MIN(rules) AS rules,
        MIN(happened_at) AS decided_at
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
looked AS (
    SELECT alert, MIN(happened_at) AS seen_at
    FROM events
    WHERE alert IS NOT NULL
        AND (
            (subject LIKE 'o:%' AND name = 'Alert Seen')
            OR (subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND answer IS NOT NULL)
        )
    GROUP BY alert
),
answers AS (
    SELECT alert, answer, ROW_NUMBER() OVER (PARTITION BY alert ORDER BY happened_at DESC, id DESC) AS back
    FROM events
    WHERE subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND alert IS NOT NULL AND answer IS NOT NULL
)
SELECT
    decided.alert,
    decided.person,
    decided.band,
    decided.reason,
    decided.scenario,
    decided.step,
    decided.score,
    decided.rules,
    decided.decided_at,
    sent.sent_at,
    looked.seen_at,
    answers.answer
FROM decided
LEFT JOIN sent ON sent.alert = decided.alert
LEFT JOIN looked ON looked.alert = decided.alert
LEFT JOIN answers ON answers.alert = decided.alert AND answers.back = 1
ORDER BY decided.decided_at, decided.alert
