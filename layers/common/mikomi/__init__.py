"""Mikomi: footprints become named leads, leads get their mail on its day, sales learn whom to call and why.

model/         the vocabulary: what a thing is
core/          what is decided, pure
shell/         gather, decide, apply
aws/           what speaks boto3
outward/       what is said to other systems
web/           what visitors, readers of mails and reps meet over HTTP
console/       what those who log in meet, and the read API
pages/         the small public pages as HTML
cli/           the commands for a terminal
clock          the only clock
settings       the only environment
observe        the only log
api_errors     what programs with the secret key are told
errors         what is answered when a request cannot be done
http           requests and answers of the HTTP API
form_body      what the body of a form says
page_encoding  in which encoding a page wrote it
keys           the keys of the tables, and the ids that we derive
packing        a packet of events as the log keeps it
compact        how stored JSON is made small
own_events     what we note ourselves as events
tokens         signed links
base64url      the one spelling of what they are written in
mail_address   addresses of mail, as they are compared
public_address  which addresses are anybody's to reach
web_address    addresses of the web, as a browser would go there
"""
