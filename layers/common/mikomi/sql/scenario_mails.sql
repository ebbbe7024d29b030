-- What became of each step's mails?
-- Denominator: mails that were decided, each once, skipped ones included; delivered ones for what readers did.
-- `opened` and `clicked` are what people did, as far as that is known; what nobody but machines did stands beside it, and
-- what nobody knows yet, or ever.
-- With: decided, became
SELECT
    decided.scenario,
    decided.step,
    decided.variant,
    COUNT(DISTINCT decided.mail) AS decided,
    SUM(CASE WHEN became.name = 'Mail Sent' THEN 1 ELSE 0 END) AS sent,
    SUM(CASE WHEN became.name = 'Mail Delivered' THEN 1 ELSE 0 END) AS delivered,
    SUM(CASE WHEN became.name = 'Mail Failed' THEN 1 ELSE 0 END) AS failed,
    SUM(CASE WHEN became.name = 'Mail Unknown' THEN 1 ELSE 0 END) AS unknown,
    SUM(CASE WHEN became.name = 'Mail Opened' THEN 1 ELSE 0 END) AS opened,
    SUM(CASE WHEN became.name = 'Mail Opened unknown' THEN 1 ELSE 0 END) AS opened_unknown,
    SUM(CASE WHEN became.name = 'Mail Opened machine' THEN 1 ELSE 0 END) AS opened_machine,
    SUM(CASE WHEN became.name = 'Mail Clicked' THEN 1 ELSE 0 END) AS clicked,
    SUM(CASE WHEN became.name = 'Mail Clicked unknown' THEN 1 ELSE 0 END) AS clicked_unknown,
    SUM(CASE WHEN became.name = 'Mail Clicked machine' THEN 1 ELSE 0 END) AS clicked_machine,
    SUM(CASE WHEN became.name = 'Mail Delivered' AND clicked.mail IS NULL THEN 1 ELSE 0 END) AS not_clicked,
    SUM(CASE WHEN became.name = 'Mail Replied' THEN 1 ELSE 0 END) AS replied,
    SUM(CASE WHEN became.name = 'Unsubscribed' THEN 1 ELSE 0 END) AS unsubscribed,
    SUM(CASE WHEN became.name = 'Topic Unsubscribed' THEN 1 ELSE 0 END) AS left_topic,
    SUM(CASE WHEN became.name = 'Mail Bounced' THEN 1 ELSE 0 END) AS bounced,
    SUM(CASE WHEN became.name = 'Mail Complained' THEN 1 ELSE 0 END) AS complained
FROM decided
LEFT JOIN became ON became.mail = decided.mail
LEFT JOIN became AS clicked ON clicked.mail = decided.mail AND clicked.name = 'Mail Clicked'
GROUP BY decided.scenario, decided.step, decided.variant
ORDER BY decided.scenario, decided.step, decided.variant
