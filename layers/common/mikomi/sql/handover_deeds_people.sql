-- Who is behind what was done before hand-overs?
-- Denominator: none; as many rows as the numbers say (handover_deeds), each with the moment of the hand-over.
-- With: deeds, handed, handed_deeds
SELECT
    '' AS scenario,
    'pattern' AS what,
    kind AS step,
    came AS variant,
    what AS detail,
    person,
    decided_at AS moment
FROM handed_deeds
ORDER BY scenario, step, detail, variant, moment DESC, person
