"""The admin screens and the JSON read API: what people see of the leads.

door       who may come in, and who is kept out of what
roles      … what each group may do
pages      the pages, a function each
navigation  the ways through the console, in groups
frame      templates made into pages, and the files that they need
lead_list  the list of leads: found, filtered, kept as a view
lead_file  … as a file
ways_out   who took a list of people out as a file, and what is too large for one
imports    a list of people brought in: a file sent, looked at, carried out
likenesses  who may be the same person, two by two, and what somebody says of them
companies  the list of companies, and a company's page
start      the start page: this week beside the last, what comes, what needs somebody
week       the list behind a number of a week
views      what is printed of a lead
stories    what is printed of a timeline
backtests  a plan tried on what has happened lately
forecasts  … and what it would bring in the next days
shadow_page  … and what would have been otherwise on a day, where it runs in the shadow
visitors   a browser's footprints as they arrive
acts       what somebody does with one lead
score_course  a lead's score over the last days
crm        what a CRM says of leads
today      what sales have to do, of all leads
desk       … the forms for it, and what is to be done
lead_pages  what stands below a lead's page
erasure    somebody is erased, and how far that is
sent_mail  a mail of a lead, as it was sent
work       what is done with everybody, and the buttons that stop it
suppressions  the addresses to which no marketing mail goes, and somebody's consent
marketing_stop  marketing mail as a whole: how much comes back, and the button that stops it
channels   the channels of alerts: how each does
coupons    a shop types a code, and redeems it
attention  what could not be processed
mails_table  what became of a scenario's mails
mail_page  one of its mails, by itself
blocks     what a scenario's page tells of its goal and its ways
behind     the people behind a number
onward     what can be done with them: a mailing, a segment
sources    where people came from
showings   what visitors were shown on the site, and how many did what it asks
sales      what was handed over to sales, and what came of it
journey    what people did before they reached a goal
outlook    what is printed of what comes next
scenario_pages  where each page of a scenario is found
change_api   the same for programs: whom a change would concern, and the latest one
change_page  a scenario changed for those who are in it: looked at, then done
scenarios  what is printed of scenarios
guide      the guide of docs/guide, for anybody
readback   a scenario read back: prose, picture, Mermaid
library    all mails: what each is for, where it is used
samples    a mail looked at before anybody gets it
sample_test  … and sent as a test to whoever looks
unsettled  mails and alerts of which nobody knows whether they went out
api        the read API
leads_api  … its leads
companies_api  … its companies
mailings   what goes out when, how far each is, and the buttons
segments   the segments, how many are in each, and who
versions   what was published, and the button that brings an earlier version back
around       the weeks before and after a version, on its page and the scenario's
counted_api  the read API of what is counted
parameters   what a request to the read API may ask for
candidates  what waits for approval: what it changes, yes and no
words      what the screens themselves say
change_words  what the page says on which a scenario is changed
readback_words  what the pages say on which things are read back
today_words  what the page of what sales have to do says
act_words    what the forms of a lead's page say
import_words  what the pages of lists say
like_words   what the page says of who may be the same person
lead_words   what the list of leads says
company_words  what the list of companies and their pages say
sent_words   what the page of a mail as it was sent says
start_words  what the start page and its lists say
story_words  what a timeline says around its entries
showing_words  what the page of forms and slots says
channel_words  what the page of channels says
coupon_words  what the page of coupons says
suppression_words  what the pages of stopped addresses and of consent say
marketing_stop_words  what the page of marketing mail says
mailing_words  what the pages of mailings say
approval_words  what the pages of approval say
backtest_words  what the page of a plan that is tried says
person_words  what is said of erasing somebody, and of a person's own file
role_words   what somebody is told to whom a role is missing, or for whom a file is too large
version_words  what the pages of versions say
segment_words  what the pages of segments say
result_words  what the pages of results say
sales_times  how long it took, on the page of sales
sales_chances  … of how likely a score is won
sales_patterns  … of what came before deals
sales_words  what the page of score and sales says

Rules
1. Nothing is shown to anybody who is not logged in (pages) or does not hold the secret key (API). The exceptions are
   the guide, which says nothing of the company, and the local stack, on loopback addresses only (`door`).
2. What a visitor sent is text. Templates escape everything, the policy of every page forbids inline scripts and foreign
   hosts, and no value becomes the name of an attribute, a style or an address (but a phone's digits).
3. A page works without JavaScript; htmx makes it quicker.
4. Words for things come from `core.words.glossary`; `words` holds only what the screens themselves say.
5. Reading changes nothing, but that it is noted who took a list of people out (`ways_out`). Every POST shows a CSRF
   token and our own origin.
"""
