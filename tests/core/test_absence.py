"""Who is told while a rep is away: on each day of the company's calendar, once; what the check refuses."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking import lint_absence
from mikomi.core.checking.document import Document
from mikomi.core.people.absence import covered_by, has_it_anyway, recipient
from mikomi.core.people.open_work import of_reps
from mikomi.core.sales import alert_mail, alerts
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings, Rep
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.sales import Sales, SalesAct

from tests.core.mails import LINKS, lead
from tests.core.story import plan_of

LANGUAGES = {"sato": "ja", "suzuki": "ja", "jones": "en", "abe": "ja"}
NAMES = {"sato": "佐藤", "suzuki": "鈴木", "jones": "Emma Jones", "abe": "阿部"}
Away = dict[str, list[dict[str, str]]]
XMAS = {"from": "2026-12-20", "until": "2027-01-05", "deputy": "suzuki"}


def company(zone: str = "Asia/Tokyo", away: Away | None = None, **more: list[dict[str, str]]) -> CompanySettings:
    spans = {**(away or {}), **more}
    reps = [
        {"id": id, "name": NAMES[id], "email": f"{id}@example.co.jp", "language": language, "away": spans.get(id, [])}
        for id, language in LANGUAGES.items()
    ]
    return plan_of([], timezone=zone, reps=reps).settings


def rep(settings: CompanySettings, name: str) -> Rep:
    return next(each for each in settings.reps if each.id == name)


def moment(written: str, zone: str = "Asia/Tokyo") -> Millis:
    return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def told_at(settings: CompanySettings, now: Millis, name: str = "sato") -> str:
    return recipient(rep(settings, name), settings, now).rep.id


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Apia"])
def test_the_days_are_the_companys_and_the_last_is_one_of_them(zone: str) -> None:
    """From the first moment of the first day to the last moment of the last, by the clock of the company."""
    settings = company(zone, sato=[XMAS])
    for written, expected in {
        "2026-12-19T23:59:59.999": "sato",
        "2026-12-20T00:00": "suzuki",
        "2027-01-05T23:59:59.999": "suzuki",
        "2027-01-06T00:00": "sato",
    }.items():
        assert told_at(settings, moment(written, zone)) == expected, written
    assert told_at(settings, moment("2026-12-25T12:00", zone), "jones") == "jones"
    meant = recipient(rep(settings, "sato"), settings, moment("2026-12-20T00:00", zone))
    assert (meant.named.id, meant.until) == ("sato", "2027-01-05")


def test_of_several_absences_each_has_its_deputy() -> None:
    """Split at the days on which the first deputy is away."""
    settings = company(
        sato=[
            {"from": "2026-12-20", "until": "2026-12-24", "deputy": "suzuki"},
            {"from": "2026-12-25", "until": "2026-12-25", "deputy": "jones"},
            {"from": "2026-12-26", "until": "2027-01-05", "deputy": "suzuki"},
        ],
        suzuki=[{"from": "2026-12-25", "until": "2026-12-25", "deputy": "jones"}],
    )
    days = {day: told_at(settings, moment(f"2026-12-{day}T12:00")) for day in (24, 25, 26)}
    assert days == {24: "suzuki", 25: "jones", 26: "suzuki"} and not problems(settings)
    assert [each.named.id for each in covered_by("jones", settings, moment("2026-12-25T12:00"))] == ["sato", "suzuki"]
    assert [each.named.id for each in covered_by("suzuki", settings, moment("2026-12-24T12:00"))] == ["sato"]
    assert covered_by("jones", settings, moment("2026-12-24T12:00")) == ()


@pytest.mark.parametrize("deputy", ["nobody", "sato", "jones"])
def test_where_nobody_can_stand_in_the_rep_is_told_as_ever(deputy: str) -> None:
    """A deputy who is not there, oneself, or one who is away too: no plan that was checked says so, and no circle."""
    settings = company(sato=[{**XMAS, "deputy": deputy}], jones=[{**XMAS, "deputy": "sato"}])
    meant = recipient(rep(settings, "sato"), settings, moment("2026-12-25T12:00"))
    assert (meant.rep.id, meant.away, meant.named.id) == ("sato", None, "sato")


DAYS = [date(2026, 12, 20) + timedelta(days=n) for n in range(5)]
SPANS = st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS), st.sampled_from([*LANGUAGES, "nobody"])).map(
    lambda drawn: {"from": str(min(drawn[:2])), "until": str(max(drawn[:2])), "deputy": drawn[2]}
)
ANY = st.dictionaries(st.sampled_from([*LANGUAGES]), st.lists(SPANS, max_size=2))


@given(away=ANY, day=st.sampled_from(DAYS), named=st.lists(st.sampled_from([*LANGUAGES]), min_size=1, unique=True))
def test_whoever_is_told_is_there_and_nobody_is_told_twice(away: Away, day: date, named: list[str]) -> None:
    """Of a workspace without a mistake: each rep's alert reaches somebody who is not away, once."""
    settings = company(away=away)
    if problems(settings):
        return
    now = moment(f"{day}T12:00")
    reps = [rep(settings, each) for each in named]
    meant = [recipient(each, settings, now) for each in reps]
    goes = [each for each in meant if not has_it_anyway(each, reps, settings, now)]
    addressed = [each.rep.id for each in goes]
    assert len(addressed) == len(set(addressed)), "nobody twice"
    assert set(addressed) == {each.rep.id for each in meant}, "and nobody left out"
    for each in addressed:
        assert not any(span["from"] <= str(day) <= span["until"] for span in away.get(each, []))
    covered = {(each.rep.id, each.named.id) for name in LANGUAGES for each in covered_by(name, settings, now)}
    assert {(each.rep.id, each.named.id) for each in meant if each.away} <= covered


def test_a_deputy_of_two_who_are_away_is_told_for_the_first() -> None:
    settings, now = company(sato=[XMAS], jones=[XMAS]), moment("2026-12-25T12:00")
    for names, goes in {
        ("sato", "jones"): ["sato"],
        ("jones", "sato"): ["jones"],
        ("sato", "suzuki"): ["suzuki"],
        ("suzuki", "sato"): ["suzuki"],
        ("sato", "abe"): ["sato", "abe"],
    }.items():
        reps = [rep(settings, name) for name in names]
        meant = [recipient(each, settings, now) for each in reps]
        assert [each.named.id for each in meant if not has_it_anyway(each, reps, settings, now)] == goes, names


def composed(settings: CompanySettings, now: Millis) -> alerts.Alert:
    effect = SendAlert(id="x", at=now, event_id="e", plan=1, reason="band", to=("sato",), urgency="now")
    to = recipient(rep(settings, "sato"), settings, now)
    plan = plan_of([]).model_copy(update={"settings": settings})
    return alerts.compose(alerts.Occasion(effect, lead(), (), to, now, now), plan, LINKS)


@pytest.mark.parametrize(
    ("deputy", "says", "owner"),
    [
        ("suzuki", "佐藤さん(1月5日まで不在)の代わりにお送りしています", "担当: 佐藤さん"),
        ("jones", "To you in place of 佐藤, who is away until 5 Jan", "Owner: 佐藤"),
    ],
)
def test_the_alert_says_for_whom_in_the_deputys_language_and_whose_lead_it_is(
    deputy: str, says: str, owner: str
) -> None:
    settings, now = company(sato=[{**XMAS, "deputy": deputy}]), moment("2026-12-25T12:00")
    alert = composed(settings, now)
    assert alert.in_place == says and owner in alert.heading
    mail, digest = alert_mail.alert_words(alert), alert_mail.digest_words([alert], alert.language, alert.in_place)
    assert all(words.count(says) == 1 for words in (mail.html, mail.text, digest.html, digest.text))
    there = composed(settings, moment("2027-01-06T00:00"))
    assert there.in_place == "" and there.language == "ja"
    plain = alert_mail.digest_words([there], "ja")
    assert "代わり" not in alert_mail.alert_words(there).text + plain.text + plain.html


def test_the_work_of_several_is_what_is_any_ones() -> None:
    """An absent rep's task is found with the deputy's own, and stays whose it is."""
    tasks = tuple(SalesAct(id=name, verb="task", at=n, value="call", of=name) for n, name in enumerate(("sato", "abe")))
    person = Person(id="l_1", sales=Sales(acts=tasks))
    plan = plan_of([]).model_copy(update={"settings": company(sato=[XMAS])})
    for reps, works in {("suzuki",): set(), ("suzuki", "sato"): {"sato"}, ("abe", "sato"): {"abe", "sato"}}.items():
        assert {work.act.id for work in of_reps(person, plan, reps) if work.act} == works
    assert len(of_reps(person, plan, None)) == 2 and of_reps(person, plan, ()) == ()


def problems(settings: CompanySettings) -> list[str]:
    written = settings.model_dump_json(by_alias=True, exclude_none=True)
    document = Document("settings.json", written.encode())
    lint_absence.check(document, settings)
    return [each.code for each in document.source.problems]


@pytest.mark.parametrize(
    ("away", "codes"),
    [
        ({"sato": [XMAS], "abe": [XMAS]}, []),
        ({"sato": [{**XMAS, "from": "2027-01-06"}]}, ["E-from-until"]),
        ({"sato": [{**XMAS, "from": "2027-01-05"}]}, []),
        ({"sato": [{**XMAS, "deputy": "owner"}]}, ["E-rep"]),
        ({"sato": [{**XMAS, "deputy": "sato"}]}, ["E-deputy-self"]),
        (
            {"sato": [XMAS], "suzuki": [{"from": "2027-01-05", "until": "2027-01-05", "deputy": "abe"}]},
            ["E-deputy-away"],
        ),
        ({"sato": [XMAS], "suzuki": [{"from": "2027-01-06", "until": "2027-01-06", "deputy": "abe"}]}, []),
        ({"sato": [XMAS], "suzuki": [{**XMAS, "deputy": "sato"}]}, ["E-deputy-away", "E-deputy-away"]),
        ({"sato": [XMAS, {"from": "2027-01-05", "until": "2027-01-09", "deputy": "abe"}]}, ["E-away-twice"]),
        ({"sato": [XMAS, {"from": "2027-01-06", "until": "2027-01-09", "deputy": "abe"}]}, []),
    ],
)
def test_the_check_refuses_whom_nobody_could_reach(away: Away, codes: list[str]) -> None:
    """Days are shared or not by one day; each mistake is told where it stands."""
    assert problems(company(away=away)) == codes
