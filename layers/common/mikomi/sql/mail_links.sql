-- Which links of a mail were clicked, and by how many?
-- Denominator: the mails of the step that were delivered (scenario_mails); a mail whose link was clicked twice is one.
-- What a machine clicked is not counted, where that is known.
WITH decided AS (
    SELECT scenario, step, variant, mail
    FROM events
    WHERE subject LIKE 'o:%' AND name IN ('Mail Decided', 'Mail Skipped') AND scenario IS NOT NULL AND mail IS NOT NULL
    GROUP BY scenario, step, variant, mail
),
pressed AS (
    SELECT DISTINCT mail, link
    FROM events
    WHERE (subject LIKE 'o:%' OR subject LIKE 'p:%')
        AND name = 'Mail Clicked'
        AND mail IS NOT NULL
        AND link IS NOT NULL
        AND COALESCE(machine, FALSE) = FALSE
)
SELECT decided.scenario, decided.step, decided.variant, pressed.link, COUNT(*) AS clicked
FROM decided
INNER JOIN pressed ON pressed.mail = decided.mail
GROUP BY decided.scenario, decided.step, decided.variant, pressed.link
ORDER BY decided.scenario, decided.step, decided.variant, clicked DESC, pressed.link
