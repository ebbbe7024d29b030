-- What a known run's person did from ninety days before it entered until the goal, or the window's end, and on which day
-- since entering they did it first.
SELECT
    known.scenario,
    known.enrolment,
    known.reached,
    deeds.kind,
    deeds.what,
    MIN(known.person) AS person,
    MIN(known.entered_at) AS entered_at,
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
