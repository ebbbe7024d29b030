"""The only place that speaks to AWS: thin modules of functions, one for each thing that is stored or sent.

api           the door that all of them call through, and how often
wire/         our own small client: what every request and mail asks
clients       boto3, for what is rare
refusals      what may come in place of an answer
log           the packets, appended and read
people        the people, one item each, committed whole
everybody     all of them, page by page
mailings      what is sent to many, and the list of those whom it is for
newsletters   those that anybody may read
lots          by which weights variants are dealt, where they follow what is known
company_deeds  what a company's people did of late, as far as an alert asks
coupons       the codes that slots showed, and which of them were redeemed
walks         how far a walk over everybody has come
saved_views   views of the list of leads that have a name
segment_sizes  how many were in a segment, by day
state_items   several items of the state table at once, whatever they are
raw           both tables and the buckets as they lie there, for a dump and its load
places        people, and what stands in the place of one, by a parallel scan
archive       the log for longer than its table keeps it, and what was counted of it
athena        statements over the archive, beyond one function
machine       the stack's state machine, run from a terminal
plans         the plan versions, and which of them is active
imports       what was brought in, and by whom
exports       … and which lists of people were taken out
candidates    what waits for somebody's yes
announcements  what became of an attempt to publish, until everybody was told
versions      what is kept of each beside its plan: the record of its publishing, and its files
leads         the ranking, and what was sent to one person
directory     all leads as they are looked for
ledger        a row for each mail and alert, claimed before anything goes out
waiting_mails  … how many of them wait for the same thing
addresses     a row for each address: may it be written to, and what went there lately
row_wishes    … what its holder wants less of, and what of that was lifted
soft_bounces  … which mails came back from it for a while, and whether it is left in peace for that
kept_replies  what somebody wrote in a reply, for as long as that is kept
mail_threads  a row for each mail by SES's id, where replies are received
inbound_mails  … the mails that SES received
erasures      who is to be erased, and how far that is
suppressions  the list of those to which no marketing mail may go, and what lets it go again
limits        how often something was done within a window of time
line          places in the line before SES
sender_trouble  why SES takes nothing, until somebody has mended it
warm_up       how many marketing mails of a new domain have left today
breaker       whether marketing mail is stopped, and what came back of it, by day
ses           the one call that sends
timers        wake-up calls
channel_states  how each channel does
digests       what is gathered for one rep
uploads       the files that marketers put into the bucket, and our reports beside them
upload_form  … a form by which a browser puts a file there
targets     the companies that sales want to win
assets        the files that forms give away
dead_letters  what could not be processed
dead_queues   the queues into which AWS puts what it gave up
trouble       AWS is busy or away: what others are told then
secrets       the deployment's one secret
cognito       the login pages
deployment    which deployment a command at a terminal speaks to
"""
