"""What a CRM says of leads, end to end: found by the CRM's own id, noted once as acts of sales, refused entry by entry;
ids follow a merge, are nobody else's, and go with an erasure."""

import json
from typing import Any

import pytest
from mikomi import clock, keys
from mikomi.aws import erasures, log, people
from mikomi.cli.__main__ import _parser
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings
from mikomi.shell.erasure import known, looks
from mikomi.shell.operator import kinship
from mikomi.shell.people import fold, rebuild

from functions.console.app import handler
from tests.core.story import at, plan_of
from tests.functions.http_api import asked
from tests.functions.outbox import set_clock
from tests.functions.read_api import KEY
from tests.functions.test_fold import identify
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
THEN = "2026-11-24T09:00:00+09:00"
SALES = {
    "stages": [
        {"id": "lead", "name": "見込み客"},
        {"id": "won", "name": "受注", "stops": "marketing", "asks": "value"},
        {"id": "lost", "name": "失注", "asks": "reason"},
    ]
}
ONE, OTHER = "a@example.com", "b@example.com"


@pytest.fixture
def shop(world) -> Any:
    set_clock(NOW)
    plan = plan_of().model_copy(update={"sales": SalesSettings.model_validate(SALES)})
    world.publish(plan)
    met("U1", ONE, external_id_salesforce="00Q1")
    yield world
    set_clock(NOW)


def met(user: str, email: str, *, proof: int = 2, browser: str = "", **traits: Any) -> None:
    origin = "server" if proof == 2 else "client"
    event = identify(0, email, user, proof, origin=origin, traits=traits)
    event["id"] = keys.digest(user, email, json.dumps(traits), str(proof))
    made = packet(browser or f"u:{user}", event, at=clock.now())
    assert log.append(made)
    fold.fold_packets([made])


def lead(email: str = ONE) -> Person:
    found = people.load(people.find_alias(keys.email_alias(email)) or "")
    assert found is not None
    return found


def says(*entries: Any, system: str = "salesforce", key: Any = KEY) -> tuple[int, Any]:
    answer = handler(asked("POST", f"/v1/crm/{system}/events", json.dumps({"batch": entries}), key), None)
    for subject in [each for each in log.subjects() if each.startswith("p:")]:
        for made in list(log.packets(subject)):
            fold.fold_packets([made])
            fold.fold_packets([made])
    return answer["statusCode"], json.loads(answer["body"])


def entry(**said: Any) -> Any:
    return {"external_id": "00Q1", "id": "e1", "at": THEN, **said}


def acts(person: Person) -> list[tuple[str, str]]:
    return [(act.verb, act.value) for act in person.dealings.acts]


def test_a_stage_an_owner_and_a_note_become_acts_of_sales_once(shop):
    """One entry is a stage with its amount and the note as its words, and an owner: each once, however often it is
    sent, and by whom it was said."""
    said = entry(outcome="won", amount=1_200_000, note="年間契約", owner="Sato@Example.co.jp")
    for _ in range(3):
        status, answer = says(said)
        assert (status, answer["accepted"], answer["rejected"]) == (200, 1, [])
        set_clock(clock.now() + 60_000)
    there = lead()
    assert (there.dealings.stage, there.dealings.owner) == ("won", "sato")
    assert there.dealings.deal is not None and there.dealings.deal.worth == 1_200_000
    assert there.dealings.deal.at == at("2026-11-24 09:00")
    assert sorted(verb for verb, _ in acts(there)) == ["owner", "stage"]
    events = [event for made in log.packets(f"p:{there.id}") for event in made.events]
    assert {event.properties["by"] for event in events} == {"crm:salesforce"} and len(events) == 2
    before = people.load(there.id)
    rebuild.rebuild_person(there.id)
    after = people.load(there.id)
    assert before and after and after.sales == before.sales


def test_what_came_in_another_order_stands_as_it_happened(shop):
    """A lost deal of yesterday, heard of after today's won one, changes nothing of how it stands."""
    says(entry(stage="won"))
    says(entry(id="e0", stage="lost", at="2026-11-23T09:00:00+09:00"))
    assert lead().dealings.stage == "won" and len(lead().dealings.acts) == 2


def test_what_is_ahead_of_our_clock_happened_now(shop):
    """A CRM whose clock is ahead is heard, once, and its word is no later than ours."""
    for _ in range(2):
        says(entry(stage="won", at="2026-11-25T09:00:00Z"))
        set_clock(NOW + 60_000)
    (act,) = lead().dealings.acts
    assert NOW <= act.at < NOW + 60_000


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        (entry(external_id="00Q9", stage="won"), "crm_unknown", "/batch/0/external_id"),
        (entry(external_id="", stage="won"), "crm_id", "/batch/0/external_id"),
        (entry(external_id=ONE, stage="won"), "crm_unknown", "/batch/0/external_id"),
        (entry(id=None, stage="won"), "crm_id", "/batch/0/id"),
        (entry(id="x" * 201, stage="won"), "crm_id", "/batch/0/id"),
        (entry(at="yesterday", stage="won"), "crm_at", "/batch/0/at"),
        (entry(at=None, stage="won"), "crm_at", "/batch/0/at"),
        (entry(at="1999-12-31T23:59:59Z", stage="won"), "crm_at", "/batch/0/at"),
        (entry(), "crm_says_nothing", "/batch/0"),
        (entry(outcome="closed"), "crm_one_of", "/batch/0/outcome"),
        (entry(stage="Won"), "crm_one_of", "/batch/0/stage"),
        (entry(stage="won", outcome="won"), "crm_one_stage", "/batch/0/outcome"),
        (entry(amount=5), "crm_one_stage", "/batch/0/amount"),
        (entry(stage="won", amount=-1), "crm_amount", "/batch/0/amount"),
        (entry(stage="won", amount="much"), "crm_amount", "/batch/0/amount"),
        (entry(stage="won", amount="nan"), "crm_amount", "/batch/0/amount"),
        (entry(stage="won", amount=True), "crm_amount", "/batch/0/amount"),
        (entry(stage="won", amount=10**12 + 1), "crm_amount", "/batch/0/amount"),
        (entry(owner="nobody@example.com"), "crm_one_of", "/batch/0/owner"),
        (entry(note="x" * 2_001), "text_invalid", "/batch/0/note"),
        (entry(note=["x"]), "text_invalid", "/batch/0/note"),
        (entry(stages="won"), "parameter_unknown", "/batch/0/stages"),
        ("won", "event_not_object", "/batch/0"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_says_what_to_do(shop, said, code, pointer):
    """Nothing of it is noted, and what stands beside it in the request is."""
    status, answer = says(said)
    assert (status, answer["code"], answer["rejected"][0]["pointer"]) == (400, code, pointer)
    assert set(answer["messages"]) == {"ja", "en"}
    assert acts(lead()) == []
    status, answer = says(said, entry(id="e2", stage="won", amount="1,000"))
    assert (status, answer["accepted"], [each["index"] for each in answer["rejected"]]) == (200, 1, [0])
    assert acts(lead()) == [("stage", "won")]


def test_the_request_itself_is_refused(shop):
    """Without the secret key, without a list, with too long a one, for a system that cannot be called so."""
    assert says(entry(stage="won"), key={})[0] == 401
    assert says(entry(stage="won"), system="Sales.Force")[1]["code"] == "crm_system"
    assert says(*[entry(stage="won")] * 201)[1]["code"] == "batch_too_long"
    answer = handler(asked("POST", "/v1/crm/salesforce/events", "{}", KEY), None)
    assert json.loads(answer["body"])["code"] == "batch_missing"
    assert says()[0] == 200
    assert says(*[entry(note="x")] * 200)[1]["accepted"] == 200
    assert acts(lead()) == [("note", "")]


def test_another_system_has_ids_of_its_own(shop):
    """The same id of another system is somebody else's, or nobody's; a number is an id."""
    assert says(entry(stage="won"), system="hubspot")[1]["code"] == "crm_unknown"
    met("U2", OTHER, external_id_hubspot=701)
    assert says(entry(external_id=701, stage="lost"), system="hubspot")[0] == 200
    assert (lead().dealings.stage, lead(OTHER).dealings.stage) == ("", "lost")


def test_a_visitors_word_leads_nowhere(shop):
    """The public key may write the trait, and nobody is found by it."""
    met("U3", "c@example.com", proof=1, browser="a:1", external_id_salesforce="00Q7")
    assert says(entry(external_id="00Q7", stage="won"))[1]["code"] == "crm_unknown"


def test_an_id_stays_with_whom_it_was_said_of_first(shop):
    """Said of a second lead, it is a conflict there, and leads to the first."""
    met("U2", OTHER, external_id_salesforce="00Q1")
    assert lead(OTHER).conflicts == (lead().id,)
    says(entry(stage="won"))
    assert (lead().dealings.stage, lead(OTHER).dealings.stage) == ("won", "")


def test_after_a_merge_the_same_word_is_heard_once_by_the_one_that_stays(shop):
    """What was said before the two became one, sent again, is no second act; said again it is no conflict."""
    met("U2", OTHER, external_id_salesforce="00Q2")
    says(entry(external_id="00Q2", stage="lost"))
    kinship.merge(lead().id, lead(OTHER).id, "sato")
    says(entry(external_id="00Q2", stage="lost"))
    says(entry(external_id="00Q2", id="e9", stage="won"))
    assert lead(OTHER).id == lead().id
    assert sorted(acts(lead())) == [("stage", "lost"), ("stage", "won")]
    met("U1", ONE, external_id_salesforce="00Q2")
    assert lead().conflicts == ()


def test_what_was_said_of_a_part_is_not_said_again_of_the_whole(shop):
    """A CRM repeats itself after two were made one, and after they were parted again: each thing stands there once."""
    met("U2", OTHER, external_id_salesforce="00Q2")
    one, other = lead(ONE), lead(OTHER)
    said = entry(external_id="00Q2", note="later")
    says(said)
    kinship.merge(one.id, other.id, "sato")
    says(said, entry(id="e2", external_id="00Q2", note="now"))
    kinship.part(other.id, "sato")
    says(said, entry(id="e2", external_id="00Q2", note="now"))
    texts = [
        event.properties.get("text")
        for subject in (f"p:{one.id}", f"p:{other.id}")
        for made in log.packets(subject)
        for event in made.events
    ]
    assert sorted(filter(None, texts)) == ["later", "now"]
    assert [act.id for act in lead(OTHER).dealings.acts if act.verb == "note"] and len(acts(lead(ONE))) < 3


def test_with_an_erasure_the_ids_go(shop):
    """No item bears them afterwards, and the CRM is told that nobody is known by them; what an older release noted of
    an erasure is read."""
    met("U1", ONE, external_id_salesforce="00Q2")
    there = lead()
    aliases = [keys.external_alias("salesforce", each) for each in ("00Q1", "00Q2")]
    assert sorted(people.find_aliases(aliases)) == aliases
    plain = known.of(there)._asdict()
    assert sorted(plain["external"]) == aliases
    assert erasures._known({name: value for name, value in plain.items() if name != "external"}).external == ()
    erase(there)
    assert people.find_aliases(aliases) == {}
    assert says(entry(stage="won"))[1]["code"] == "crm_unknown"


def erase(person: Person) -> None:
    wanted = looks.find(person.id)
    assert wanted is not None
    asked_for = looks.ask(wanted, "dpo")
    row = erasures.read(asked_for.pk)
    while row and row.due_at is not None:
        set_clock(row.due_at)
        looks.go_on(row.pk, row.due_at)
        row = erasures.read(row.pk)


def test_a_file_of_the_crm_is_brought_in(shop, tmp_path, capsys):
    """Rows are noted once, whichever file they stand in; a row that is refused has its line."""
    file = tmp_path / "deals.csv"
    file.write_text(
        f'\ufeffexternal_id,at,outcome,amount,note\n00Q1,{THEN},won,"1,200,000",\n00Q9,{THEN},won,,\n', "utf-8"
    )
    command = ["crm", "in", str(file), "--system", "salesforce", "--lang", "en"]
    for _ in range(2):
        asked_for = _parser().parse_args(command)
        assert asked_for.act(asked_for) == 1
        said = capsys.readouterr()
        assert said.out == "1 of 2 rows were noted.\n"
        assert f"{file}:3: " in said.err and "00Q9" in said.err
    says()
    assert [(act.value, act.worth) for act in lead().dealings.acts] == [("won", 1_200_000)]
    file.write_bytes("external_id,at\n商談,x\n".encode("cp932"))
    asked_for = _parser().parse_args(command)
    assert asked_for.act(asked_for) == 2 and "UTF-8" in capsys.readouterr().err
    asked_for = _parser().parse_args([*command[:3], "--system", "Sales Force"])
    file.write_text(f"external_id,at,outcome\n00Q1,{THEN},won\n")
    assert asked_for.act(asked_for) == 2
