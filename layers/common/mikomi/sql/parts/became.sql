-- What became of each mail, and when first. What a machine opened or clicked is left out, where that is known.
SELECT mail, name, MIN(happened_at) AS moment
FROM events
WHERE mail IS NOT NULL
    AND COALESCE(machine, FALSE) = FALSE
    AND (
        (subject LIKE 'o:%' AND name IN ('Mail Sent', 'Mail Delivered', 'Mail Failed', 'Mail Unknown'))
        OR (
            subject LIKE 'p:%'
            AND name IN (
                'Mail Opened', 'Mail Clicked', 'Mail Bounced', 'Mail Complained', 'Unsubscribed', 'Topic Unsubscribed'
            )
        )
    )
GROUP BY mail, name
