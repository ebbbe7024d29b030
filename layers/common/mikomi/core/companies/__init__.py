"""Which company somebody is of, as far as they said.

names      a company's name as it is compared, without what kind of company it is
number     a corporate number (法人番号), with its check digit
free_mail  the hosts at which anybody has an address
marks      what a person says of their company, and the key that follows from it
partition  whose marks mean the same company
"""
