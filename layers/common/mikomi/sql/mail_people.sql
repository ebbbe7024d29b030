-- Who is behind each number of a mail?
-- Denominator: none; as many rows as the number says (scenario_mails, scenario_skips, mail_links), each with its moment.
-- With: decided, became, clicked_links
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
SELECT
    decided.scenario,
    'not_clicked' AS what,
    decided.step,
    decided.variant,
    NULL AS detail,
    decided.person,
    became.moment
FROM decided
INNER JOIN became ON became.mail = decided.mail AND became.name = 'Mail Delivered'
LEFT JOIN became AS clicked ON clicked.mail = decided.mail AND clicked.name = 'Mail Clicked'
WHERE clicked.mail IS NULL
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
    clicked_links.link AS detail,
    decided.person,
    clicked_links.moment
FROM decided
INNER JOIN clicked_links ON clicked_links.mail = decided.mail
ORDER BY scenario, what, step, variant, detail, moment DESC, person
