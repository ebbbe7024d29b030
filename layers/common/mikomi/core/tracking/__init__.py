"""Segment's wire and our own forms, read into events.

segment          what Segment's clients send becomes packets of the log
segment_names    whom an event names, and how
segment_context  which parts of its context are kept
segment_time     when it happened
segment_pixel    an event in an address
source_config    what RudderStack's SDK asks for first
json_body        JSON of which one odd value spoils its own event alone
placeholder      what programs write where they have no id
named_addresses  whom a request names, so that it can be counted
reader_token     the token by which a mail's link says who reads
forms            a form that was filled in becomes a packet
form_values      what was written into its fields
quiz             what the points of its answers come to
typed            a number and a day as they are typed
"""
