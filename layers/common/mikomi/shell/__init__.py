"""Gather, decide, apply: the only package that knows both the pure core and AWS.

people/      the log → people: fold, identity, audit, rebuild, portraits
effects/     people → the world: mails, alerts and suppressions, each once, and what time asks for
everybody/   all people at once: walks over them, segments and their sizes
backtest/    a plan tried on what has happened, for everybody
archive/     the log for longer than its table keeps it, and everybody at once
erasure/     somebody is erased, and stays so
person_file/  everything that is known of one person, handed out
dump/        everything as files, and a new deployment out of them
operator/    what a person looks after by hand: what failed, and what nobody knows about
arrivals     what arrives in the workspace's bucket, and how long it waits
publication  a workspace file or a push arrived: checked, published as a plan, reported
approval     what waits for somebody's yes, and what needs none
pushes       a push is taken out of the bucket, and its files are laid out there
rollback     an earlier version is brought back, as a push
history      the versions as they are looked at
insiders     how many are in what a version changes, for its report
reports      what became of it, for whoever sent it, and kept with the version
warm_up      how far the warm-up of a new domain has come
breaker      marketing mail stops, and goes on
handed_over  those who were handed over to sales, as they stood then
coupons      a shop asks of a code, and redeems it
sent_mails   mails that went out, each as it was
rulebooks    the plan versions that a decision needs, compiled
failures     what failed is noted as a dead letter
"""
