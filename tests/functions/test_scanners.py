"""Whatever looks at a mail's links for somebody else changes nothing: no unsubscription, no confirmation, no answer."""

from random import Random

import pytest

from functions.identify import app as identify
from functions.track import app as track
from tests.core.gateways import MACHINES, Ask
from tests.functions.aws_faults import calls
from tests.functions.http_api import asked, seen
from tests.functions.outbox import sent
from tests.functions.test_links import ANSWER, LEAVE, MAIL, THERE, link, stored
from tests.functions.test_links import plan as plan
from tests.functions.test_opt_in import fill_in, link_of
from tests.functions.test_opt_in import office as office
from tests.functions.tracking import stored as tracked

ASKS = list(
    {
        (each.agent, each.method, each.ip, *sorted(each.headers.items())): each
        for shape in MACHINES.values()
        for each in shape(Random("scanners"))
        if not str(each.link).startswith(("page", "hand"))
    }.values()
)
"""Each way in which a machine of the corpus asks."""


def answered(address: str, ask: Ask, app):
    headers = {**ask.headers, "user-agent": ask.agent}
    request = asked(ask.method, address, None, headers)
    request["requestContext"]["http"]["sourceIp"] = ask.ip
    return seen(app.handler(request, None))


def is_only_looked_at(address: str) -> bool:
    """Whether each way of asking, HEAD too, is shown the page that asks for a press, and nothing is written."""
    with calls() as made:
        statuses = {answered(address, ask, identify).status for ask in ASKS}
    return statuses == {200} and not {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"} & set(made)


@pytest.mark.parametrize("address", [link("u", "unsubscribe", LEAVE), link("a", "answer", ANSWER)])
def test_nobody_leaves_and_nobody_answers_by_a_look(world, plan, address):
    """Over every way in which a machine of the corpus asks."""
    assert len(ASKS) > 12 and {"GET", "HEAD"} <= {ask.method for ask in ASKS}
    assert is_only_looked_at(address)


def test_nobody_agrees_by_a_look(office):
    """The mail of a double opt-in: its link asks for a press, whoever looks."""
    fill_in("b1")
    count = len(tracked(office))
    assert is_only_looked_at(link_of(sent()[0])) and len(tracked(office)) == count


def test_head_on_a_link_is_answered_as_get_is_and_records_nobody(world):
    """302 to the same place; the event says that a machine asked, and proves nothing."""
    address = link("c", "click", {**MAIL, "u": THERE})
    got, head = (answered(address, Ask(0, 0, method=method), track) for method in ("GET", "HEAD"))
    assert (head.status, head.headers["location"]) == (got.status, got.headers["location"]) == (302, THERE)
    assert sorted((event.properties["by"], event.proof) for event in stored(world)) == [("human", 2), ("machine", 1)]
    assert answered(link("o", "open", MAIL), Ask(0, 0, method="HEAD"), track).status == 200


def test_the_hidden_link_leads_to_the_site_and_is_a_machines(world):
    address = link("c", "click", {**MAIL, "u": "https://example.co.jp", "h": 1})
    assert answered(address, Ask(0, 0), track).headers["location"] == "https://example.co.jp"
    (event,) = stored(world)
    assert (event.properties["by"], event.properties["why"], event.proof) == ("machine", "hidden_link", 1)
    assert "link" not in event.properties
