"""A workspace's own tests: run by the one decision, told with what came instead and why."""

import json
from pathlib import Path
from typing import Any

import pytest
from mikomi.cli.__main__ import main
from mikomi.core.checking import workspace
from mikomi.core.tryouts import verdict
from mikomi.core.tryouts.course import Impossible, TryoutCourse
from mikomi.model.tryout import Tryout

from tests.core.story import Story, plan_of, tokyo
from tests.core.workspaces import examples

LEAD = {"email": "yamada@example.com", "lastName": "山田", "firstName": "花子", "company": "青空工務店"}
FILE = "tests/first.test.json"
HELLO: dict[str, Any] = {
    "id": "hello",
    "trigger": {"when": {"visited": "/price"}},
    "steps": [
        {"id": "one", "mail": {"template": "x", "kind": "transactional"}},
        {"wait": "1d"},
        {"id": "fork", "split": [{"id": "a", "steps": [{"add_tag": "A"}]}, {"id": "b", "steps": [{"add_tag": "B"}]}]},
        {"id": "seen", "if": {"clicked": "one"}, "then": [{"id": "call", "alert": {"why": "x", "urgency": "now"}}]},
        {"wait": "10d"},
    ],
}
NEWS: dict[str, Any] = {
    "id": "news",
    "trigger": {"schedule": "2026-12-03T10:00"},
    "audience": {"tag": "A"},
    "steps": [{"id": "letter", "mail": {"template": "x"}}],
}


def tryout(given: list[dict[str, Any]], expect: list[dict[str, Any]] = [], **more: Any) -> Tryout:  # noqa: B006
    written = {"version": 1, "name": "x", "at": "2026-12-01T10:00", "lead": LEAD, "given": given, "expect": expect}
    return Tryout.model_validate(written | more)


def course(given: list[dict[str, Any]], expect: list[dict[str, Any]] = [], **more: Any) -> TryoutCourse:  # noqa: B006
    return TryoutCourse(
        tryout(given, expect, **more), plan_of([HELLO, NEWS], {"bands": [{"id": "hot", "name": "H", "from": 5}]})
    )


def failed(given: list[dict[str, Any]], expect: list[dict[str, Any]], **more: Any) -> list[tuple[str, int | None, str]]:
    return [(each.what, each.entry, each.name) for each in verdict.failures(course(given, expect, **more))]


KNOWN: dict[str, Any] = {"identify": {}, "consent": True}
ARM: dict[str, Any] = {"arms": {"hello/fork": "a"}}


def test_it_decides_what_the_live_fold_decides() -> None:
    """The same events, told to the fold as requests tell them: the same mails at the same moments."""
    plan, _ = workspace.read(examples())
    assert plan is not None
    live = Story(plan.model_copy(update={"version": 1}), "2026-12-01T10:00".replace("T", " "), lead=False)
    live.person = live.person.__class__(id=course([KNOWN]).person.id, email=LEAD["email"], proof=1)
    live.identify(LEAD, context={"consent": {"marketing": True, "text": "x", "source": "form:download"}}, origin="form")
    live.submit("download").until("2026-12-25 10:00")
    mine = TryoutCourse(tryout([{"submitted": "download"}], until="2026-12-25T10:00"), plan)
    assert [(tokyo(one.at), one.name) for one in mine.sent if one.kind == "mail"] == live.mails
    assert len(live.mails) >= 5


def test_what_is_expected_comes_once_and_nothing_else() -> None:
    """Each mail and alert answers one entry; one too few, one too many and one at another time are told apart."""
    given = [KNOWN, {"after": "1h", "visited": "/price"}, {"after": "2h", "clicked": "one"}]
    whole: list[dict[str, Any]] = [
        {"mail": "one", "at": "2026-12-01T11:00"},
        {"alert": "call", "at": "2026-12-02T11:00"},
        {"mail": "news/letter", "at": "2026-12-03T10:00"},
        {"in": "hello"},
        {"at": "2026-12-02T12:00", "in": ["hello"], "note": "on its way"},
        {"at": "2026-12-02T12:00", "holds": {"all": [{"tag": "A"}, {"trait": "company", "is": "青空工務店"}]}},
        {"at": "2026-12-01T10:30", "not_in": "hello"},
    ]
    more = {**ARM, "until": "2026-12-04"}
    assert failed(given, whole, **more) == []
    assert failed(given, whole[1:], **more) == [("unexpected", None, "one")]
    assert failed(given, [*whole, {"mail": "one"}], **more) == [("missing", 7, "one")]
    late = {"mail": "one", "at": "2026-12-01T11:01"}
    assert failed(given, [late, *whole[1:]], **more) == [("moment", 0, "one")]
    assert failed(given, [*whole, {"not_in": "hello"}], **more) == [("not_in", 7, "hello")]
    assert failed(given, [*whole, {"holds": {"tag": "B"}}], **more) == [("holds", 7, "")]


def test_an_arm_is_taken_as_the_test_says() -> None:
    """Either arm, and with it what follows it: a mailing asks for the tag of one."""
    given = [KNOWN, {"visited": "/price"}]
    for arm, mails in (("a", ["one", "letter"]), ("b", ["one"])):
        assert [one.name for one in course(given, arms={"fork": arm}).sent] == mails


def test_a_mailing_can_be_clicked() -> None:
    """What is given after a mailing was due knows of it."""
    given = [KNOWN, {"visited": "/price"}, {"at": "2026-12-03T12:00", "clicked": "news/letter"}]
    assert failed(given, [{"mail": "letter", "at": "2026-12-03T10:00"}], scenario="news", **ARM) == []


def test_a_test_of_one_scenario_leaves_the_others_alone() -> None:
    """What other scenarios send is no fault there."""
    given = [KNOWN, {"visited": "/price"}]
    assert failed(given, [{"mail": "letter"}], scenario="news", **ARM) == []


def test_a_stranger_gets_nothing() -> None:
    """Somebody without a name is folded too; no mail goes out, and the reason stands there."""
    (one,) = verdict.failures(course([{"visited": "/price"}], [{"mail": "one"}]))
    assert one.what == "missing" and "no_address" in [each.code for each in one.because]


@pytest.mark.parametrize(
    ("given", "number", "code"),
    [
        ([KNOWN, {"clicked": "one"}], 1, "given_mail"),
        ([KNOWN, {"at": "2026-11-30T10:00", "visited": "/x"}], 1, "given_order"),
    ],
)
def test_what_cannot_have_happened_is_told(given: list[dict[str, Any]], number: int, code: str) -> None:
    """A click in a mail that never went out, an order that no clock has."""
    with pytest.raises(Impossible) as told:
        course(given)
    assert (told.value.entry, told.value.code) == (number, code)


# --- in a folder


def folder(tmp_path: Path, test: dict[str, Any] | None) -> str:
    for name, raw in examples().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    if test is not None:
        (tmp_path / "tests").mkdir()
        (tmp_path / FILE).write_text(json.dumps(test, ensure_ascii=False, indent=1), encoding="utf-8")
    return str(tmp_path)


TEST: dict[str, Any] = {
    "version": 1,
    "name": {"ja": "資料請求", "en": "A request"},
    "scenario": "doc-request",
    "at": "2026-12-01T10:00",
    "lead": LEAD,
    "given": [{"submitted": "download"}, {"after": "1h", "unsubscribed": True}],
    "expect": [{"mail": "thanks", "at": "2026-12-01T10:00"}],
}


def test_a_test_that_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, in either language; and for programs."""
    where = folder(tmp_path, TEST)
    assert main(["test", where, "--lang", "ja"]) == 0
    assert "✓ 資料請求" in capsys.readouterr().out
    assert main(["test", where, "--lang", "en"]) == 0
    assert "1 of 1 tests passed" in capsys.readouterr().out
    assert main(["test", where, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"file": FILE, "name": "資料請求", "failures": []}]


def test_a_test_that_fails_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1; what was expected and where it stands, what came instead, and the reason of the decision."""
    where = folder(tmp_path, TEST | {"expect": [*TEST["expect"], {"mail": "faq"}]})
    assert main(["test", where, "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert f"{FILE}:" in told and "expected: the mail “faq”" in told and "came: nothing" in told
    assert "its exit condition was met" in told
    assert main(["test", where, "--json", "--lang", "ja"]) == 1
    ((failure,),) = [each["failures"] for each in json.loads(capsys.readouterr().out)]
    assert failure["what"] == "missing" and any("離れました" in why for why in failure["why"])


def test_a_form_that_refuses_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a visitor would be told is what the test says."""
    where = folder(tmp_path, TEST | {"lead": {"email": "yamada"}})
    assert main(["test", where, "--lang", "en"]) == 1
    assert "The form “download” refuses this: email:" in capsys.readouterr().out


def test_nothing_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2: no folder, no tests, a workspace with an error."""
    assert main(["test", str(tmp_path / "no"), "--lang", "en"]) == 2
    where = folder(tmp_path, None)
    assert main(["test", where, "--lang", "en"]) == 2
    assert "There is no test" in capsys.readouterr().err
    (tmp_path / "tests").mkdir()
    (tmp_path / FILE).write_text(json.dumps(TEST | {"scenario": "doc-reqest"}), encoding="utf-8")
    assert main(["test", where, "--lang", "en"]) == 2
    assert 'Did you mean "doc-request"?' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "code", "pointer", "suggestion"),
    [
        ({"given": [{"submitted": "downlod"}]}, "E-form", "/given/0/submitted", "download"),
        ({"given": [{"clicked": "thank"}]}, "E-mail-step", "/given/0/clicked", "thanks"),
        ({"given": [{"visitd": "/x"}]}, "E-unknown", "/given/0/visitd", "visited"),
        ({"given": [{"visited": "/x", "event": "y"}]}, "E-two-verbs", "/given/0/event", None),
        ({"given": [{"after": "3 dayz", "visited": "/x"}]}, "E-duration", "/given/0/after", None),
        ({"given": [{"mailing": "winter-sal"}]}, "E-scenario", "/given/0/mailing", "winter-sale"),
        ({"expect": [{"mail": "fak"}]}, "E-mail-step", "/expect/0/mail", "faq"),
        ({"expect": [{"alert": "hott"}]}, "E-alert", "/expect/0/alert", "hot"),
        ({"expect": [{"in": ["doc-reqest"]}]}, "E-scenario", "/expect/0/in/0", "doc-request"),
        ({"expect": [{"holds": {"band": "hott"}}]}, "E-band", "/expect/0/holds/band", "hot"),
        ({"expect": [{"holds": {"visited": "/x"}}]}, "E-test-holds", "/expect/0/holds", None),
        ({"expect": [{"mail": "faq", "at": "2026-11-01"}]}, "E-test-before", "/expect/0/at", None),
        ({"expect": [{"at": "2026-12-02"}]}, "E-expect", "/expect/0", None),
    ],
)
def test_a_slip_is_reported_where_it_stands(
    change: dict[str, Any], code: str, pointer: str, suggestion: str | None
) -> None:
    """One slip, one problem, with the name that was meant."""
    files = examples() | {FILE: json.dumps(TEST | change, ensure_ascii=False).encode()}
    plan, problems = workspace.read(files)
    assert [(p.code, p.file, p.pointer, p.suggestion) for p in problems] == [(code, FILE, pointer, suggestion)]
    assert plan is None


def test_a_plan_holds_no_tests() -> None:
    """A workspace with tests says the same as without them: what only changes a test publishes nothing."""
    files = {FILE: json.dumps(TEST, ensure_ascii=False).encode()}
    with_them, problems = workspace.read(examples() | files)
    without, _ = workspace.read(examples())
    assert not problems and with_them is not None and without is not None and with_them.says_the_same(without)


# --- what others do: another system's reply, one kind of mail left

ASKING: dict[str, Any] = {
    "id": "ask",
    "trigger": {"when": {"visited": "/price"}},
    "steps": [
        {"id": "crm", "webhook": {"url": "https://crm.example/x", "secret": "crm", "wait_up_to": "6h"}},
        {"id": "big", "if": {"trait": "employees", "is": ">= 100"}, "then": [{"add_tag": "big"}], "else": []},
        {"id": "tip", "mail": {"template": "x", "topic": "tips"}},
        {"wait": "1d"},
        {"id": "sale", "mail": {"template": "x", "topic": "offers"}},
    ],
}


def of_asking(given: list[dict[str, Any]], expect: list[dict[str, Any]]) -> list[tuple[str, int | None, str]]:
    told = TryoutCourse(tryout([KNOWN, {"visited": "/price"}, *given], expect), plan_of([ASKING]))
    return [(each.what, each.entry, each.name) for each in verdict.failures(told)]


def test_a_reply_moves_on_whoever_waits_for_it() -> None:
    """At its moment, with what it says; refused in the end, without; never, when the step's own time is over."""
    big = {"holds": {"tag": "big"}}
    none = {"holds": {"not": {"tag": "big"}}}
    replied = {"replied": "crm", "after": "1h", "traits": {"employees": 300, "email": "x@evil.example"}}
    sale: dict[str, Any] = {"mail": "sale"}
    assert of_asking([replied], [{"mail": "tip", "at": "2026-12-01T11:00"}, sale, big]) == []
    assert of_asking([{**replied, "replied": "ask/crm"}], [{"mail": "tip"}, sale, big]) == []
    assert of_asking([replied], [{"mail": "tip"}, sale, none]) == [("holds", 2, "")]
    refused = {**replied, "taken": False}
    assert of_asking([refused], [{"mail": "tip", "at": "2026-12-01T11:00"}, sale, none]) == []
    assert of_asking([], [{"mail": "tip", "at": "2026-12-01T16:00"}, sale, none]) == []
    whose = {"holds": {"trait": "email", "is": LEAD["email"]}}
    assert of_asking([replied], [{"mail": "tip"}, sale, whose]) == [], "no reply says whose address it is"


def test_a_reply_to_what_was_not_sent_is_told() -> None:
    """Before the step there is nothing to reply to."""
    with pytest.raises(Impossible) as told:
        TryoutCourse(tryout([KNOWN, {"replied": "crm"}, {"visited": "/price"}]), plan_of([ASKING]))
    assert (told.value.entry, told.value.code) == (1, "given_webhook")


def test_whoever_leaves_a_topic_gets_the_others() -> None:
    """As the link in the mail has it: of two kinds one comes, and everything after it goes on."""
    left = {"unsubscribed_from": "offers", "after": "7h"}
    stays = {"holds": {"all": [{"unsubscribed_from": "offers"}, {"unsubscribed": False}]}}
    assert of_asking([left], [{"mail": "tip"}, {"not_in": "ask"}, stays]) == []
    assert of_asking([left], [{"mail": "tip"}, {"mail": "sale"}]) == [("missing", 1, "sale")]


def test_a_lead_lives_somewhere() -> None:
    """`timezone` of `lead` is their clock, where the scenario goes by it: the mail comes when it is 9:00 there."""
    early = {"id": "e", "clock": "recipient", "trigger": {"when": {"visited": "/price"}}}
    plan = plan_of([{**early, "steps": [{"wait": {"at": "09:00"}}, {"id": "one", "mail": {"template": "x"}}]}])
    given = [KNOWN, {"visited": "/price"}]
    written = tryout(given, [{"mail": "one", "at": "2026-12-01T23:00"}], lead={**LEAD, "timezone": "America/New_York"})
    assert verdict.failures(TryoutCourse(written, plan)) == []
