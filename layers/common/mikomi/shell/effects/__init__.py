"""What was decided is carried out, each effect once, however often it is asked.

dispatch        each kind of effect has one place that does it
step_mail       a step's mail
sales_alert     an alert for sales, and the digest
channel_delivery  an alert by a channel beside mail
occasions       what an alert is made of when it goes out
company         what somebody did is noted for their company
webhook         another system is told, and what it replies is noted
chronicle       what was decided and what came of it goes into the log
ceiling         the daily ceiling of a new domain
handover        a finished message goes to SES under its claim, and SES's answer onto the row
ses_events      what SES says of a message afterwards
returned        a mail came back and might arrive another time: how often that may go on
replies         somebody answered a mail
echo            what comes back of marketing mail, counted
strangers_mail  what strangers can make us write, counted
weekly_report   the last week, told once a week to whom settings.json names
publish_report  what became of an attempt to publish, told to whom settings.json names
staff_mail      a mail of ours to somebody of the company
silence         a claim of which nobody heard any more
due_work        what a message on the step queue asks for, and the sweep
"""
