-- The steps that each run came to; `back` counts from the last (1).
SELECT
    scenario,
    enrolment,
    step,
    happened_at,
    ROW_NUMBER() OVER (
        PARTITION BY scenario, enrolment
        ORDER BY happened_at DESC, sort DESC, place DESC
    ) AS back
FROM events
WHERE subject LIKE 'o:%' AND name = 'Step Reached' AND step IS NOT NULL
