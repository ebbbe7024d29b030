"""Going through a scenario: entering, steps, waits, the calendar that waits are counted by.

admission  who is let in
journey    how steps follow each other, what ends it
schedule   when a mailing is due
mailing    somebody's turn in a mailing
changes    what becomes of a run by hand, or of everybody's by one act
transfer   where a run of one version would stand in another
wakes      when time alone is an occasion
goals      whether what the scenario is for was reached, and until when that is looked for
steps      what each verb does
outcomes   what comes of a step
holdout    who falls into a hold-out arm of a split
mail_step  a mail is decided, put off, or ends without one
precedence  whose mail goes first where there is room for one
webhook_step  another system is told, and waited for
task_step     somebody of sales has something to do
waiting    how long a step waits
best_hour  … until the hour at which somebody usually looks
recipient  by whose clock a scenario writes: the company's or the reader's
calendar   business days, opening hours, windows
escalation  who is told of an alert that nobody answers in time
overdue     by when a task is to be done, and who is told that it was not
chance     who gets which variant, without dice
lots       by which weights, where they follow what is known
offers     what a scenario's mails can speak of besides the lead
"""
