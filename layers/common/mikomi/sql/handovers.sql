-- What became of each alert: when was it decided and sent, when was it answered first, and what was the last answer?
-- Denominator: alerts that were decided, each once, with the band and the score that somebody had then.
-- With: alerts, alerts_sent, answers
SELECT
    alerts.alert,
    alerts.band,
    alerts.reason,
    alerts.score,
    alerts.decided_at,
    alerts_sent.sent_at,
    answers.answered_at,
    answers.answer
FROM alerts
LEFT JOIN alerts_sent ON alerts_sent.alert = alerts.alert
LEFT JOIN answers ON answers.alert = alerts.alert AND answers.back = 1
ORDER BY alerts.decided_at, alerts.alert
