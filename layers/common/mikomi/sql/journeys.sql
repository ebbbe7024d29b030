-- What did those do who reached a goal, before they did, and what did those do who did not?
-- Denominator: runs that entered, were not held out and are known (journey_runs): they reached the goal, or their window is
-- over. Counted is what a run's person did from ninety days before entering until the goal, or the window's end;
-- `calendar` numbers the days (UTC); `first_day` is on which day since entering they did it first, on average: less comes earlier.
WITH runs AS (
    SELECT
        scenario,
        enrolment,
        MIN(person) AS person,
        MIN(plan) AS plan,
        MIN(happened_at) AS entered_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Scenario Entered'
    GROUP BY scenario, enrolment
    HAVING MAX(CASE WHEN held_out THEN 1 ELSE 0 END) = 0
),
reached AS (
    SELECT scenario, enrolment, MIN(happened_at) AS reached_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Goal Reached'
    GROUP BY scenario, enrolment
),
known AS (
    SELECT
        runs.scenario,
        runs.enrolment,
        runs.person,
        calendar.number AS entered_on,
        reached.reached_at,
        goals.days,
        CASE WHEN reached.enrolment IS NULL THEN 0 ELSE 1 END AS reached
    FROM runs
    INNER JOIN goals ON goals.scenario = runs.scenario AND goals.plan = runs.plan
    INNER JOIN calendar ON calendar.day = CAST(runs.entered_at AS DATE)
    LEFT JOIN reached ON reached.scenario = runs.scenario AND reached.enrolment = runs.enrolment
    WHERE reached.enrolment IS NOT NULL OR runs.entered_at < goals.entered_before
),
deeds AS (
    SELECT person, 'page' AS kind, SPLIT_PART(path, '/', 2) AS what, NULL AS enrolment, happened_at
    FROM events
    WHERE type = 'page' AND path IS NOT NULL AND person <> ''
    UNION ALL
    SELECT person, 'form' AS kind, form AS what, NULL AS enrolment, happened_at
    FROM events
    WHERE name = 'Form Submitted' AND form IS NOT NULL AND person <> ''
    UNION ALL
    SELECT person, 'step' AS kind, step AS what, enrolment, happened_at
    FROM events
    WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
    UNION ALL
    SELECT person, 'click' AS kind, step AS what, enrolment, happened_at
    FROM events
    WHERE subject LIKE 'p:%' AND name = 'Mail Clicked' AND step IS NOT NULL AND COALESCE(machine, FALSE) = FALSE
),
did AS (
    SELECT
        known.scenario,
        known.enrolment,
        known.reached,
        deeds.kind,
        deeds.what,
        COUNT(*) AS times,
        MIN(calendar.number - known.entered_on) AS first_day
    FROM known
    INNER JOIN deeds
        ON deeds.person = known.person
        AND (deeds.enrolment IS NULL OR deeds.enrolment = known.enrolment)
        AND (known.reached_at IS NULL OR deeds.happened_at < known.reached_at)
    INNER JOIN calendar ON calendar.day = CAST(deeds.happened_at AS DATE)
    WHERE calendar.number - known.entered_on BETWEEN -90 AND known.days
    GROUP BY known.scenario, known.enrolment, known.reached, deeds.kind, deeds.what
)
SELECT scenario, reached, kind, what, COUNT(*) AS runs, SUM(times) AS times, AVG(first_day) AS first_day
FROM did
GROUP BY scenario, reached, kind, what
ORDER BY scenario, reached, kind, what
