-- The links of each mail that people clicked, and when first.
SELECT mail, link, MIN(happened_at) AS moment
FROM events
WHERE (subject LIKE 'o:%' OR subject LIKE 'p:%')
    AND name = 'Mail Clicked'
    AND mail IS NOT NULL
    AND link IS NOT NULL
    AND COALESCE(made_by, 'human') = 'human'
    AND COALESCE(machine, FALSE) = FALSE
GROUP BY mail, link
