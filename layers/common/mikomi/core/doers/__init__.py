"""Who opened a mail or followed its link: a person, a machine, or nobody knows (yet).

evidence   what one request shows: the table of signs, and what each of them says
lists      the programs and networks that are known to look at mails for somebody else
trust      which events conditions, points and goals may go by
traces     what is not known yet, until a page, a hand or silence tells
"""
