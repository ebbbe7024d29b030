"""The deterministic simulation: the real handlers against an AWS that misbehaves, on a clock of its own.

runs          many seeds, over the cores of the machine
crew          the processes that play beside each other
seed          one seed from beginning to end
world         one deployment in memory
evidence      what anybody outside could have seen of it
installation  the product, running in that world
chance        whoever draws, from a stream of its own
time          the clock, and tasks that wait on it
seam          what stands behind `mikomi.aws.api`: faults, deaths between two calls
engine/       DynamoDB, SQS, Scheduler, SES, S3, Secrets Manager, in memory
lambdas       functions, their containers, time-outs
delivery/     streams, queues, schedules and notices, as template.yaml wires them
faults        what may go wrong in this seed, and how often
strikes       a fault at every single AWS call of one week
releases      a newer release beside ours, rolled back
restoration   tables restored to a moment, and a new deployment of them
workload/     the workspace, the people, their browsers and mail programs
invariants/   the promises, one function each
archive/      the archive besieged, and bugs put in there
pushes/       publishing besieged, and bugs put in there
planted/      bugs put in on purpose: each must be found
guarded       what mail systems and readers did in many stories, counted
report        docs/reliability.md

Rules
1. The decision core, the shell and the handlers are the real ones. What is played is what AWS does: one fake behind
   `mikomi.aws.api`, so that every call of every function passes one place.
2. One seed, one story: time, faults, people and the order in which calls interleave are all drawn from the seed, and
   the hash of the trace proves it.
3. The promises are judged from outside: from the changes of the tables, the HTTP answers and the mails that SES
   accepted; never from what a handler says of itself.
4. What AWS would do differently is a fault of the simulation: `tests/simulation` holds the fake against moto and, where
   it is present, DynamoDB Local.
"""
