-- Each mail that somebody clicked, as far as that is known, and the day (UTC) of their first click.
SELECT mail, CAST(MIN(happened_at) AS DATE) AS clicked_on
FROM events
WHERE (subject LIKE 'o:%' OR subject LIKE 'p:%')
    AND name = 'Mail Clicked'
    AND mail IS NOT NULL
    AND COALESCE(made_by, 'human') = 'human'
    AND COALESCE(machine, FALSE) = FALSE
GROUP BY mail
