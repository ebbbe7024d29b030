"""`make bench`: what the product costs, measured on the machine at hand, beside the budgets that it was built to.

cpu        CPU an event
floor      … beside the same calls made by bare botocore
calls      one AWS call, beside boto3's
mail       a triggered mail, from its event to its row
bare_mail  … the floor of one
decision   a decision, beside reading its event
growth     how the cost of a decision grows with the plan
checks     a check of a workspace, the rulebook of a large plan
imports    what a function's start costs
prices     what AWS asks
bill       what a month costs
price      AWS calls and write units an event, and an item's size
archive    the archive, the roll-up, a question over it, a page
directory  leads found while somebody types
everybody  the list of a mailing, and its preview
backtest   a plan tried on what has happened
strangers  what a stranger can at most cost
verdicts   how often 判定 names a winner where there is none
weights    where shares end that follow what is known
tags       our tag beside others'
traffic    the requests that come in
plans      plans of any size
world      the environment of the handlers that are measured
dummy      what answers them, in a process of its own
measure    turns, and the rows that tell of them

Rules
1. CPU of this process, never time on the wall (but for a page, which somebody waits for): the tables' answers come
   from a process of their own (`bench.dummy`).
2. What is compared is measured in turns, round after round, and told as a median with its least and its most: the
   machine may be busy. A ratio is of one round.
3. The real handlers get what AWS hands them: the HTTP API's envelope, and as stream records the items that ingestion
   wrote.
4. A budget that is missed is a line that says so, never a failed command: what a busy machine measures fails nobody's
   build.
"""
