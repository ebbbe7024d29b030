"""A workspace's own tests: what is given is folded as the log would be, and what came is held against what was
expected.

chance   what a test takes out of the plan
course   the given events, and what the one core makes of them
verdict  what was expected, what came instead, and why
"""
