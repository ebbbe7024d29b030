-- Who is behind each number of the journeys?
-- Denominator: none; as many rows as the numbers say (journeys), each with the moment of entering.
-- With: runs, reached, known, deeds, did
SELECT
    scenario,
    CASE WHEN reached = 1 THEN 'journey_goal' ELSE 'journey_missed' END AS what,
    kind AS step,
    what AS detail,
    person,
    entered_at AS moment
FROM did
ORDER BY scenario, what, step, detail, moment DESC, person
