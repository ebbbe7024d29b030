"""The timeline as laws: every event and every reason told exactly once, visits never torn nor glued, newest first; and
as examples: what a reader finds.
"""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.telling import timeline
from mikomi.core.telling.timeline import Decided, EffectRow, Entry
from mikomi.core.telling.visits import PAUSE, pages_of
from mikomi.model.decision import Because
from mikomi.model.effects import SendAlert, SendMail
from mikomi.model.events import Due, Event

MINUTE = 60_000
START = 1_795_000_000_000

subjects = st.sampled_from(["a:one", "a:two", "u:server", "p:l_x"])
names = st.sampled_from(["", "Page Engaged", "Form Submitted", "Mail Opened", "Rep Answered", "Video Played"])


@st.composite
def events(draw):
    subject = draw(subjects)
    moment = START + draw(st.integers(0, 600)) * MINUTE
    traits = draw(st.sampled_from([{}, {"email": "a@example.com"}, {"title": "部長"}]))
    return Event(
        subject=subject,
        id=f"e{draw(st.integers(0, 40))}",
        type=draw(st.sampled_from(["page", "track", "identify", "screen", "group"])),
        name=draw(names),
        at=moment,
        received_at=moment + draw(st.integers(0, 3)) * MINUTE,
        properties=draw(
            st.sampled_from([{}, {"engaged_ms": 5000}, {"engaged_ms": "x"}, {"path": "/price"}, {"url": 3}])
        ),
        traits=traits,
        context=draw(st.sampled_from([{}, {"page": {"path": "/a"}, "pageId": "v1"}, {"page": "odd"}, {"pageId": 7}])),
        origin=draw(st.sampled_from(["client", "server", "form", "mail", "rep"])),
    )


def reason(event_id, kind="points", points=3.0, **more):
    return Because(kind=kind, event_id=event_id, at=START, plan=1, rule="r", points=points, **more)


@st.composite
def folds(draw):
    """A fold's steps: events and moments, each with reasons, some with effects; and rows for some of the effects."""
    steps, rows = [], []
    for number, cause in enumerate(draw(st.lists(events(), max_size=25))):
        why = [reason(cause.id, rule_number) for rule_number in draw(st.lists(st.just("points"), max_size=2))]
        effects = []
        if draw(st.booleans()):
            effect = mail(f"m{number}", cause.at)
            effects.append(effect)
            why.append(reason(cause.id, "mail", None, params={"mail": effect.id}))
            if draw(st.booleans()):
                rows.append(EffectRow(effect.id, cause.at + MINUTE, "sent", effect, {"subject": "-"}))
        steps.append(Decided(cause, tuple(effects), tuple(why)))
        if draw(st.booleans()):
            steps.append(Decided(Due(at=cause.at + 1), (), (reason(cause.id, "step", None),)))
    return steps, rows


def mail(name, at, skip=None):
    return SendMail(
        id=name, at=at, event_id="e", plan=1, scenario="s", step="thanks", enrolment="n", template="t", skip=skip
    )


@given(folds())
def test_nothing_is_left_out_and_nothing_told_twice(fold):
    """Each event of the log stands in one entry, each reason explains one, each effect has one, by whatever rows."""
    steps, rows = fold
    told = timeline.tell(steps, rows)
    met = {(step.cause.subject, step.cause.id) for step in steps if isinstance(step.cause, Event)}
    assert Counter((entry.subject, event) for entry in told for event in entry.events) == Counter(met)
    given_reasons = Counter(repr(why) for step in steps for why in step.because)
    assert Counter(repr(why) for entry in told for why in entry.why) == given_reasons
    effects = Counter(effect.id for step in steps for effect in step.effects)
    assert Counter(entry.what["id"] for entry in told if entry.kind == "mail") == effects


@given(folds())
def test_without_its_beginning_a_timeline_says_what_happened_and_no_more(fold):
    """The same events, each once, and the rows that there are; no reason, no points, nobody anonymous."""
    steps, rows = fold
    told = timeline.tell(steps, rows, whole=False)
    met = {(step.cause.subject, step.cause.id) for step in steps if isinstance(step.cause, Event)}
    assert Counter((entry.subject, event) for entry in told for event in entry.events) == Counter(met)
    assert {entry.what["id"] for entry in told if entry.kind == "mail"} == {row.id for row in rows}
    assert not any(entry.why or entry.points or entry.anonymous or entry.cause for entry in told)


@given(folds())
def test_visits_are_whole(fold):
    """Two visits of one browser lie more than a pause apart; and the story is told newest first."""
    told = timeline.tell(*fold)
    assert [entry.at for entry in told] == sorted((entry.at for entry in told), reverse=True)
    for subject in {entry.subject for entry in told}:
        visits = sorted((e.at, e.until) for e in told if e.kind == "visit" and e.subject == subject)
        for (_, ended), (began, _) in pairwise(visits):
            assert ended is not None
            assert began - ended > PAUSE


@given(folds())
def test_before_a_browser_said_who_it_is_it_is_anonymous(fold):
    """A browser's entry is anonymous exactly if it begins before its first event that names somebody."""
    steps, rows = fold
    told = timeline.tell(steps, rows)
    met = {(step.cause.subject, step.cause.id): step.cause for step in reversed(steps) if isinstance(step.cause, Event)}
    known = timeline.known_from(met.values())  # of two events under one id the first is the event
    for entry in told:
        if entry.subject.startswith("a:"):
            assert entry.anonymous == (entry.at < known.get(entry.subject, entry.at + 1))
        else:
            assert not entry.anonymous


@given(folds(), st.integers(1, 5))
def test_pages_put_together_are_the_whole(fold, limit):
    """However a timeline is cut into pages, nothing is lost or doubled, even among entries of one moment."""
    told = timeline.tell(*fold)
    pages: list[Entry] = []
    mark = None
    while True:
        page, mark = timeline.page(told, limit, mark)
        pages += page
        if mark is None:
            break
    assert tuple(pages) == told


def event(event_id, at, kind="page", path="/price", subject="a:one", **more):
    context = {"page": {"path": path}, **more.pop("context", {})}
    return Event(
        subject=subject, id=event_id, type=kind, at=START + at, received_at=START + at, context=context, **more
    )


def told_of(*met):
    return timeline.tell([Decided(each, (), ()) for each in met])


def test_engaged_time_belongs_to_its_page_view():
    """Deltas add up under the page view's id; without one, under the last view of that path."""
    view = {"context": {"pageId": "v1"}}
    engaged = {"kind": "track", "name": "Page Engaged"}
    (visit,) = told_of(
        event("1", 0, properties={"title": "料金"}, **view),
        event("2", 10_000, properties={"engaged_ms": 9_000}, **engaged, **view),
        event("3", 20_000, path="/a"),
        event("4", 30_000, properties={"engaged_ms": 6_000}, **engaged, **view),
        event("5", 40_000, path="/a", properties={"engaged_ms": 2_000}, **engaged),
    )
    assert [(page.path, page.title, page.ms) for page in visit.pages] == [("/price", "料金", 15_000), ("/a", "", 2_000)]
    assert (visit.at, visit.until) == (START, START + 40_000)


def test_thirty_minutes_are_one_visit_and_more_are_two():
    """The pause that ends a visit is longer than thirty minutes."""
    assert len(told_of(event("1", 0), event("2", PAUSE))) == 1
    assert len(told_of(event("1", 0), event("2", PAUSE + 1))) == 2


def test_a_form_and_who_posted_it_are_one_entry():
    """The identify that a form brings is told with the form: traits, answers and the words that were agreed to."""
    consent = {"consent": {"marketing": True, "text": "はい", "source": "form:download"}}
    told = told_of(
        event("1", 0, kind="identify", origin="form", traits={"email": "a@example.com"}, context=consent),
        event("2", 0, kind="track", name="Form Submitted", origin="form", properties={"form": "download"}),
    )
    (entry,) = told
    assert (entry.kind, entry.events) == ("form", ("1", "2"))
    assert entry.what["traits"] == {"email": "a@example.com"}
    assert entry.what["consent"]["text"] == "はい"


def test_what_a_client_says_of_our_mails_is_no_echo():
    """Only we can say that a mail was opened or that a rep answered; a browser's event of that name is an action."""
    told = told_of(event("1", 0, kind="track", name="Mail Opened"), event("2", 1, kind="track", name="Rep Answered"))
    assert [(entry.kind, [action.name for action in entry.actions]) for entry in told] == [
        ("visit", ["Mail Opened", "Rep Answered"])
    ]


def test_a_mail_that_was_not_sent_is_told_with_its_reason():
    """A skipped step has no mail but an entry: status and why."""
    skipped = mail("m1", START, skip="no_consent")
    why = reason("1", "mail_skipped", None, code="no_consent", params={"mail": "m1"})
    entry = timeline.tell([Decided(event("1", 0), (skipped,), (why,))])[0]
    assert (entry.kind, entry.what["status"], entry.what["reason"], entry.why) == (
        "mail",
        "skipped",
        "no_consent",
        (why,),
    )


def test_an_alert_that_waited_for_its_hour_keeps_its_reason():
    """Decided in the evening upon an event, sent in the morning by time alone: one entry, with the evening's reason."""
    alert = SendAlert(id="a1", at=START, event_id="1", plan=1, reason="band", to=("sato", "suzuki"), band="hot")
    why = reason("1", "alert", None, params={"alert": "a1"})
    steps = [Decided(event("1", 0), (), (why,)), Decided(Due(at=START + 9), (alert,), ())]
    rows = [EffectRow("a1.suzuki", START + 9, "sent", alert, {}), EffectRow("a1", START + 9, "sent", alert, {})]
    told = timeline.tell(steps, rows)
    assert [entry.kind for entry in told] == ["alert", "visit"]
    assert (told[0].what["id"], told[0].why, told[1].why) == ("a1", (why,), ())


@pytest.mark.parametrize(
    ("first", "further", "tells"),
    [("skipped", "sent", "a1.suzuki"), ("sent", "skipped", "a1"), ("skipped", "skipped", "a1")],
)
def test_an_alert_is_told_by_the_row_that_was_not_left_out(first, further, tells):
    """The first rep's, unless that one alone went nowhere because somebody else had it."""
    alert = SendAlert(id="a1", at=START, event_id="1", plan=1, reason="band", to=("sato", "suzuki"), band="hot")
    rows = [EffectRow("a1.suzuki", START, further, alert, {}), EffectRow("a1", START, first, alert, {})]
    (entry,) = timeline.tell([], rows)
    assert (entry.what["id"], entry.what["status"]) == (tells, "sent" if "sent" in (first, further) else "skipped")


def test_pages_without_page_ids_are_told_apart():
    """A client that sends none has a page for each view, the same path seen twice among them; engaged time goes to the
    latest view of its path."""

    def seen(number, path, kind="page", **properties):
        name = "Page Engaged" if kind == "track" else ""
        return Event(
            subject="a:one", id=f"e{number}", type=kind, name=name, at=START + number, received_at=START + number,
            properties={"path": path, **properties},
        )  # fmt: skip

    views = [seen(0, "/a"), seen(1, "/b"), seen(2, "/a"), seen(3, "/a", "track", engaged_ms=7)]
    assert [(page.path, page.ms) for page in pages_of(views)] == [("/a", 0), ("/b", 0), ("/a", 7)]
