"""What AWS hands to a function and is not for it is refused, skipped or given up by itself, and holds up nobody."""

import json
from importlib import import_module
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser import models
from mikomi.aws import log

from tests.functions import foreign, test_fold
from tests.functions.envelopes import queue, stream
from tests.functions.http_api import asked
from tests.functions.test_fold import shop, view
from tests.functions.test_schedule_step import PK, ask_for_the_document, days_pass, the_lead
from tests.functions.test_schedule_step import shop as sender
from tests.functions.world import packet

__all__ = ["sender", "shop"]  # fixtures


def handler(function: str) -> Any:
    """The function's own."""
    return import_module(f"functions.{function}.app").handler


OURS = {
    "HTTP API": (models.APIGatewayProxyEventV2Model, asked("POST", "/v1/page?x=1", {"type": "page"})),
    "queue": (models.SqsModel, queue({"pk": "x", "sk": "y"})),
    "stream": (models.DynamoDBStreamModel, stream({"pk": {"S": "x"}, "sk": {"S": "y"}})),
}


@pytest.mark.parametrize("name", [*OURS, *foreign.MODELS])
def test_the_envelopes_of_these_tests_are_what_powertools_takes_for_awss(name: str) -> None:
    """Both our triggers' and the others', by models that somebody else keeps."""
    model, event = {**OURS, **foreign.MODELS}[name]
    model.model_validate(event)


@pytest.mark.parametrize("function", ["track", "identify", "console"])
@pytest.mark.parametrize(
    "event",
    [foreign.REST_API, foreign.LOAD_BALANCER, foreign.AUTHORIZER],
    ids=["REST API", "load balancer", "authorizer"],
)
def test_a_request_of_another_payload_format_asks_for_nothing(world, function, event):
    """Nothing is read out of it and nothing is written; the answer is below 500."""
    answer = handler(function)(event, None)
    assert 300 <= answer["statusCode"] < 500 and "body" in answer
    assert world.rows("events") == []


@pytest.mark.parametrize("function", ["track", "identify", "console"])
@pytest.mark.parametrize(
    "event",
    [foreign.RULE, queue({}), foreign.INVITATION, foreign.TOKEN_AUTHORIZER],
    ids=["rule", "queue", "invitation", "token authorizer"],
)
def test_what_is_no_request_is_not_answered_as_one(world, function, event):
    """An answer would tell the queue or the rule that it was taken: it is raised, and ends among their dead letters."""
    with pytest.raises(KeyError, match="requestContext"):
        handler(function)(event, None)


@pytest.mark.parametrize("event", [foreign.INVITATION, foreign.AUTHORIZER], ids=["invitation", "authorizer"])
@pytest.mark.parametrize("function", ["archive", "score", "alert", "feedback", "schedule_step"])
def test_who_asks_for_an_answer_gets_none_from_a_reader_of_batches(world, function, event):
    """It is raised: whoever asked refuses then, where an empty list of failures would say something else."""
    with pytest.raises(KeyError, match="Records"):
        handler(function)(event, None)
    assert world.rows("events") == [] and world.rows("state") == []


@pytest.mark.parametrize("body", foreign.BODIES)
def test_a_message_that_is_not_ours_is_given_up_by_itself(sender, body, capsys):
    """On the step queue it comes again alone, and ends among the dead letters; its neighbour is done at once."""
    ask_for_the_document()
    days_pass(2.1)
    before = the_lead(sender)
    both = foreign.messages(foreign.BODIES[body], json.dumps({"pk": PK, "sk": "person", "due_at": 0}))
    assert handler("schedule_step")(both, None) == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert "message_not_read" in capsys.readouterr().out
    assert int(the_lead(sender)["version"]["N"]) > int(before["version"]["N"]), "the person's moment has come"


@pytest.mark.parametrize("body", foreign.BODIES)
def test_an_event_that_ses_never_sent_is_skipped(world, body, capsys):
    """A message of another topic in the queue of SES's events changes nothing, and does not come again."""
    assert handler("feedback")(foreign.messages(foreign.BODIES[body]), None) == {"batchItemFailures": []}
    assert world.rows("events") == [] and world.rows("state") == []


@pytest.mark.parametrize("body", foreign.BODIES)
def test_a_message_on_the_publish_queue_that_is_not_ours_is_raised(world, body):
    """They come one by one, so it holds up nobody, and ends among the dead letters; nothing is published."""
    with pytest.raises(Exception, match=r".+"):
        handler("publish")(foreign.messages(foreign.BODIES[body]), None)
    assert world.rows("state") == []


@pytest.mark.parametrize("item", foreign.ITEMS)
@pytest.mark.parametrize("name", ["INSERT", "MODIFY", "REMOVE"])
@pytest.mark.parametrize("function", ["archive", "score", "alert", "schedule_step"])
def test_an_item_that_is_not_ours_is_named_alone_or_passed_over(world, function, name, item):
    """Of the log what is new and cannot be read is named, so that its position ends among the dead letters; the rest,
    and whatever of the state decided nothing, is passed over. Nothing is raised: that would blame the whole batch."""
    batch = foreign.changes(foreign.ITEMS[item], name)
    answer = handler(function)(batch, None)
    failed = [{"itemIdentifier": batch["Records"][0]["dynamodb"]["SequenceNumber"]}]
    reads = function in ("archive", "score") and name == "INSERT"
    assert answer == {"batchItemFailures": failed if reads else []}


def test_a_packet_beside_an_item_that_is_not_ours_is_folded(shop):
    """Whoever came after it is there, though the stream brings both again."""
    assert log.append(packet("a:b1", view(1), at=test_fold.NOW))
    (row,) = shop.rows("events")
    batch = foreign.changes(foreign.ITEMS["another table's"], "INSERT")
    batch["Records"] += stream(row, source="events", name="INSERT")["Records"]
    assert len(handler("score")(batch, None)["batchItemFailures"]) == 1
    assert test_fold.points(test_fold.person_at("a:b1")) == 10


@pytest.mark.parametrize("event", [foreign.RULE, foreign.TEST_NOTICE], ids=["rule", "S3's test"])
@pytest.mark.parametrize("function", ["publish", "lists"])
def test_what_names_no_file_is_passed_over(world, function, event):
    """S3 tries a new notice out; a rule has no records either."""
    assert handler(function)(event, None) is None
    assert world.rows("state") == []
