"""Whom sales should call, why now, what the alert says, and what their answers do.

crossing    the moment at which a lead enters a band
alerts      what an alert says, as data
footprints  what somebody did lately, as lines to read
phone       a number as it is read, and as a phone dials it
address_list  people as a list for other programs
alert_mail  an alert or a digest as a mail
report_mail  the weekly report as a mail
receivers   who of the company is written to, and in which language
feedback    what a rep's answer does to the lead
"""
