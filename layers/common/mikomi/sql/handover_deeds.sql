-- What did those who were handed over do in the ninety days before, and what came of them?
-- Denominator: hand-overs that are known; each once for a deed, however often it was done. `came` is the stage in
-- which the deal ended since (`+won`, `+lost`), else the rep's last answer.
-- With: deeds, handed, handed_deeds
SELECT kind, what, came, COUNT(*) AS handed
FROM handed_deeds
GROUP BY kind, what, came
ORDER BY kind, what, came
