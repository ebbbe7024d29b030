"""A small client of AWS over HTTP: what the product asks for at every event and every mail, and nothing else.

boto3 reads megabytes of descriptions before it can say the first word, and goes through hundreds of hooks at each.
What we say is a dozen operations of six services, whose forms have not changed in years; tests hold each against
boto3's own requests, byte by byte where it signs, and its answers value by value.

attempt      one attempt: a request and its answer
services     how each operation is written and its answer read
attributes   DynamoDB's typed values, in JSON and here
signature    Signature Version 4
environment  who we are and where AWS is, as a Lambda function is told
connections  HTTP over connections that are kept
response     how a response is read
"""

from mikomi.aws.wire.attempt import exchange, surroundings

__all__ = ["exchange", "surroundings"]
