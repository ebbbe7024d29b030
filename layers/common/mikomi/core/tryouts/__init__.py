"""A workspace's own tests: what is given is folded as the log would be, and what came is held against what was
expected.

course   the given events, and what the one core makes of them
verdict  what was expected, what came instead, and why
"""
