"""A plan tried on what has happened: read everybody's log, decide it again, change nothing.

tried      the plan that is tried: a version, or what a folder says
run        everybody, one after the other
"""
