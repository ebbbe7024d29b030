-- When does the next window close? Since when has the earliest run of each scenario and plan waited for its goal?
-- Denominator: runs that did not reach the goal and whose window is open (the "not yet" of scenario_goals).
-- With: reached
SELECT events.scenario, events.plan, MIN(events.happened_at) AS entered_at
FROM events
INNER JOIN goals
    ON goals.scenario = events.scenario AND goals.plan = events.plan AND events.happened_at >= goals.entered_before
LEFT JOIN reached ON reached.scenario = events.scenario AND reached.enrolment = events.enrolment
WHERE events.subject LIKE 'o:%' AND events.name = 'Scenario Entered' AND reached.enrolment IS NULL
GROUP BY events.scenario, events.plan
ORDER BY events.scenario, events.plan
