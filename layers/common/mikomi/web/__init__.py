"""What a visitor, the reader of a mail and a sales rep meet over HTTP. The console is apart: it asks for a login.

routes       which address of `identify` is which page
write_keys   who may write: the public key and the secret key
events       requests of Segment's clients → packets of the log
recognition  which browser this is, whose it is, and whether that was shown
cookie       the first-party cookie, written anew by the server
scripts      the tag and `form.js`, as pages load them
forms, form_page, form_posts
             a form: taken and thanked for; what it looks like; what came back from it
landing_page
             what its own page says around it, and where its link is shared
limits       how often a form may be sent
slot_view    what a place on a page shows to its visitor
broken_link  a link of a mail, as mail programs hand it on
mail_link    a link or the picture of a mail was opened
doer         what such a request shows of who makes it
mail_view    a mail in the browser
newsletters  those that anybody may read
opt_in, unsubscribe
             the holder of an address says yes, or no more
rep_answer   a sales rep's answer to an alert
download     a file that a form gives away
"""
