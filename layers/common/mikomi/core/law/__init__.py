"""What the law and the mail services ask of marketing mail, and whether a mail does it.

rules            the thirty-four, and who answers for each: a check, an account, a lawyer
marketing_mail   what a finished mail breaks of them
table            the list as somebody reads it
seen_html        the HTML of a mail as its reader sees it
"""
