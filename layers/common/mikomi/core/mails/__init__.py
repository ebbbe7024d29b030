"""A mail in words and in bytes, and whether it may still leave.

sending            may it leave now
warm_up            how many mails a new domain sends on a day
breaker            when so much comes back that marketing mail is stopped
limits             how many mails an address may get
render             a step's mail in words, for one person
as_sent            … that was sent, once more, to the same bytes
sample             the same to be looked at: nothing counts, and where each value came from
library            all mails, what each is for, and how one is found
trial_mail         … sent to one of the company's own people, as a test
blanks             … what stands for a value that is missing
newsletter         the same for anybody, for nobody in particular
templates          what a template may do
template_tree      the names in it, and how deep it goes
filters            … with a value
in_order           … to compare two
layouts            one template of several files
mjml               … made of MJML
catalogs           … with what repeats for each item of the company's own
body               one part of it, filled in for its reader
written_links      the links that a template has of its own
link_address       … the address of one
marks              Jinja's marks, put aside while HTML is read
start_tag          the attributes of a tag as they are written
styles             a mail's styles, written into its tags
contrast           which text is hard to read, in light and in dark mode
looks              … how each tag looks
colours            … and how well one colour is read on another
text_part          the text part, made of the HTML
trait_text         what it may show of what is known of a person
honorific          how it addresses its reader
legal_lines        what every marketing mail must show
links              the signed links
confirmation_mail  the mail of a double opt-in
laid_out           our own mails, laid out from `mikomi/mails`
message            the bytes that SES takes
bounces         whose fault it was that a mail came back, and how many did in a row
mail_events        what SES tells of it afterwards
inbound            a mail that came in: who wrote it, which of ours it answers
automatic          … and whether a program did
reply_text         … and what somebody wrote in it, without what they answered
receipt            what SES says of one that it received
"""
