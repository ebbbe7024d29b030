"""The fake is the engine: the same lists of operations, drawn by Hypothesis, answer alike on the simulation's DynamoDB,
on moto and, where AWS_ENDPOINT_URL_DYNAMODB names one, on DynamoDB Local.

The operations are those of `mikomi.aws`, with the conditions and updates that stand there.
"""

import os
from itertools import count
from random import Random
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from moto import mock_aws

from local.resources import table_of
from simulation.engine.dynamodb import BATCH, BadBatch, ConditionFailed, DynamoDB, Index, Table
from simulation.engine.expressions import BadExpression, condition, plain, update
from tests.effort import effort
from tests.house.template import resources

STATE = resources("AWS::DynamoDB::Table")["StateTable"]
INDEXES = {each["IndexName"]: Index.of(each) for each in STATE["GlobalSecondaryIndexes"]}
tables = count()
PLACES = st.tuples(st.sampled_from(["p1", "p2"]), st.sampled_from(["a", "b"]))
NUMBERS = st.integers(0, 5).map(lambda n: {"N": str(n)})
TEXTS = st.sampled_from(["held", "claimed", "sent", "d0", "d1"]).map(lambda s: {"S": s})


def key(place):
    return {"pk": {"S": place[0]}, "sk": {"S": place[1]}}


@st.composite
def puts(draw):
    """A put as `people.commit`, `give_alias` and `ledger.begin` make it."""
    names = draw(st.sets(st.sampled_from(["version", "due_at"])))
    item = {**key(draw(PLACES)), **{name: draw(NUMBERS) for name in names}}
    if "due_at" in item:
        item["due_shard"] = {"S": draw(st.sampled_from(["d0", "d1"]))}
    if draw(st.booleans()):
        item["status"] = draw(TEXTS)
    kind = draw(st.sampled_from(["blind", "new", "version"]))
    conditions = {
        "blind": {},
        "new": {
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": draw(st.sampled_from(["NONE", "ALL_OLD"])),
        },
        "version": {
            "ConditionExpression": "#v = :v",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":v": draw(NUMBERS)},
        },
    }
    return "put_item", {"Item": item, **conditions[kind]}


UPDATES = (
    (
        "SET #s = :s, due_at = if_not_exists(due_at, :n), due_shard = :d ADD tags :one",
        "attribute_not_exists(#s) OR #s = :was",
    ),
    ("SET #s = :s REMOVE due_at, due_shard", "#s = :was AND due_at >= :n"),
    ("ADD tags :one", "attribute_not_exists(tags) OR size(tags) < :two OR contains(tags, :tag)"),
    ("ADD version :n", None),
    ("SET strength = :n, #s = :s", "(attribute_not_exists(strength) OR strength < :n) AND attribute_not_exists(gone)"),
    ("SET claims = :m, revision = :n", "attribute_not_exists(revision) AND attribute_exists(pk)"),
    ("DELETE tags :one", "NOT (#s <> :was)"),
)


@st.composite
def updates(draw):
    """An update as `ledger.move`, `digests`, `addresses` make it."""
    change, holds = draw(st.sampled_from(UPDATES))
    tag = draw(st.sampled_from(["x", "y", "z"]))
    values = {
        ":s": draw(TEXTS),
        ":was": draw(TEXTS),
        ":n": draw(NUMBERS),
        ":two": {"N": "2"},
        ":d": {"S": draw(st.sampled_from(["d0", "d1"]))},
        ":one": {"SS": [tag]},
        ":tag": {"S": tag},
        ":m": {"M": {tag: draw(NUMBERS)}},
    }
    text = f"{change} {holds or ''} "
    asked = {
        "Key": key(draw(PLACES)),
        "UpdateExpression": change,
        "ExpressionAttributeValues": {name: each for name, each in values.items() if _uses(text, name)},
        **({"ConditionExpression": holds} if holds else {}),
        **({"ExpressionAttributeNames": {"#s": "status"}} if "#s" in text else {}),
    }
    return "update_item", asked


def _uses(text, name):
    return any(f"{name}{after}" in text for after in (" ", ",", ")"))


@st.composite
def reads(draw):
    kind = draw(st.sampled_from(["get", "query", "newest", "due", "batch"]))
    partition = {":p": {"S": draw(PLACES)[0]}}
    match kind:
        case "get":
            return "get_item", {"Key": key(draw(PLACES)), "ConsistentRead": True}
        case "query":
            values = {**partition, ":s": {"S": "b"}}
            return "query", {"KeyConditionExpression": "pk = :p AND sk < :s", "ExpressionAttributeValues": values}
        case "newest":
            asked = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": partition}
            return "query", {**asked, "ScanIndexForward": False, "Limit": draw(st.integers(1, 3))}
        case "due":
            values = {":s": {"S": draw(st.sampled_from(["d0", "d1"]))}, ":t": draw(NUMBERS)}
            asked = {"KeyConditionExpression": "due_shard = :s AND due_at < :t", "ExpressionAttributeValues": values}
            return "query", {**asked, "IndexName": "due"}
    keys = draw(st.lists(PLACES, min_size=1, max_size=4, unique=True))
    return "batch_get_item", {"Keys": [key(place) for place in keys]}


@st.composite
def batches(draw):
    """Items that are written, and deleted, at once, as `mail_threads` writes them; each once."""
    asked = []
    for place in draw(st.lists(PLACES, min_size=1, max_size=4, unique=True)):
        item = {**key(place), "version": draw(NUMBERS), "owner": draw(TEXTS)}
        asked.append({"PutRequest": {"Item": item}} if draw(st.booleans()) else {"DeleteRequest": {"Key": key(place)}})
    return "batch_write_item", asked


deletes = PLACES.map(lambda place: ("delete_item", {"Key": key(place)}))
OPERATIONS = st.lists(st.one_of(puts(), updates(), reads(), deletes, batches()), min_size=1, max_size=25)


def compared(items, ordered):
    """Items as values; of those whose order means nothing, in one that does."""
    values = [{name: plain(value) for name, value in item.items()} for item in items]
    return values if ordered else sorted(values, key=lambda item: (item["pk"], item["sk"]))


def answered(carry_out, operation, asked, table):
    """What an operation answers, as far as it means anything."""
    if operation == "batch_get_item":
        answer = carry_out(operation, {"RequestItems": {table: asked}})
        return compared(answer["Responses"].get(table, []), ordered=False)
    if operation == "batch_write_item":
        return carry_out(operation, {"RequestItems": {table: asked}})["UnprocessedItems"]
    if operation == "query":
        return compared(all_pages(carry_out, {"TableName": table, **asked}), ordered="IndexName" not in asked)
    answer = carry_out(operation, {"TableName": table, **asked})
    if isinstance(answer, tuple):
        return answer
    if operation == "get_item":
        return compared([answer["Item"]], True) if "Item" in answer else None
    return "done"


def all_pages(carry_out, asked):
    """The items of all pages. moto ends a full last page otherwise than DynamoDB does, so pages are not compared."""
    found, asked = [], dict(asked)
    while True:
        page = carry_out("query", asked)
        assert len(page["Items"]) <= asked.get("Limit", len(page["Items"]))
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        asked["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def on_the_fake(engine):
    def carry_out(operation, asked):
        try:
            return getattr(engine, operation)(asked)
        except ConditionFailed as failed:
            return "refused", compared([failed.item], True) if failed.item else None

    return carry_out


def on_an_engine(client):
    def carry_out(operation, asked):
        try:
            return getattr(client, operation)(**asked)
        except ClientError as refused:
            assert refused.response["Error"]["Code"] == "ConditionalCheckFailedException", refused
            item = refused.response.get("Item")
            return "refused", compared([item], True) if item else None

    return carry_out


@pytest.fixture(scope="module")
def engine():
    """moto; with AWS_ENDPOINT_URL_DYNAMODB the engine that it names."""
    with mock_aws():
        yield boto3.client("dynamodb", region_name="ap-northeast-1")


def make(client, name):
    client.create_table(TableName=name, **table_of(STATE))


@given(OPERATIONS)
@settings(max_examples=effort(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_fake_answers_as_the_engine_does(engine, operations):
    """Every answer and every refusal of a drawn list of operations, one after the other."""
    name = f"drawn-{next(tables)}"
    make(engine, name)
    fake = on_the_fake(DynamoDB([Table(name, INDEXES)]))
    real = on_an_engine(engine)
    try:
        for operation, asked in operations:
            if "ReturnValuesOnConditionCheckFailure" in asked and "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
                asked = {**asked, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}  # moto knows no other
            assert answered(fake, operation, asked, name) == answered(real, operation, asked, name), (operation, asked)
    finally:
        engine.delete_table(TableName=name)


def _put(number):
    return {"PutRequest": {"Item": key((f"p{number}", "a"))}}


@pytest.mark.parametrize("wrong", [[], [_put(n) for n in range(26)], [_put(1), _put(1)]], ids=["none", "26", "twice"])
def test_a_batch_that_cannot_be_written_is_refused_whole(engine, wrong):
    """By the engine and by the fake: nothing of it is written."""
    name = f"batch-{next(tables)}"
    make(engine, name)
    fake = DynamoDB([Table(name, INDEXES)])
    with pytest.raises(BadBatch):
        fake.batch_write_item({"RequestItems": {name: wrong}})
    assert list(fake.tables[name].all()) == []
    if len(wrong) <= BATCH or "AWS_ENDPOINT_URL_DYNAMODB" in os.environ:  # moto takes more than DynamoDB does
        with pytest.raises((ClientError, ParamValidationError)):
            engine.batch_write_item(RequestItems={name: wrong})
        assert engine.scan(TableName=name)["Items"] == []


def test_what_a_busy_table_puts_off_comes_back_as_it_was_asked():
    """Each item is written or comes back, and what comes back can be asked again until nothing does."""
    lots = Random(3)
    fake = DynamoDB([Table("t", INDEXES)], puts_off=lambda: lots.random() < 0.5)
    wanted, rounds = [_put(n) for n in range(25)], 0
    while wanted:
        left = fake.batch_write_item({"RequestItems": {"t": wanted}})["UnprocessedItems"].get("t", [])
        assert all(each in wanted for each in left)
        assert len(list(fake.tables["t"].all())) == 25 - len(left)
        wanted, rounds = left, rounds + 1
    assert rounds > 1


@pytest.mark.parametrize(
    "wrong", ["a = ", "a ? :b", "size(a > :b", "a == :b", "(a = :b", "a = :b c = :d"], ids=lambda text: text
)
def test_what_cannot_be_read_is_refused(wrong):
    """An expression that the fake does not know is an error, never a condition that holds."""
    with pytest.raises(BadExpression):
        condition(wrong)({}, {}, {":b": {"N": "1"}, ":d": {"N": "1"}})


def test_an_update_sees_the_item_as_it_was():
    """All clauses of an update read the item before it, in whatever order they stand."""
    after = update("SET a = b, b = a REMOVE c")({"a": {"N": "1"}, "b": {"N": "2"}, "c": {"S": "x"}}, {}, {})
    assert after == {"a": {"N": "2"}, "b": {"N": "1"}}


def test_a_read_that_does_not_ask_for_consistency_may_find_what_stood_there_before():
    """Item, partition and batch as of the replica's moment; with ConsistentRead what the last write left; what is
    forgotten after a minute is never asked for."""
    clock = SimpleNamespace(now=0, as_of=None)
    fake = DynamoDB([Table("t", INDEXES)], as_of=lambda: clock.as_of, now=lambda: clock.now)

    def write(at, version):
        clock.now = at
        fake.put_item({"TableName": "t", "Item": {**key(("p", "a")), "version": {"N": version}}})

    def found(as_of, **asked):
        clock.as_of = as_of
        told = {"TableName": "t", **asked}
        one = fake.get_item({**told, "Key": key(("p", "a"))}).get("Item")
        values = {":p": {"S": "p"}}
        many = fake.query({**told, "KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": values})["Items"]
        batch = fake.batch_get_item({"RequestItems": {"t": {"Keys": [key(("p", "a"))], **asked}}})["Responses"]["t"]
        assert many == batch == ([one] if one else [])
        return one and one["version"]["N"]

    write(100, "1")
    write(200, "2")
    assert [found(99), found(100), found(199), found(200), found(None)] == [None, "1", "1", "2", "2"]
    assert found(99, ConsistentRead=True) == "2"
    clock.now = 300
    fake.delete_item({"TableName": "t", "Key": key(("p", "a"))})
    assert [found(299), found(300), found(None)] == ["2", None, None]
