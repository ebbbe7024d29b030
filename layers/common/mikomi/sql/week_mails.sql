-- Which mails were sent, delivered and clicked in each of these weeks?
-- Denominator: mails of which that became true, each once, when it first did. Mails of forms (confirmations) are among them.
-- What a machine clicked is not counted, where that is known. `weeks` says which weeks, from when and until when.
WITH became AS (
    SELECT
        subject,
        name,
        mail,
        MIN(scenario) AS scenario,
        MIN(step) AS step,
        MIN(happened_at) AS happened_at
    FROM events
    WHERE mail IS NOT NULL
        AND COALESCE(machine, FALSE) = FALSE
        AND (
            (subject LIKE 'o:%' AND name IN ('Mail Sent', 'Mail Delivered'))
            OR (subject LIKE 'p:%' AND name = 'Mail Clicked')
        )
    GROUP BY subject, name, mail
)
SELECT weeks.week, became.subject, became.name, became.mail, became.scenario, became.step, became.happened_at
FROM became
INNER JOIN weeks ON became.happened_at >= weeks.begins AND became.happened_at < weeks.ends
ORDER BY weeks.week, became.happened_at, became.subject, became.mail
