-- Which links of a mail were clicked, and by how many?
-- Denominator: the mails of the step that were delivered (scenario_mails); a mail whose link was clicked twice is one.
-- What a machine clicked is not counted, where that is known.
-- With: decided, clicked_links
SELECT decided.scenario, decided.step, decided.variant, clicked_links.link, COUNT(*) AS clicked
FROM decided
INNER JOIN clicked_links ON clicked_links.mail = decided.mail
GROUP BY decided.scenario, decided.step, decided.variant, clicked_links.link
ORDER BY decided.scenario, decided.step, decided.variant, clicked DESC, clicked_links.link
