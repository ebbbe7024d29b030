-- Who is behind each number of what was handed over to sales?
-- Denominator: none; a row for each alert (handovers), with the moment at which it was alerts.
-- With: alerts, alerts_sent, answers
SELECT
    '' AS scenario,
    CASE
        WHEN answers.alert IS NOT NULL THEN 'alert_answered'
        WHEN alerts_sent.alert IS NOT NULL THEN 'alert_open'
        ELSE 'alert_unsent'
    END AS what,
    COALESCE(alerts.band, '') AS step,
    COALESCE(answers.answer, '') AS detail,
    alerts.person,
    alerts.decided_at AS moment,
    alerts.decided_at AS entered_at,
    NULL AS plan
FROM alerts
LEFT JOIN alerts_sent ON alerts_sent.alert = alerts.alert
LEFT JOIN answers ON answers.alert = alerts.alert AND answers.back = 1
ORDER BY scenario, what, step, detail, moment DESC, person
