-- Who is behind each number of a mail?
-- Denominator: none; as many rows as the number says (scenario_mails, scenario_skips, mail_links), each with its moment.
WITH decided AS (
    SELECT scenario, step, variant, mail, MIN(person) AS person, MIN(happened_at) AS moment
    FROM events
    WHERE subject LIKE 'o:%' AND name IN ('Mail Decided', 'Mail Skipped') AND scenario IS NOT NULL AND mail IS NOT NULL
    GROUP BY scenario, step, variant, mail
),
became AS (
    SELECT mail, name, MIN(happened_at) AS moment
    FROM events
    WHERE mail IS NOT NULL
        AND COALESCE(machine, FALSE) = FALSE
        AND (
            (subject LIKE 'o:%' AND name IN ('Mail Sent', 'Mail Delivered', 'Mail Failed', 'Mail Unknown'))
            OR (
                subject LIKE 'p:%'
                AND name IN ('Mail Opened', 'Mail Clicked', 'Mail Bounced', 'Mail Complained', 'Unsubscribed')
            )
        )
    GROUP BY mail, name
),
clicked AS (
    SELECT mail, link, MIN(happened_at) AS moment
    FROM events
    WHERE (subject LIKE 'o:%' OR subject LIKE 'p:%')
        AND name = 'Mail Clicked'
        AND mail IS NOT NULL
        AND link IS NOT NULL
        AND COALESCE(machine, FALSE) = FALSE
    GROUP BY mail, link
)
SELECT scenario, 'Mail Decided' AS what, step, variant, NULL AS detail, person, moment
FROM decided
UNION ALL
SELECT
    decided.scenario,
    became.name AS what,
    decided.step,
    decided.variant,
    NULL AS detail,
    decided.person,
    became.moment
FROM decided
INNER JOIN became ON became.mail = decided.mail
UNION ALL
SELECT scenario, 'Mail Skipped' AS what, step, variant, reason AS detail, MIN(person) AS person, MIN(happened_at) AS moment
FROM events
WHERE subject LIKE 'o:%' AND name = 'Mail Skipped' AND scenario IS NOT NULL AND reason IS NOT NULL
GROUP BY scenario, step, variant, reason, mail
UNION ALL
SELECT
    decided.scenario,
    'link' AS what,
    decided.step,
    decided.variant,
    clicked.link AS detail,
    decided.person,
    clicked.moment
FROM decided
INNER JOIN clicked ON clicked.mail = decided.mail
ORDER BY scenario, what, step, variant, detail, moment DESC, person
