"""Placeholders of programs are no ids: in every field, however they are spelt; and what may be somebody's is one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.tracking import segment
from mikomi.core.tracking.placeholder import LONGEST, as_id, is_placeholder
from mikomi.errors import Refused

from tests.core.test_segment import events, sender

NOBODY = (
    "undefined", "null", "None", "NULL", "nil", "NaN", "0", "000", "0.0", "-1", "0x0", "true", "false", "Infinity",
    "[object Object]", "[object Undefined]", "[object HTMLInputElement]", "{}", "[]", "{{user.id}}", "{{ user_id }}",
    "${userId}", "%USER_ID%", "<%= id %>", "*|UNIQID|*", "%!s(<nil>)", "Promise { <pending> }",
    "function () { return 1 }",
    "<object object at 0x7f3a>", "java.lang.Object@1b2c", "anonymous", "Anonymous User", "guest", "unknown",
    "not_authenticated", "(not set)", "not set", "(null)", "<nil>", "(none)", "N/A", "#N/A", "-", "--", "?", "...",
    "undefined undefined", "null:null", "undefined-undefined", "user_undefined", "user-null", "id:NaN",
    "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "0" * 32,
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "userId", "user_id", "distinct_id", "anonymousId", "なし", "未設定", "匿名",
    " ", "\t\n", "\u3000", "\u200b", "\u200bundefined", '"undefined"', "'null'", "ｎｕｌｌ", "０", " undefined ",
    "\x00null",
)  # fmt: skip
SOMEBODY = (
    "7", "1", "-7", "10", "100", "0.5", "00000001", "user", "id", "default", "email", "admin", "test", "nullable",
    "null-1234", "nonelius", "user-7", "guest-1f3a", "anonymous-1f3a", "Nullmeier", "undefined-42", "a", "x0",
    "true-blue",
    "00000000-0000-0000-0000-000000000001", "f" * 31, "Nan Goldin", "none@example.com", "0@example.com", "田中",
    "{00000000-0000-0000-0000-0000000000a0}", "object", "{7}", "[7]", "100%", "na", "🦊",
)  # fmt: skip


@pytest.mark.parametrize("written", NOBODY)
def test_what_programs_write_is_no_id(written: str) -> None:
    """The kind, in its spellings: JavaScript, Python, Go, Java, sheets, templates, analytics, zeros."""
    assert is_placeholder(written) and as_id(written) is None


@pytest.mark.parametrize("written", SOMEBODY)
def test_what_may_be_somebodys_is_an_id(written: str) -> None:
    """Ordinary words, small numbers, and what only begins like a placeholder stay as they are written."""
    assert not is_placeholder(written) and as_id(written) == written


@given(st.sampled_from(NOBODY), st.text(" \t\u3000\u200b\ufeff\u00ad", max_size=5), st.booleans())
def test_space_width_and_case_do_not_count(written: str, around: str, upper: bool) -> None:
    """A placeholder stays one with anything invisible around it, and in capitals."""
    assert is_placeholder(around + (written.upper() if upper else written) + around)


@given(st.uuids(version=4))
def test_a_real_uuid_is_always_an_id(drawn: Any) -> None:
    """No UUID that anybody draws is taken for a placeholder, in any of its spellings."""
    assert not any(is_placeholder(text) for text in (str(drawn), drawn.hex, f"{{{drawn}}}", str(drawn).upper()))


def test_what_is_long_is_an_id_unless_nothing_of_it_is_seen() -> None:
    """The bound on what is looked at, on both sides."""
    assert is_placeholder("0" * LONGEST) and not is_placeholder("0" * (LONGEST + 1))
    assert is_placeholder(" " * (LONGEST + 1))
    assert as_id(None) is None and as_id("") is None


def take(**sent: Any) -> segment.Received:
    return segment.one({"type": "track", "event": "E", **sent}, None, sender(secret=True), large=False)


@pytest.mark.parametrize(
    "nobody", ["undefined", "null", 0, "[object Object]", "  ", "00000000-0000-0000-0000-000000000000"]
)
def test_an_event_keeps_the_id_that_it_has_and_the_other_is_named(nobody: Any) -> None:
    """Beside a real id the placeholder is left out, whichever of the two it is, and the answer has what to say."""
    (event,) = events(browser := take(anonymousId="a1", userId=nobody, messageId="m"))
    assert (event.anonymous_id, event.user_id, event.subject) == ("a1", None, "a:a1")
    assert [(i.position, i.pointer, i.code, i.params) for i in browser.ignored] == [
        (0, "/userId", "id_placeholder", {"name": "userId", "given": str(nobody)})
    ]
    (event,) = events(user := take(anonymousId=nobody, userId="u1", messageId="m"))
    assert (event.anonymous_id, event.user_id, event.subject) == (None, "u1", "u:u1")
    assert [i.pointer for i in user.ignored] == ["/anonymousId"]
    assert take(anonymousId="a1", userId="u1", messageId="m").ignored == []


def test_events_with_one_placeholder_as_messageid_stay_different_events() -> None:
    """A messageId of `undefined` is derived anew, so that two events are two; named, and the same for a retry."""
    one, two, again = (
        take(anonymousId="a1", messageId="undefined", properties={"n": n}, timestamp="2026-11-20T00:00:00Z")
        for n in (1, 2, 1)
    )
    ids = [events(each)[0].id for each in (one, two, again)]
    assert ids[0] != ids[1] and ids[0] == ids[2] and ids[0].startswith("m-")
    assert [i.pointer for i in one.ignored] == ["/messageId"]


@pytest.mark.parametrize(
    ("sent", "pointer"),
    [
        ({"userId": "undefined"}, "/userId"),
        ({"anonymousId": "null", "userId": None}, "/anonymousId"),
        ({"anonymousId": "null", "userId": "0"}, "/anonymousId"),
        ({"type": "group", "userId": "u1", "groupId": "null"}, "/groupId"),
        ({"type": "alias", "userId": "u1", "previousId": "anonymous"}, "/previousId"),
        ({"type": "alias", "userId": "undefined", "anonymousId": "a1", "previousId": "a1"}, "/userId"),
    ],
)
def test_without_the_id_that_it_needs_an_event_is_refused(sent: dict[str, Any], pointer: str) -> None:
    """Where nothing but a placeholder says whose event it is, or which group, it is refused by name."""
    try:
        take(**sent)
    except Refused as why:
        assert (why.code, why.pointer, why.params["name"]) == ("id_placeholder", pointer, pointer[1:])
    else:
        raise AssertionError("taken")


def test_an_id_that_is_missing_is_said_to_be_missing() -> None:
    """No id, beside a messageId that is a placeholder: the sentence is about the missing id."""
    for sent, code in (
        ({}, "id_missing"),
        ({"messageId": "undefined"}, "id_missing"),
        ({"type": "group", "userId": "u"}, "group_id_missing"),
    ):
        try:
            take(**sent)
        except Refused as why:
            assert why.code == code
        else:
            raise AssertionError("taken")


def test_only_ids_are_asked() -> None:
    """A page or an event that is called `None` or `0` keeps its name."""
    (page,) = events(
        segment.one({"type": "page", "anonymousId": "a", "name": "None", "messageId": "m"}, None, sender(), large=False)
    )
    (track,) = events(take(anonymousId="a", event="undefined"))
    assert (page.name, track.name) == ("None", "undefined")


def test_of_a_batch_each_event_is_named_by_its_place() -> None:
    """The refused and the shortened stand under their own index; the rest is stored as it is."""
    sent = [
        {"type": "page", "anonymousId": "a", "userId": "undefined"},
        {"type": "page", "userId": "undefined"},
        {"type": "page", "anonymousId": "a", "messageId": "m"},
    ]
    received = segment.batch({"batch": sent}, sender(), large=False)
    assert [(i.position, i.pointer) for i in received.ignored] == [(0, "/batch/0/userId")]
    assert [(r.position, r.pointer, r.code) for r in received.rejected] == [(1, "/batch/1/userId", "id_placeholder")]
    assert len(events(received)) == 2
