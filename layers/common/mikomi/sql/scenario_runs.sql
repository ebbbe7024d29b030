-- How many runs of each scenario began, and how many of them are still under way?
-- Denominator: runs, not people: who enters again is a run of its own. Held-out runs are among them, and counted apart.
-- With: runs, ended
SELECT
    runs.scenario,
    COUNT(*) AS entered,
    SUM(runs.held_out) AS held_out,
    SUM(CASE WHEN ended.enrolment IS NULL THEN 1 ELSE 0 END) AS under_way,
    SUM(CASE WHEN ended.enrolment IS NULL THEN runs.held_out ELSE 0 END) AS held_out_under_way
FROM runs
LEFT JOIN ended ON ended.scenario = runs.scenario AND ended.enrolment = runs.enrolment
GROUP BY runs.scenario
ORDER BY runs.scenario
