-- On which day was each variant delivered to how many, and on which days did they click first and reach their goal?
-- Denominator: mails of variants that were delivered, each once, by the day (UTC) of their delivery, the number of the
-- weights that drew them (where these follow what is known), the version that worded them and the one by which their
-- run entered; no day of a click or of a goal after the delivery: none. What
-- people clicked, as far as that is known.
-- With: runs, reached, clicked
WITH delivered AS (
    SELECT
        scenario,
        step,
        variant,
        mail,
        MIN(enrolment) AS enrolment,
        MIN(plan) AS plan,
        MIN(lots) AS lots,
        MIN(happened_at) AS delivered_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Mail Delivered' AND variant IS NOT NULL AND mail IS NOT NULL
    GROUP BY scenario, step, variant, mail
),
days AS (
    SELECT
        delivered.scenario,
        delivered.step,
        delivered.variant,
        delivered.plan,
        delivered.lots,
        COALESCE(runs.plan, delivered.plan) AS entered_by,
        CAST(delivered.delivered_at AS DATE) AS delivered_on,
        clicked.clicked_on,
        CASE WHEN reached.reached_at >= delivered.delivered_at THEN CAST(reached.reached_at AS DATE) END AS reached_on
    FROM delivered
    LEFT JOIN clicked ON clicked.mail = delivered.mail
    LEFT JOIN runs ON runs.scenario = delivered.scenario AND runs.enrolment = delivered.enrolment
    LEFT JOIN reached ON reached.scenario = delivered.scenario AND reached.enrolment = delivered.enrolment
)
SELECT scenario, step, variant, lots, plan, entered_by, delivered_on, clicked_on, reached_on, COUNT(*) AS mails
FROM days
GROUP BY scenario, step, variant, lots, plan, entered_by, delivered_on, clicked_on, reached_on
ORDER BY scenario, step, variant, lots, plan, entered_by, delivered_on, clicked_on, reached_on
