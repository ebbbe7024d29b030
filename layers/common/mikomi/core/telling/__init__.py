"""Saying what happened and why. The words themselves stand in `core.words`.

timeline      one person's story: what they did, what we did, and why
score_days    what the score was at the end of each day
moving_shares  variants whose shares follow what is known, side by side
comparison    arms side by side: one verdict, one choice
goal_curve    who reached a goal by when, beside who was held out
outlook       what happens next, by day
prose         a scenario read back: who comes in, what happens, how it ends
prose_steps   … its steps, numbered as they are nested
prose_waits   … when it goes on
revision      what differs between two plans, in the words of the business
revised_keys  … key by key, so that nothing is passed over
revised_steps  … the steps of a scenario
tale          … what is told, of which plan, in which words
flow          a scenario as a picture with its numbers
visits        what one browser did in one go
echoes        what we note ourselves, by the kind of entry that tells it
deeds         one event in a few words
notes         what of a decision is noted in the log
portrait      a lead as it is read at one moment
letters       what a dead letter is called, and what can be done about it
given_up      what AWS gave up delivering
notice        what a site's pages send to Mikomi, as the law asks to be told
consent_record  what proves that somebody may be written to
rights_table  the table of rights in words
"""
