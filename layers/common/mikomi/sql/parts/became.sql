-- What became of each mail, and when first. What a machine opened or clicked has a name of its own, and so has what nobody
-- knows: each mail stands under the surest of the three, a person before what is unknown, that before a machine.
SELECT mail, name, MIN(happened_at) AS moment
FROM (
    SELECT
        mail,
        happened_at,
        CASE
            WHEN doer > MIN(doer) OVER (PARTITION BY mail, name) THEN NULL
            WHEN doer = 1 THEN name
            WHEN doer = 2 AND name = 'Mail Opened' THEN 'Mail Opened unknown'
            WHEN doer = 2 THEN 'Mail Clicked unknown'
            WHEN name = 'Mail Opened' THEN 'Mail Opened machine'
            ELSE 'Mail Clicked machine'
        END AS name
    FROM (
        SELECT
            mail,
            name,
            happened_at,
            CASE
                WHEN COALESCE(machine, FALSE) OR made_by = 'machine' THEN 3
                WHEN made_by = 'unknown' THEN 2
                ELSE 1
            END AS doer
        FROM events
        WHERE mail IS NOT NULL
            AND (
                (
                    subject LIKE 'o:%'
                    AND name IN (
                        'Mail Sent', 'Mail Delivered', 'Mail Failed', 'Mail Unknown', 'Mail Opened', 'Mail Clicked'
                    )
                )
                OR (
                    subject LIKE 'p:%'
                    AND name IN (
                        'Mail Opened', 'Mail Clicked', 'Mail Bounced', 'Mail Complained', 'Unsubscribed',
                        'Topic Unsubscribed', 'Mail Replied'
                    )
                )
            )
    ) AS told
) AS sorted
WHERE name IS NOT NULL
GROUP BY mail, name
