"""What a person looks after by hand.

recovery    dead letters: what failed, why; tried again, or given up
collection  the dead-letter queues are emptied into dead letters
trial       a test of a mail, to one of the company's own people
unsettled   mails and alerts of which nobody knows whether they went out
"""
