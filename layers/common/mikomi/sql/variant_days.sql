-- On which day was each variant delivered to how many, and on which day did they click first?
-- Denominator: mails of variants that were delivered, each once, by the day (UTC) of their delivery; no day of a click: none.
-- What people clicked, as far as that is known.
WITH delivered AS (
    SELECT scenario, step, variant, mail, CAST(MIN(happened_at) AS DATE) AS delivered_on
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Mail Delivered' AND variant IS NOT NULL AND mail IS NOT NULL
    GROUP BY scenario, step, variant, mail
),
clicked AS (
    SELECT mail, CAST(MIN(happened_at) AS DATE) AS clicked_on
    FROM events
    WHERE (subject LIKE 'o:%' OR subject LIKE 'p:%')
        AND name = 'Mail Clicked'
        AND mail IS NOT NULL
        AND COALESCE(made_by, 'human') = 'human'
        AND COALESCE(machine, FALSE) = FALSE
    GROUP BY mail
)
SELECT
    delivered.scenario,
    delivered.step,
    delivered.variant,
    delivered.delivered_on,
    clicked.clicked_on,
    COUNT(*) AS mails
FROM delivered
LEFT JOIN clicked ON clicked.mail = delivered.mail
GROUP BY delivered.scenario, delivered.step, delivered.variant, delivered.delivered_on, clicked.clicked_on
ORDER BY delivered.scenario, delivered.step, delivered.variant, delivered.delivered_on, clicked.clicked_on
