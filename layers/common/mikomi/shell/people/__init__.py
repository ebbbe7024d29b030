"""The log becomes people, and people are read.

fold        packets → people: gather, decide event by event, commit each person whole
resolution  whom an event is about: aliases, merges
external_ids  … other systems' ids lead there, too
footprints  what the log holds of one person, ready to be folded again
audit       who lags behind the log
rebuild     a person from the log again
separation  two leads that became one, parted again
outlook     who has something coming up
proofs      all that proves whether an address may be written to
directory   leads found among all of them
deals       how the deals stand
companies   the companies that leads are of
portraits   what the console and the read API show of people
"""
