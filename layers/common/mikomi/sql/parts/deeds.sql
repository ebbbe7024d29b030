-- What people did and what came to them, by its kind; with the run where it belongs to one.
SELECT person, 'page' AS kind, COALESCE(SPLIT_PART(path, '/', 2), '') AS what, NULL AS enrolment, happened_at
FROM events
WHERE type = 'page' AND path IS NOT NULL AND person <> ''
UNION ALL
SELECT person, 'form' AS kind, form AS what, NULL AS enrolment, happened_at
FROM events
WHERE name = 'Form Submitted' AND form IS NOT NULL AND person <> ''
UNION ALL
SELECT person, 'step' AS kind, step AS what, enrolment, happened_at
FROM events
WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
UNION ALL
SELECT person, 'click' AS kind, step AS what, enrolment, happened_at
FROM events
WHERE (subject LIKE 'p:%' OR subject LIKE 'o:%')
    AND name = 'Mail Clicked'
    AND step IS NOT NULL
    AND COALESCE(made_by, 'human') = 'human'
    AND COALESCE(machine, FALSE) = FALSE
