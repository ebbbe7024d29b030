"""What AWS hands to functions that is not for ours: envelopes of other services and formats, with what others put in.

Each is held against the model that Powertools, which the layer ships, has of it.
"""

import json
from typing import Any

from aws_lambda_powertools.utilities.parser import models

from tests.functions.envelopes import queue, stream
from tests.functions.http_api import asked

_IDENTITY = {"sourceIp": "192.0.2.7", "userAgent": "x"}
REST_API: dict[str, Any] = {
    "version": "1.0",
    "resource": "/v1/page",
    "path": "/v1/page",
    "httpMethod": "POST",
    "headers": {"host": "ma.example.co.jp", "content-type": "application/json"},
    "multiValueHeaders": {"host": ["ma.example.co.jp"], "content-type": ["application/json"]},
    "queryStringParameters": None,
    "multiValueQueryStringParameters": None,
    "requestContext": {
        "accountId": "123456789012",
        "apiId": "rest",
        "domainName": "ma.example.co.jp",
        "domainPrefix": "ma",
        "extendedRequestId": "id",
        "httpMethod": "POST",
        "identity": _IDENTITY,
        "path": "/v1/page",
        "protocol": "HTTP/1.1",
        "requestId": "id",
        "requestTime": "21/Nov/2026:00:00:00 +0000",
        "requestTimeEpoch": 1_795_219_200_000,
        "resourceId": None,
        "resourcePath": "/v1/page",
        "stage": "prod",
    },
    "pathParameters": None,
    "stageVariables": None,
    "body": '{"anonymousId": "browser", "writeKey": "wk_test"}',
    "isBase64Encoded": False,
}
LOAD_BALANCER: dict[str, Any] = {
    "requestContext": {
        "elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:ap-northeast-1:123456789012:targetgroup/x"}
    },
    "httpMethod": "GET",
    "path": "/tag.js",
    "queryStringParameters": {},
    "headers": {"host": "ma.example.co.jp"},
    "body": "",
    "isBase64Encoded": False,
}
AUTHORIZER: dict[str, Any] = {
    **asked("GET", "/v1/p.gif?writeKey=wk_test&anonymousId=browser"),
    "type": "REQUEST",
    "routeArn": "arn:aws:execute-api:ap-northeast-1:123456789012:api/$default/GET/v1/p.gif",
    "identitySource": ["Bearer x"],
}
"""What a function is asked that decides whether another may be (payload format 2.0): a request in all but these."""
TOKEN_AUTHORIZER: dict[str, Any] = {
    "type": "TOKEN",
    "methodArn": "arn:aws:execute-api:ap-northeast-1:123456789012:api/prod/GET/v1/p.gif",
    "authorizationToken": "Bearer x",
}
INVITATION: dict[str, Any] = {
    "version": "1",
    "triggerSource": "CustomMessage_AdminCreateUser",
    "region": "ap-northeast-1",
    "userPoolId": "ap-northeast-1_Pool",
    "userName": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "CLIENT_ID_NOT_APPLICABLE"},
    "request": {
        "userAttributes": {
            "sub": "6a7e8feb",
            "email": "ann@example.co.jp",
            "cognito:user_status": "FORCE_CHANGE_PASSWORD",
        },
        "codeParameter": "{####}",
        "linkParameter": "{##Click Here##}",
        "usernameParameter": "{username}",
    },
    "response": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
}
"""What Cognito asks whoever writes its mails when a user is made. Our invitation is a text of the template."""
RULE: dict[str, Any] = {
    "version": "0",
    "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": "Order Shipped",
    "source": "jp.co.example.shop",
    "account": "123456789012",
    "time": "2026-11-21T00:00:00Z",
    "region": "ap-northeast-1",
    "resources": [],
    "detail": {"order": 1},
}
NOTICE: dict[str, Any] = {
    "Type": "Notification",
    "MessageId": "dc1e94d9-56c5-5e96-808d-cc7f68faa162",
    "TopicArn": "arn:aws:sns:ap-northeast-1:123456789012:orders",
    "Subject": "order",
    "Message": "shipped",
    "Timestamp": "2026-11-21T00:00:00.000Z",
    "SignatureVersion": "1",
    "Signature": "x",
    "SigningCertURL": "https://sns.ap-northeast-1.amazonaws.com/x.pem",
    "UnsubscribeURL": "https://sns.ap-northeast-1.amazonaws.com/?Action=Unsubscribe",
}
TEST_NOTICE = {
    "Service": "Amazon S3",
    "Event": "s3:TestEvent",
    "Time": "2026-11-21T00:00:00.000Z",
    "Bucket": "workspace",
    "RequestId": "5582815E1AEA5ADF",
    "HostId": "8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR+YstdA6Knx4Ip8EXAMPLE",
}
BODIES = {
    "a text": "hello",
    "a number": "1",
    "a list": "[1]",
    "nothing": "null",
    "an event of a rule": json.dumps(RULE),
    "a notice of SNS": json.dumps(NOTICE),
    "S3's test": json.dumps(TEST_NOTICE),
    "numbers for names": '{"pk": 1, "sk": 2}',
    "typed names": '{"pk": {"S": "a"}, "sk": ["b"]}',
}
"""What lies in a queue that is not ours."""
ITEMS: dict[str, dict[str, Any]] = {
    "another table's": {"Id": {"N": "101"}, "Message": {"S": "New item!"}},
    "every type": {
        "pk": {"N": "1"},
        "sk": {"B": "AAE="},
        "set": {"SS": ["a"]},
        "list": {"L": [{"S": "a"}]},
        "map": {"M": {"yes": {"BOOL": True}}},
        "none": {"NULL": True},
    },
    "half of ours": {"pk": {"S": "a:browser"}},
    "ours by name": {"pk": {"S": "a:browser"}, "sk": {"S": "1#x"}, "state": {"S": "x"}},
}
"""What stands in a table's stream that is not ours."""


def messages(*bodies: str) -> dict[str, Any]:
    """A batch of a queue with these bodies, as they are."""
    batch = queue(*[{}] * len(bodies))
    for record, body in zip(batch["Records"], bodies, strict=True):
        record["body"] = body
    return batch


def changes(item: dict[str, Any], name: str) -> dict[str, Any]:
    """A record of a stream about the item, which is INSERTed, MODIFYed or REMOVEd."""
    batch = stream({"pk": {"S": "x"}, "sk": {"S": "x"}}, name=name)
    change = batch["Records"][0]["dynamodb"]
    change["Keys"] = {"Id": {"N": "101"}}
    if name == "REMOVE":
        del change["NewImage"]
    else:
        change["NewImage"] = item
    return batch


MODELS: dict[str, tuple[Any, dict[str, Any]]] = {
    "REST API": (models.APIGatewayProxyEventModel, REST_API),
    "load balancer": (models.AlbModel, LOAD_BALANCER),
    "rule": (models.EventBridgeModel, RULE),
    "authorizer": (models.ApiGatewayAuthorizerRequestV2, AUTHORIZER),
    "token authorizer": (models.ApiGatewayAuthorizerToken, TOKEN_AUTHORIZER),
    "invitation": (models.CognitoCustomMessageTriggerModel, INVITATION),
    "SNS": (models.SnsNotificationModel, NOTICE),
    "queue": (models.SqsModel, messages("hello")),
}
