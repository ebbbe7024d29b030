"""The commands of `mikomi`, for people at a terminal.

init        a ready workspace, made one's own
starter     the ready workspaces, and how they become one's own
check       what publishing would say of a folder
check_formats
            … as text, JSON, GitHub's workflow commands, SARIF
explain     a scenario told in prose
graph       … as a picture, or as Mermaid's text
preview     a mail as one lead would get it
mails       all mails: what each is for, where it is used
trial       … sent as a test, and what SES answered
tryout      the workspace's own tests
push        a folder becomes the workspace, in one act
channel   the channels of alerts: how each does, a test, a secret
webhook_secret  what the receiver of a webhook checks signatures with
versions    what was published, and an earlier version brought back
approve     yes or no to what waits for approval
diff        what differs between two versions, in the words of the business
backtest    a plan tried on what has happened
backtest_jobs
            … by several processes
backtest_walk
            … person by person, while somebody watches
backtest_stack
            … in the stack, by a state machine
backtest_progress
            … kept, so that a stopped one goes on
backtest_files
            … as files
forecast    what a plan brings in the next days
shadow      a candidate tried every night on the day before: start, stop, what would have been otherwise
fit         other points, learnt from what came of hand-overs
archive     the archive held against the log
audit       the log held against the people, and people made of it anew
segment     the segments, how many are in each, and who
mailing     a mailing before it goes, on its way, and afterwards
withdrawal  who is in a scenario whose file is removed
leads       leads found, and the directory by which they are
reassign    one rep's leads become another's
companies   the companies that leads are of
targets     the companies that sales want to win, brought in by a list
list_import  a list of people brought in, looked at before
export      a list of leads taken out, and who took which
export_person  … all that is known of one
kinship     who may be the same person; two leads that are one, and are two again
crm         what a CRM says of leads, out of its file
act         a lead put into a scenario, taken out, moved to a step
migrate     a scenario changed for those who are in it, looked at before
work        what is done with everybody: how far it is, stop, resume
suppression  the addresses to which no marketing mail goes; stop it, let it go again
address_file  … out of a file of another system
consent     what proves that somebody may be written to
sent        a lead's mails, as they were sent
erase       everything that is known of a person goes
dump        everything a deployment holds, as files, and an empty one out of them
marketing_stop  marketing mail as a whole: status, stop, resume
coupon      a coupon's code: what it is good for, and redeem it
dead        what could not be processed, and what is to become of it
doctor      does the tag on a page do its work
sender/     … and is who mails believed: DNS, SES, certificate
law         what the law asks of marketing mail, and whether a mail does it
notice      the notice of what a site sends (外部送信)
results     what became of a scenario, and of the week, in numbers
report      the weekly report, before it is sent
schemas     JSON Schemas and tables for docs/, made of the code
guide/      the guide for marketing people, made of its sources and the models
secret_key  a deployment's secret key
chosen      which scenario a command is about
excerpts    how a problem looks at a terminal
speaking    what the commands that look after a deployment share
"""
