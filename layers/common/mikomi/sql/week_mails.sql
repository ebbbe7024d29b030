-- Which mails were sent, delivered and clicked in each of these weeks?
-- Denominator: mails of which that became true, each once, when it first did. Mails of forms (confirmations) are among them.
-- Clicks are those of people, as far as that is known. `weeks` says which weeks, from when and until when.
WITH became AS (
    SELECT
        MIN(CASE WHEN name = 'Mail Clicked' THEN REPLACE(subject, 'o:', 'p:') ELSE subject END) AS subject,
        name,
        mail,
        MIN(scenario) AS scenario,
        MIN(step) AS step,
        MIN(variant) AS variant,
        MIN(happened_at) AS happened_at
    FROM events
    WHERE mail IS NOT NULL
        AND COALESCE(made_by, 'human') = 'human'
        AND COALESCE(machine, FALSE) = FALSE
        AND (
            (subject LIKE 'o:%' AND name IN ('Mail Sent', 'Mail Delivered', 'Mail Clicked'))
            OR (subject LIKE 'p:%' AND name = 'Mail Clicked')
        )
    GROUP BY name, mail
)
SELECT weeks.week, became.subject, became.name, became.mail, became.scenario, became.step, became.variant, became.happened_at
FROM became
INNER JOIN weeks ON became.happened_at >= weeks.begins AND became.happened_at < weeks.ends
ORDER BY weeks.week, became.happened_at, became.subject, became.mail
