"""Whom sales should call, why now, what the alert says, and what their answers do.

crossing    the moment at which a lead enters a band
inquiry     what somebody writes to us by a form, told at once
colleagues  several people of one company do the same
company_deeds  … who they are, and whether they are enough
comeback    a hot lead that returns after a silence
ring        one alert for one event
why_now     what happened, what follows on it, why it was sent
alerts      what an alert says, as data
footprints  what somebody did lately, as lines to read
form_answers  what somebody typed into a form
phone       a number as it is read, and as a phone dials it
address_list  people as a list for other programs
alert_mail  an alert or a digest as a mail
report_mail  the weekly report as a mail
receivers   who of the company is written to, and in which language
feedback    what a rep's answer does to the lead
acts        what somebody of sales does with the lead by hand
crm         … as a CRM says it
crm_news    what a CRM is told of a lead
asked       … as it is asked for: what the event will say, or why it cannot be done
"""
