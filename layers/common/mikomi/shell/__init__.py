"""Gather, decide, apply: the only package that knows both the pure core and AWS.

admission    who may write: the public key and the secret key
ingesting    requests of Segment's clients → packets of the log (the functions `track` and `identify`)
forms, leaving, answering, following, giving
             what people do behind a link: a form, unsubscribing, a rep's answer, clicks and opens, a file
form_page, form_posts
             what a form looks like to its reader, and what came back from it
recognising  which browser this is, whose it is, and whether that was shown
limiting     how often a form may be sent
showing      what a place of a page shows to its visitor (a slot)
folding      packets of the log → people (the functions `score` and `schedule_step`)
identifying  whom an event is about: aliases, merges
rulebooks    the plan versions that a decision needs, compiled
carrying     effects → mails, alerts, suppressions, each once
waking       what time asks for: the step queue and the sweep
"""
