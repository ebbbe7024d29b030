"""boto3, for the calls that are rare: made when first used, and kept for the life of the process.

Its own retries are off: whoever calls through `aws.api` is tried again there, and by one rule.
"""

from functools import cache
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectionError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
)
from botocore.parsers import ResponseParserError

from mikomi.aws.refusals import NotReached, Silence, refusal

_CONFIG = Config(connect_timeout=3, read_timeout=10, user_agent="Mikomi", retries={"total_max_attempts": 1})


# Left to itself, botocore signs addresses of some regions by the old rules and on the global host, where a young bucket
# answers with a redirect that the signature does not survive.
_OWN = {
    "s3": _CONFIG.merge(
        Config(signature_version="s3v4", s3={"us_east_1_regional_endpoint": "regional", "addressing_style": "virtual"})
    )
}


@cache
def client(service: str) -> Any:
    return boto3.client(service, config=_OWN.get(service, _CONFIG))


def exchange(service: str, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    """One attempt, by boto3. Raises AwsRefusal or Silence."""
    try:
        answer: dict[str, Any] = getattr(client(service), xform_name(operation))(**params)
        if "Body" in answer:
            answer["Body"] = answer["Body"].read()
    except ClientError as error:
        response = error.response
        status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        raise refusal(
            response["Error"]["Code"], status, response["Error"].get("Message", ""), response.get("Item")
        ) from None
    except (EndpointConnectionError, ConnectTimeoutError) as error:
        raise NotReached(type(error).__name__) from None
    except (ConnectionError, HTTPClientError, IncompleteReadError, ResponseParserError) as error:
        raise Silence(type(error).__name__) from None
    return answer
