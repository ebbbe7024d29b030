-- Each run of a scenario: whose, of which version of the plan, since when, in which segments,
-- and whether it was held out (1), on entering or by an arm of a split.
SELECT
    scenario,
    enrolment,
    MIN(person) AS person,
    MIN(plan) AS plan,
    MIN(segments) AS segments,
    MIN(happened_at) AS entered_at,
    MAX(CASE WHEN held_out THEN 1 ELSE 0 END) AS held_out
FROM events
WHERE subject LIKE 'o:%' AND (name = 'Scenario Entered' OR (name = 'Arm Drawn' AND held_out))
GROUP BY scenario, enrolment
