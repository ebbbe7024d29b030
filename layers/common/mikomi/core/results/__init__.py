"""What is told of what was counted: shapes that programs, pages and the terminal share.

counted    the answers of the questions in `sql/`, at one moment
scenarios  how many came how far, and what became of the mails
timings    whether a person's own hours pay
variant_days  who got which variant of a mail on which day, and reacted
winners    variants whose weights follow what is known: what may be said of them, and which weights a night gives
variants   the variants of a mail side by side, and what may be said of them
numbers    each number by its name, behind which its people are found
goals      who reached the goal by which day, with the holdout; targets; before and after a version
outline    the same for programs
around     the weeks before and after a version, side by side
sources    where people came from and in which segments they entered, and how many reached it; week by week
showings   what visitors were shown on the site, and how many did what it asks
handovers  each alert that was handed over to sales, and which of them a number counts
sales      what came of them by band and by rule, and how well the score told them apart
propensity  how likely a hand-over of a score is won, and whether that came true
patterns   what those did before who were won, beside the others
promptness  how long the system and the people took
sales_outline  the same for programs
journeys   what people did before they reached it, beside those who did not
stops      after which step runs stand, or left
conditions  which condition says the same of somebody as a number

Rules
1. What is there and was never counted is 0. What is not there (no goal, no variant, nothing counted yet) is null.
2. A rate stands beside what it is counted out of, and beside how many cannot be told yet.
"""
