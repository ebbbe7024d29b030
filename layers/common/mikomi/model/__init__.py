"""The vocabulary: what a thing *is*, never what is done with it.

base         what all models share
stored       what we wrote down ourselves and read again
stored_json  how it is written, and read again whoever wrote it
newer_keys   what of it only a newer release knows, at any depth
formats      which format each stored form is of
unknown      what a newer release added, as an older one finds it
words        ids, texts in two languages, hours, days: what many files share
duration     a span of time as marketers write it
condition    the one language of conditions
trigger      what lets people into a scenario
scenario     who enters, what happens step by step, what it is for
step_tree    its steps as a tree, and the one walk through it
positions    where in the tree somebody stands
scoring      points, caps, decay, bands, a rep's answers
form         a form: fields, consent, what it gives
quiz         what the points of its answers come to
landing      what its page says around it, and where its link is shared
slot         what a place on a page shows
segment      a condition with a name: a part of all people
catalog      what mails show one by one: products, sessions
mail_tags    mails/<id>.json: what a mail is for
tryout       a workspace's own test: what is given, what is expected
channel      where alerts go beside mail
crm          which CRM is told of leads, and of what
sales_settings  sales.json: stages, tasks, who is no customer, alerts of companies
company      the company, its sender, calendar, limits and reps
plan         all of that, checked, under one version number
push         a whole workspace in one file
problem      one thing that is wrong in it
events       what happens, and the packets that keep it
archive      an event as a row, for longer than the log keeps it
touch        how somebody came to the site
person       what we make of what happened
merged_lead  … and of a lead that became part of another
target       a company that sales want to win
trace        … clicks and opens of which it is asked who made them
sales        … what sales did with a lead by hand
colleagues   … what people of one company did of late, as far as an alert asks
decision     what `decide` answers
lots         by which weights a mail's variants were dealt, where they follow what is known
effects      what is to be carried out exactly once
outcomes     what was decided and came of it, by the names under which the log has it
delivery     how a mail or an alert stands, and what may follow
as_sent      what a mail that was sent was made of
breaker      what comes back of marketing mail, and that it was stopped
dump         what a dump says of itself
limit        how many mails an address may get within a while

Rules of this package
1. Every class is frozen. A changed thing is a new thing (`replace`; of what people write, `model_copy`).
2. A moment is an `int`: milliseconds since 1970-01-01T00:00Z (`Millis`). Time zones belong to
   `core.scenarios.calendar` and to presentation.
3. A span of time that a marketer wrote (`3d`, `2営業日`) is a `Duration`; business days keep their unit until a
   calendar resolves them.
4. What people write is `Frozen`, a pydantic model, and read strictly. What we stored is `Stored`, a msgspec struct, and
   read leniently.
5. Nothing here reads a clock, an environment, a file or a table.
"""
