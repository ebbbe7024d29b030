-- Each alert that is known (`core.results.handovers`: sixty days), with what came of it: the stage in which
-- the deal ended since (`+won`, `+lost`), else the last answer.
SELECT
    decided.alert,
    decided.person,
    decided.decided_at,
    decided_on.number AS decided_on,
    CASE
        WHEN people.stage = 'won' AND people.staged_at >= decided.decided_at THEN '+won'
        WHEN people.stage = 'lost' AND people.staged_at >= decided.decided_at THEN '+lost'
        ELSE COALESCE(answered.answer, '')
    END AS came
FROM (
    SELECT alert, MIN(person) AS person, MIN(happened_at) AS decided_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Alert Decided' AND alert IS NOT NULL
    GROUP BY alert
) AS decided
INNER JOIN calendar AS decided_on ON decided_on.day = CAST(decided.decided_at AS DATE)
LEFT JOIN people ON people.person = decided.person
LEFT JOIN (
    SELECT alert, answer, ROW_NUMBER() OVER (PARTITION BY alert ORDER BY happened_at DESC, id DESC) AS back
    FROM events
    WHERE subject LIKE 'p:%' AND name = 'Rep Answered' AND origin = 'rep' AND alert IS NOT NULL AND answer IS NOT NULL
) AS answered ON answered.alert = decided.alert AND answered.back = 1
WHERE decided_on.number + 60 < (SELECT MAX(number) - 1 FROM calendar)
