"""PURE: what Mikomi decides. No AWS, no clock, no randomness, no environment, no log; time comes in as an argument.

decide      the one decision: decide(person, event, plan, now); begin reading here
turn        what is being decided, while it is being decided
session     who is logged in to the console, as signed cookies
behaviour/  what an event means to a plan: conditions, and the rulebook that finds them
points/     what somebody has earned, and who therefore stands where
scenarios/  entering, steps, waits, the calendar
people/     who somebody is, whose browser is whose, who may be written to
sales/      whom to call, why now, what their answers do
mails/      a mail in words and in bytes, and whether it may still leave
tracking/   Segment's wire and our own forms, read into events
checking/   the marketers' files: everything wrong in them, said in one pass
telling/    what happened and why: timelines, sentences, the one glossary
"""
