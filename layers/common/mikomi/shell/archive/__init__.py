"""The log for longer than its table keeps it, and everybody at once.

intake       the stream → raw files
raw          a raw file as bytes, and what is wrong with one
compaction   raw files → one file a day, each event once
snapshot     everybody as they stand, and whose events are whose
erasure      who is in no answer any more
shelf        all the files there are, in the order in which they are read
tables       files as tables: DuckDB, one connection a question
base         what questions are asked of
engine       which engine answers: DuckDB, or Athena by a parameter
beyond       Athena, over a copy that it writes first
questions    the questions of sql/, and what they are asked with
rollup       their answers, counted anew when something came
habits       in which hours everybody does something, once a month
winners      once a night: weights of variants that follow what is known
weeks        a company's weeks, counted and listed
counted      what was counted last, for pages and programs
lists        who is behind each number
behind       the same as they are now
past         what the table has let go, packet by packet
audit        the archive held against the log, day by day
shadow       the plan that is tried in the shadow, and the lists of its nights
"""
