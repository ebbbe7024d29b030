-- How often did each choice of a slot come into view, of how many people, and how many pressed it or redeemed its coupon?
-- Denominator: people (browsers that nobody knows by name count one each) into whose view it came.
WITH done AS (
    SELECT
        promotion_id,
        COALESCE(creative, '') AS creative,
        CASE WHEN person = '' THEN subject ELSE person END AS who,
        SUM(CASE WHEN name = 'Promotion Viewed' THEN 1 ELSE 0 END) AS views,
        MAX(CASE WHEN name = 'Promotion Clicked' THEN 1 ELSE 0 END) AS pressed,
        SUM(CASE WHEN name = 'Coupon Applied' THEN 1 ELSE 0 END) AS redeemed
    FROM events
    WHERE type = 'track'
        AND name IN ('Promotion Viewed', 'Promotion Clicked', 'Coupon Applied')
        AND promotion_id IS NOT NULL
    GROUP BY promotion_id, COALESCE(creative, ''), CASE WHEN person = '' THEN subject ELSE person END
)
SELECT
    promotion_id AS slot,
    creative AS choice,
    SUM(views) AS views,
    SUM(CASE WHEN views > 0 THEN 1 ELSE 0 END) AS seen,
    SUM(CASE WHEN views > 0 THEN pressed ELSE 0 END) AS pressed,
    SUM(redeemed) AS redeemed
FROM done
GROUP BY promotion_id, creative
ORDER BY views DESC, slot, choice
