-- How many runs of each scenario came to each step?
-- Denominator: the runs that entered (scenario_runs); a run that comes to a step twice is one.
SELECT scenario, step, COUNT(DISTINCT enrolment) AS reached
FROM events
WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
GROUP BY scenario, step
ORDER BY scenario, step
