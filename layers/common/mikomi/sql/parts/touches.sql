-- The landings of each run's person until it entered, counted from the first, and from the last that was not direct.
SELECT
    runs.scenario,
    runs.enrolment,
    landings.source,
    ROW_NUMBER() OVER (
        PARTITION BY runs.scenario, runs.enrolment
        ORDER BY landings.happened_at, landings.id
    ) AS since_first,
    ROW_NUMBER() OVER (
        PARTITION BY runs.scenario, runs.enrolment
        ORDER BY CASE WHEN landings.source = '' THEN 1 ELSE 0 END, landings.happened_at DESC, landings.id DESC
    ) AS until_last
FROM runs
INNER JOIN landings ON landings.person = runs.person AND landings.happened_at <= runs.entered_at
