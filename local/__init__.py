"""Development only, never shipped: the template and the handlers of this repository on moto, in one process.

stack        the whole of Mikomi in one process
template     template.yaml, read as AWS reads it
resources    what it describes, made on moto
lambdas      the functions, run as Lambda does
server       the stack over HTTP
routes       from a request to the function of its route
control      `/_local/…`: what people and tests ask of the stack
streams, filters
             event source mappings of streams, and what they let pass
queues       event source mappings of queues
schedules    one-time schedules and the template's rates
uploads      S3's notices
ses_events   what SES says of a mail
mails        the mailbox
replies      … and somebody who answers one
webhooks     what a scenario tells other systems: kept here, or sent to one of this machine
movable      the movable clock
persistence  the state, kept over a restart
aws          our own client's calls go to moto
recorder     which AWS calls a function makes
workspace    the examples, put into the bucket
demo         the demo site
pictures     the sample mails as they look, for the documents
browser      what a browser sends with a request
story/       two weeks of sample visitors
"""

import os

# Before any client is made: dummy credentials, so that nothing here can ever reach a real account; without the last one
# botocore puts an account id into DynamoDB's address, and moto's DescribeStream answers 404.
os.environ.pop("AWS_PROFILE", None)
os.environ.pop("AWS_SESSION_TOKEN", None)
os.environ |= {
    "AWS_ACCESS_KEY_ID": "local",
    "AWS_SECRET_ACCESS_KEY": "local",
    "AWS_DEFAULT_REGION": "ap-northeast-1",
    "AWS_REGION": "ap-northeast-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
}

import local.aws  # (our own client goes to moto, whoever calls)
import local.recorder  # (its observer must stand before the first client)
import local.ses_events  # noqa: F401  (so must its)
