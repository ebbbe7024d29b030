-- How many people were shown each form, and how many of them sent it?
-- Denominator: people (browsers that nobody knows by name count one each) whose browser showed the form, and all who sent
-- it; who sent it on a page of the company's own was not counted as shown, and `sent_unseen` says how many those are.
WITH done AS (
    SELECT
        form,
        CASE WHEN person = '' THEN subject ELSE person END AS who,
        MAX(CASE WHEN name = 'Form Viewed' THEN 1 ELSE 0 END) AS seen,
        MAX(CASE WHEN name = 'Form Submitted' THEN 1 ELSE 0 END) AS sent
    FROM events
    WHERE type = 'track' AND name IN ('Form Viewed', 'Form Submitted') AND form IS NOT NULL
    GROUP BY form, CASE WHEN person = '' THEN subject ELSE person END
)
SELECT
    form,
    SUM(seen) AS seen,
    SUM(CASE WHEN seen = 1 THEN sent ELSE 0 END) AS sent,
    SUM(CASE WHEN seen = 0 THEN sent ELSE 0 END) AS sent_unseen
FROM done
GROUP BY form
ORDER BY seen DESC, form
