"""PURE: what Mikomi decides. No AWS, no clock, no randomness, no environment, no log; time comes in as an argument.
What stands higher uses what stands lower, never the other way round, and within a paragraph nobody knows another.

fit/            points learnt from what came of hand-overs

backtest/       plans tried on what has happened
rehearsal       what would become of somebody's turn in a mailing
tryouts/        a workspace's own tests, run by the one decision

replay          the log of one person, folded and decided again

decide          the one decision: decide(person, event, plan, now); begin reading here
checking/       the marketers' files: everything wrong in them, said in one pass
site/           what `mikomi doctor` makes of a site's page
session         who is logged in to the console, as signed cookies

channels/       what an alert says in a chat or to a program, and what is answered

imports/        a list of people that somebody brings in
likeness/       who may be the same person as whom
sales/          whom to call, why now, what their answers do
law/            what the law asks of marketing mail, and what a mail breaks of it
slots           what a place on a page shows to whoever looks at it

mails/          a mail in words and in bytes, and whether it may still leave
directory/      leads looked for, among all of them
archive/        an event as a row of the archive
results/        what is told of what was counted
week            a company's weeks side by side
webhooks/       what another system is told, and may tell us
telling/        what happened and why: timelines, portraits, the notice

scenarios/      entering, steps, waits, the calendar

people/         who somebody is, whose browser is whose, who may be written to

points/         what an event, an attribute or an answer earns
turn            what is being decided, while it is being decided
tracking/       Segment's wire and our own forms, read into events

behaviour/      what an event means to a plan: conditions, and the rulebook that finds them

doers/          who opened a mail or followed its link: a person or a machine
figures/        what counted numbers let us say: intervals, curves, verdicts
pictures/       figures as SVG, each with its table
score/          what points add up to, and who therefore stands where
words/          the words and sentences that people read
html_reader     HTML as anybody writes it
companies/      which company somebody is of, as far as they said

comparison      a comparison as a marketer writes it: of numbers, of days, how long ago

prices          what AWS asks for what we send
written_moment  a day or a moment as people write it
"""
