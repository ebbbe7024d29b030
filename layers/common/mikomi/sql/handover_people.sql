-- Who is behind each number of what was handed over to sales?
-- Denominator: none; a row for each alert (handovers), with the moment at which it was decided.
WITH decided AS (
    SELECT alert, MIN(person) AS person, MIN(band) AS band, MIN(happened_at) AS decided_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Alert Decided' AND alert IS NOT NULL
    GROUP BY alert
),
sent AS (
    SELECT DISTINCT alert
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Alert Sent' AND alert IS NOT NULL
),
answers AS (
    SELECT alert, answer, ROW_NUMBER() OVER (PARTITION BY alert ORDER BY happened_at DESC, id DESC) AS back
    FROM events
    WHERE subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND alert IS NOT NULL AND answer IS NOT NULL
)
SELECT
    '' AS scenario,
    CASE
        WHEN answers.alert IS NOT NULL THEN 'alert_answered'
        WHEN sent.alert IS NOT NULL THEN 'alert_open'
        ELSE 'alert_unsent'
    END AS what,
    COALESCE(decided.band, '') AS step,
    COALESCE(answers.answer, '') AS detail,
    decided.person,
    decided.decided_at AS moment,
    decided.decided_at AS entered_at,
    NULL AS plan
FROM decided
LEFT JOIN sent ON sent.alert = decided.alert
LEFT JOIN answers ON answers.alert = decided.alert AND answers.back = 1
ORDER BY scenario, what, step, detail, moment DESC, person
