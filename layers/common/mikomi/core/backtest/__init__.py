"""Plans tried on what has happened: everybody's log decided again, and what that comes to in numbers.

course       one person's log under a plan: what was decided, and upon what
self_check   the plans that really ran, decided again, held against what really happened
order        … where packets were folded in another order than they came
lack         whose log and person do not belong together
reactions    what somebody did about a mail or an alert that a plan would not have sent
unknowable   what hangs on a reaction to a mail that nobody got
dealt        … and which of its mails a lot chose
days         the days that are looked at
counts       what is counted of courses, figure by figure
trial        one person tried under a candidate, beside what was
transcript   … written down, for whoever goes on with others
weighted     what those who drew the same words come to for all
assumed      clicks on mails that nobody got, for who asks to assume them
report       all of it, as programs read it
lines        … as people read it
beside       … beside what differs between two plans
weeks        the whole weeks among these days
draws        … drawn anew, and between what the days to come lie
overrun      who or what would get more than it can take
forecast     the days to come, as programs read it
forecast_text  … as people read it
shadow       one person's day under a candidate that runs in the shadow, beside what was
nights       everybody's day: what a night of the shadow comes to
shadow_text  … as people read it
"""
