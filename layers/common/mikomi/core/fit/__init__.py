"""Points of `scoring.json` learnt from what came of hand-overs, for a person to accept.

cases         what somebody had earned by each rule when they were handed over, and what came of it
whole_points  other points for the same rules: near those in force, of the same sign, whole
proposal      whether they did better where nobody had looked, or better nothing is changed
scoring_text  the file with them in it
report        all of it, as programs and people read it
"""
