"""Several people of one company do the same: who is noted for it, when they are enough, what sales are told."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.sales import colleagues, company_deeds, why_now
from mikomi.core.sales.colleagues import CompanyAct
from mikomi.core.words.wording import names_of
from mikomi.model.colleagues import CompanyDeeds
from mikomi.model.effects import SendAlert, TellCompany
from mikomi.model.events import COMPANY_ACTED
from mikomi.model.sales_settings import CompanyAlert, SalesSettings
from msgspec.structs import replace

from tests.core.story import Story, plan_of, tokyo
from tests.core.workspaces import examples
from tests.effort import effort

DAY, HOUR = 86_400_000, 3_600_000
REPS = [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}]
PRICES = {"id": "prices", "name": "料金を検討中", "people": 3, "when": {"visited": "/price"}, "within": "7d"}
ALERT = CompanyAlert.model_validate(PRICES)


def plan(**sales):
    said = SalesSettings.model_validate({"company_alerts": [PRICES], **sales})
    return plan_of([], {"rules": [], "bands": []}, reps=REPS).model_copy(update={"sales": said})


def story(start="2026-11-24 10:00", **sales):
    """A browser of which nobody knows whose it is."""
    return Story(plan(**sales), start=start, lead=False)


def notes(told):
    return [each for each in told.effects if isinstance(each, TellCompany)]


def later(life, minutes):
    life.now += minutes * 60_000
    return life


def alerts(told):
    return [each for each in told.effects if isinstance(each, SendAlert)]


def known(life, email="a@aozora.co.jp", **traits):
    """As it is resolved before it is decided."""
    life.person = replace(life.person, email=email)
    return life.identify({"email": email, **traits})


def test_who_is_of_a_company_and_does_it_is_noted():
    """Once a visit; again an hour later; nobody for another page."""
    life = story()
    known(life, company="㈱青空")
    life.visit("/about")
    assert notes(life) == []
    life.visit("/price")
    (note,) = notes(life)
    assert (note.alert, note.company, tokyo(note.did_at)) == ("prices", "c:青空", tokyo(note.at))
    later(life, 10).visit("/price")
    assert len(notes(life)) == 1
    later(life, 61).visit("/price")
    assert len(notes(life)) == 2


def test_what_was_done_before_is_noted_as_soon_as_the_company_is_known():
    """An anonymous browser counts for nobody, until it is somebody's; another company is told anew."""
    life = later(story().visit("/price"), 24 * 60)
    assert notes(life) == []
    known(life)
    assert [each.company for each in notes(life)] == ["d:aozora.co.jp"]
    later(life, 60)
    known(life, company="青空")
    assert [each.company for each in notes(life)] == ["d:aozora.co.jp", "c:青空"]


def test_what_is_too_long_ago_is_not_noted():
    """Older than the alert's time by when the company becomes known."""
    life = later(story().visit("/price"), 8 * 24 * 60)
    known(life)
    assert notes(life) == []


@pytest.mark.parametrize("email", ["a@gmail.com", "a@docomo.ne.jp"])
def test_who_is_of_no_company_is_noted_for_none(email):
    """Nobody is everybody's colleague."""
    assert notes(known(story(), email).visit("/price")) == []


def test_who_is_no_customer_neither_counts_nor_rings():
    """A competitor's interest is none."""
    life = story(exclusion=[{"id": "competitor", "name": "競合", "domains": ["aozora.co.jp"]}])
    known(life).visit("/price")
    assert notes(life) == []
    life.happens(**acted(life))
    assert alerts(life) == [] and "excluded" in life.codes("no_alert")


def acted(life, alert="prices", people=("l_1", "l_2", "l_3")):
    said = colleagues.properties_of(CompanyAct(alert, "d:aozora.co.jp", people))
    ours = {"subject": f"p:{life.person.id}", "anonymous_id": None, "origin": "server", "proof": 2}
    return {"type": "track", "name": COMPANY_ACTED, "properties": said, **ours}


def note(person, at, did_at=None, id=None):
    return TellCompany(
        id=id or f"n-{person}-{at}", person=person, at=at, event_id="e", plan=1, alert="prices", company="c:青空",
        did_at=at if did_at is None else did_at,
    )  # fmt: skip


def told(deeds, each, homes=None):
    """The deeds after this note, and whom it tells of. `homes`: who somebody is by now."""
    after = company_deeds.noted(deeds, each, ALERT)
    there = {person: (homes or {}).get(person, person) for person in company_deeds.those_near(after, each, ALERT)}
    after = company_deeds.heard(after, each, ALERT, {person: home for person, home in there.items() if home})
    reached = company_deeds.reached_by(after, each)
    return after, reached.people if reached else None


def history(*notes, homes=None):
    deeds, said = CompanyDeeds(), []
    for each in notes:
        deeds, people = told(deeds, each, homes)
        said.append(people)
    return said


def test_enough_different_people_within_the_time_are_told_once():
    """The third tells; whoever comes after does not, until the time has passed again."""
    assert history(note("a", 0), note("a", HOUR), note("b", 2 * HOUR), note("c", 3 * HOUR), note("d", 4 * HOUR)) == [
        None, None, None, ("a", "b", "c"), None,
    ]  # fmt: skip
    again = [note(who, n * HOUR) for n, who in enumerate("abc")] + [
        note(who, 7 * DAY + n * HOUR) for n, who in enumerate("abc", start=1)
    ]
    assert [people for people in history(*again) if people] == [("a", "b", "c")] * 2


def test_who_came_too_long_before_does_not_count():
    """Seven days back from the note, to the millisecond."""
    assert history(note("a", 0), note("b", DAY), note("c", 7 * DAY))[-1] == ("a", "b", "c")
    assert history(note("a", 0), note("b", DAY), note("c", 7 * DAY + 1))[-1] is None


def test_two_who_are_one_by_now_count_once_and_who_is_gone_not_at_all():
    """A merge and an erasure between the notes."""
    notes_of_three = [note("a", 0), note("b", 1), note("c", 2)]
    assert history(*notes_of_three, homes={"b": "a"})[-1] is None
    assert history(*notes_of_three, homes={"b": None})[-1] is None


NOTES = st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(0, 40)), min_size=1, max_size=20, unique=True).map(
    lambda made: [note(person, half_day * DAY // 2) for person, half_day in made]
)


@given(NOTES, st.data())
@hypothesis_settings(max_examples=effort(300), deadline=None)
def test_repetitions_change_nothing_and_no_two_tellings_are_closer_than_the_time(notes, data):
    """In any order, each as often as it likes: what is told of is enough people who did it in time."""
    deeds = CompanyDeeds()
    tellings: dict[str, tuple[int, tuple[str, ...]]] = {}
    for each in data.draw(st.permutations(notes * 2)):
        before = company_deeds.reached_by(deeds, each)
        after, people = told(deeds, each)
        if before is not None:  # as the shell does: what was told is told again, and nothing else
            after, people = deeds, before.people
        deeds = after
        if people:
            at = deeds.reached["prices"].at
            assert tellings.setdefault(each.id, (at, people)) == (at, people)
            assert len(people) >= 3
            assert set(people) <= {one.person for one in notes if at - 7 * DAY <= one.did_at <= at}
    moments = sorted(at for at, _ in tellings.values())
    assert all(after - before >= 7 * DAY for before, after in pairwise(moments))


def test_a_note_that_was_held_up_completes_a_time_that_is_over():
    """The first of three comes last, or after somebody who came much later."""
    assert history(note("b", DAY), note("c", 2 * DAY), note("a", 0))[-1] == ("a", "b", "c")
    assert history(note("b", DAY), note("c", 2 * DAY), note("d", 9 * DAY), note("a", 0))[-1] == ("a", "b", "c")
    assert history(note("b", 4 * DAY), note("c", 8 * DAY), note("a", 0)) == [None, None, None]


def test_the_event_raises_one_alert_for_the_owner():
    """In office hours at once, else when the office opens; with the people; one that the plan lacks is nobody's."""
    life = story()
    known(life, company="㈱青空").happens(**acted(life))
    (alert,) = alerts(life)
    assert (alert.reason, alert.to, alert.company_alert, alert.people) == (
        "company", ("sato",), "prices", ("l_1", "l_2", "l_3"),
    )  # fmt: skip
    assert life.codes("alert") == ["company"]
    late = story(start="2026-11-24 23:00")
    known(late).happens(**acted(late))
    assert alerts(late) == []
    assert len(alerts(late.until("2026-11-25 08:59"))) == 0
    assert len(alerts(late.until("2026-11-25 09:00"))) == 1
    none = story()
    known(none).happens(**acted(none, "gone"))
    assert alerts(none) == []


def test_nobody_but_us_says_it():
    """A browser's or a server's event of this name is an event like any other."""
    life = story()
    known(life)
    life.happens(**{**acted(life), "subject": "a:b1"})
    assert alerts(life) == []


def test_the_reason_in_both_languages():
    """How many, of which company, did what, within which time, and who they are."""
    life = story()
    known(life, company="株式会社青空").happens(**acted(life))
    (alert,) = alerts(life)
    who = [f"人{n}" for n in range(8)]
    ja = why_now.of_company(alert, "株式会社青空", who[:3], plan(), names_of(plan(), "ja"), "ja")
    en = why_now.of_company(alert, "株式会社青空", who, plan(), names_of(plan(), "en"), "en")
    assert ja == "7日以内に「/price」を閲覧した方が株式会社青空に3人います：人0、人1、人2"
    assert en == "3 people of 株式会社青空 viewed /price within 7 days: 人0, 人1, 人2, 人3, 人4, 人5 and 2 more"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        ({"when": {"tag": "x"}}, {"E-company-alert"}),
        ({"when": {"visited": "/price", "times": 2}}, {"E-company-alert", "E-within"}),
        ({"when": {"visited": "/price", "within": "1d"}}, {"E-company-alert"}),
        ({"when": {"opened": "nowhere"}}, {"E-mail-elsewhere"}),
        ({"people": 1}, {"E-range"}),
        ({"to": "nobody"}, {"E-rep"}),
        ({"urgency": "digest"}, {"E-choice"}),
    ],
)
def test_what_the_check_says_of_it(change, codes):
    """A mistake has its place and its sentence."""
    written = {"version": 1, "company_alerts": [{**PRICES, **change}]}
    files = examples() | {"sales.json": json.dumps(written).encode()}
    made, problems = workspace.read(files)
    assert {each.code for each in problems if each.is_error} == codes
    assert (made is None) == bool(codes)
