"""Who somebody is, whose browser is whose, who may be written to, and whose lead it is.

identity      which identifiers an event claims, and how a visitor becomes part of a lead
rights        who may do what to whom: the one table
external_ids  what other systems call a lead
belief        whether somebody else's browser was believed
union         two who turned out to be the same, field by field
merging       what else changes when they do
kinship       two leads that are one by somebody's word, and how they are parted
bounds        how much of somebody is kept
recall        what was heard lately, so that it counts once
touch         how somebody came to the site
zone          in which time zone somebody lives
erasure       who was erased stays erased
consent       on what basis marketing mail may be written
wishes        what was said about somebody's mail, taken into a turn
proof         what proves that somebody may be written to, and that they may not
agreement     what an event says of consent, taken over or asked about
confirmation  whose consent a confirmation mail asks for
dealings      what a person remembers of what sales did by hand
exclusion     who is no customer
standstill    which mails stop by how things stand with sales
owners        whose lead it is, and who of sales is told
absence       who is told while a rep is away
open_work     what of a lead waits for somebody of sales
"""
