-- What did those do who reached a goal, before they did, and what did those do who did not?
-- Denominator: runs that entered, were not held out and are known (journey_runs): they reached the goal, or their window is
-- over. Counted is what a run's person did from ninety days before entering until the goal, or the window's end;
-- `calendar` numbers the days (UTC); `first_day` is on which day since entering they did it first, on average: less comes earlier.
-- With: runs, reached, known, deeds, did
SELECT scenario, reached, kind, what, COUNT(*) AS runs, SUM(times) AS times, AVG(first_day) AS first_day
FROM did
GROUP BY scenario, reached, kind, what
ORDER BY scenario, reached, kind, what
