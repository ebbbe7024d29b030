"""`mikomi doctor --sender DOMAIN`: may mail in this domain's name be believed, and will SES take it?

findings   one thing that was looked at, and the record that would mend it
words      what is said of each, in Japanese and English
zone       the DNS, asked
records    what SPF, DKIM, DMARC and MAIL FROM say of it
account    what SES says of it
address    the links' host, and its certificate
visit      the command

Rules
1. It changes nothing, anywhere.
2. What needs an AWS account is passed over where there is none, and says so; nothing is taken for granted in its place.
3. Each fault of the DNS comes with the record to add, as it is typed.
"""
