-- By whose hours was each mail timed that waited for the best one, on which day was it delivered, when was it clicked?
-- Denominator: mails after a wait for the best hour that were delivered, each once, by the day (UTC) of their delivery
-- and whose hours they went by (the person's own, or everybody's); no day of a click: none, as far as that is known.
-- With: clicked
WITH delivered AS (
    SELECT
        scenario,
        step,
        timing,
        mail,
        CAST(MIN(happened_at) AS DATE) AS delivered_on
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Mail Delivered' AND timing IS NOT NULL AND mail IS NOT NULL
    GROUP BY scenario, step, timing, mail
)
SELECT
    delivered.scenario,
    delivered.step,
    delivered.timing,
    delivered.delivered_on,
    clicked.clicked_on,
    COUNT(*) AS mails
FROM delivered
LEFT JOIN clicked ON clicked.mail = delivered.mail
GROUP BY delivered.scenario, delivered.step, delivered.timing, delivered.delivered_on, clicked.clicked_on
ORDER BY scenario, step, timing, delivered_on, clicked_on
