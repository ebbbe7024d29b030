-- After which step do runs stand, and after which did they leave?
-- Denominator: runs that entered and were not held out, each once, at the last step that it came to (none: at the
-- start); `how` it left, none: it is under way.
-- With: runs, came, ended
SELECT runs.scenario, came.step, ended.how, COUNT(*) AS runs
FROM runs
LEFT JOIN came ON came.scenario = runs.scenario AND came.enrolment = runs.enrolment AND came.back = 1
LEFT JOIN ended ON ended.scenario = runs.scenario AND ended.enrolment = runs.enrolment
WHERE runs.held_out = 0
GROUP BY runs.scenario, came.step, ended.how
ORDER BY runs.scenario, came.step, ended.how
