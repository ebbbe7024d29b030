-- The first and the last touch of each run; '?': never on the site.
SELECT runs.scenario, runs.enrolment, 'first' AS touch, COALESCE(touches.source, '?') AS source
FROM runs
LEFT JOIN touches
    ON touches.scenario = runs.scenario AND touches.enrolment = runs.enrolment AND touches.since_first = 1
UNION ALL
SELECT runs.scenario, runs.enrolment, 'last' AS touch, COALESCE(touches.source, '?') AS source
FROM runs
LEFT JOIN touches
    ON touches.scenario = runs.scenario AND touches.enrolment = runs.enrolment AND touches.until_last = 1
