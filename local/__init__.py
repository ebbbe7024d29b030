"""Development only, never shipped: the template and the handlers of this repository on moto, in one process."""

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

import local.recorder  # (its observer must stand before the first client)
import local.ses_events  # noqa: F401  (so must its)
