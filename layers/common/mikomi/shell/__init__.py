"""Gather, decide, apply: the only package that knows both the pure core and AWS.

folding      packets of the log → people (the functions `score` and `schedule_step`)
identifying  whom an event is about: aliases, merges
rulebooks    the plan versions that a decision needs, compiled
carrying     effects → mails, alerts, suppressions, each once
waking       what time asks for: the step queue and the sweep
"""
