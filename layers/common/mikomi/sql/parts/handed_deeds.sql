-- What somebody did in the ninety days before they were handed over, once for each kind and what.
SELECT
    handed.alert,
    handed.came,
    deeds.kind,
    deeds.what,
    MIN(handed.person) AS person,
    MIN(handed.decided_at) AS decided_at
FROM handed
INNER JOIN deeds ON deeds.person = handed.person AND deeds.happened_at <= handed.decided_at
INNER JOIN calendar ON calendar.day = CAST(deeds.happened_at AS DATE)
WHERE deeds.kind <> 'step' AND handed.decided_on - calendar.number BETWEEN 0 AND 90
GROUP BY handed.alert, handed.came, deeds.kind, deeds.what
