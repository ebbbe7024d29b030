"""What another system is told by a webhook, how it can be sure of it, and what it may tell us in reply.

payload    the lead and the step, in one shape
signature  by Standard Webhooks
reply      the traits that an answer sets
retries    when to try again, and until when
"""
