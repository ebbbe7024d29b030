"""What a person looks after by hand.

recovery    dead letters: what failed, why; tried again, or given up
collection  the dead-letter queues are emptied into dead letters
channel_trials  the channels of alerts as they do, and a test of one
trial       a test of a mail, to one of the company's own people
listings    the directory is written anew
proposals    who may be the same person, among all
kinship      two leads are said to be one, or two
list_import  a list of people is brought in
list_file    … its rows, out of the file
target_list  a list of companies that sales want to win
list_orders  … what somebody wants of a file in the bucket, and what came of it
list_desk    … that is looked at and brought in where files arrive
list_export  a list of leads is taken out
by_hand     somebody is put into a scenario, taken out, moved to a step
lead_acts     … what else sales do with one lead
crm           … what a CRM says of leads
reassignment  … one rep's leads are given to another
suppression  the mail to an address is stopped, or goes there again
names_then  what a mail was called by the version by which it was decided
unsettled   mails and alerts of which nobody knows whether they went out
"""
