"""Leads looked for, among all of them at once.

written_form  how a text is compared: without width, kana, case, signs
lead_line     what of a lead is looked through, and how it is written into the lead's item
search        what somebody looks for, in what order, and whether a lead is it
asked         the same, out of the words of an address or a command
deals         how the deals stand, stage by stage
company_list  all leads as the companies that they are of
company_facts  what is told of a company
"""
