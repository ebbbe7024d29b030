"""All people at once: one walk over them, and what is done on it.

walk       everybody, page by page, from one wake to the next
task       what is done with them
audience   who is in a segment, and how many
mailing    what is sent to everybody who fits
controls   what a person does with a mailing
preview    what a mailing would come to, before it is sent
change     a scenario changed in flight, for everybody inside
inside     who is in a scenario, and where each would stand
work       all of these as one thing that can be looked at, stopped and resumed
chosen     the people behind a number, as those to whom a mailing is sent
newsletter  what anybody may read of one
look_back  what a new plan would have people remember, from the log
"""
