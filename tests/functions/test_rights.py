"""The table of rights, played: every voice speaks to everybody, and does what the table says, and nothing else.

Each cell is what the fold makes of events in the log: nothing here knows what the table holds.
"""

from typing import Any, get_args

import pytest
from mikomi import keys
from mikomi.aws import people
from mikomi.core import slots
from mikomi.core.people import rights
from mikomi.core.people.rights import TABLE, Deed, Voice, Whom
from mikomi.model.effects import SendMail
from mikomi.model.form import Form
from mikomi.model.person import Member, Person
from mikomi.shell.people import fold
from msgspec.structs import replace

from tests.core.story import at, plan_of
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
BROWSER = "a:b"
GIVEN = {"consent": {"marketing": True, "text": "はい", "source": "x"}}
SCENARIOS = [
    {"id": "thanks", "trigger": {"when": {"submitted": "download"}}, "steps": [{"add_tag": "thanked"}]},
    {"id": "manual", "trigger": {"manual": True}, "steps": [{"add_tag": "put in"}]},
    {
        "id": "priced",
        "trigger": {"when": {"visited": "/price"}},
        "steps": [{"id": "m", "mail": {"template": "t", "kind": "transactional"}}],
    },
    {"id": "news", "trigger": {"when": {"visited": "/news"}}, "steps": [{"id": "m", "mail": {"template": "t"}}]},
]


@pytest.fixture
def shop(world):
    plan = plan_of(SCENARIOS)
    form = Form.model_validate(
        {"id": "download", "name": "f", "fields": [{"trait": "email", "type": "email", "label": "e"}]}
    )
    world.publish(plan.model_copy(update={"forms": {"download": form}}))
    return world


class Scene:
    """One cell: a lead (or nobody) of its own, and a browser that is already part of it, or is yet to be."""

    def __init__(self, voice: Voice, whom: Whom, deed: Deed) -> None:
        self.voice, self.whom, self.deed = voice, whom, deed
        self.address = f"{deed}@example.com"
        self.subject = f"{BROWSER}-{deed}"
        self.at = NOW
        self.lead = None if whom == "nobody" else self.made()

    def made(self) -> str:
        """A lead that somebody named; whose mail was read; of whom the secret key spoke."""
        self.tell(f"a:first-{self.deed}", type="identify", traits={"email": self.address})
        lead = keys.lead_id(f"email:{self.address}")
        if self.whom in ("read", "proven"):
            self.tell(f"p:{lead}", type="track", name="Mail Clicked", origin="mail", proof=2)
        if self.whom == "proven":
            known = {"type": "identify", "traits": {"email": self.address}, "origin": "server", "proof": 2}
            self.tell(f"a:server-{self.deed}", **known)
        return lead

    def person(self) -> Person:
        """Whoever the browser is by now."""
        return people.load(keys.visitor_id(self.subject)) or Person(id=keys.visitor_id(self.subject))

    def is_part(self, at_home: bool) -> None:
        """The browser was linked to the lead before, in the way in which this voice is known."""
        own = self.voice == "own"
        member = Member(first_at=NOW, last_at=NOW, proof=2 if own or self.voice == "link" else 1, own=own)
        place = keys.visitor_id(self.subject)
        if self.lead is None:
            people.commit(Person(id=place, members={self.subject: member} if own else {}))
            return
        held = people.load(self.lead)
        assert held is not None
        people.commit(replace(held, members={**held.members, self.subject: member}))
        if at_home:
            people.put_alias(place, 0, self.lead)

    def tell(self, subject: str, **event: Any) -> None:
        self.at += 1
        fold.fold_packets([packet(subject, {"id": f"e{self.at}", **event}, at=self.at)])

    def say(self, **event: Any) -> None:
        """The event, in this voice."""
        voices: dict[str, dict[str, Any]] = {
            "stranger": {},
            "own": {"origin": "form" if self.deed == "consent" else "client"},
            "link": {"proof": 2, "context": {"recognised": self.lead or "v_somebody"}},
            "form": {"origin": "form"},
            "confirmed": {"origin": "mail", "proof": 2, "context": GIVEN},
            "server": {"origin": "server", "proof": 2},
            "rep": {"origin": "rep", "proof": 2},
            "import": {"origin": "import", "proof": 2},
        }
        said = voices[self.voice]
        context = {**said.get("context", {}), **event.pop("context", {})}
        self.tell(self.subject, **{**said, **event, "context": context})

    def identify(self, **event: Any) -> None:
        self.say(type="identify", **event)

    def entered(self, scenario: str) -> bool:
        return any(run.scenario == scenario for run in self.person().enrolments)

    def mailed(self, step_of: str) -> bool:
        mails = [
            effect for effect in self.person().effects if isinstance(effect, SendMail) and effect.scenario == step_of
        ]
        return any(mail.skip is None for mail in mails)


def join(scene: Scene) -> bool:
    """A browser that is nobody's names the lead: is it part of it?"""
    if scene.voice == "own":
        scene.is_part(at_home=False)
    scene.identify(traits={"email": scene.address})
    if scene.voice == "link":
        scene.say(type="page", id="linked")
    person = scene.person()
    return person.id.startswith("l_") and person.email == scene.address and scene.subject in person.members


def see(scene: Scene) -> bool:
    """Does a slot's choice for this very person look at it, in this browser?"""
    if scene.voice == "own":
        scene.is_part(at_home=True)
    if scene.lead:
        scene.identify(traits={"email": scene.address})
    scene.say(type="page")
    person = people.load(scene.lead) if scene.lead else scene.person()
    return slots.viewer(scene.subject, person).person is person


def write(scene: Scene) -> bool:
    scene.is_part(at_home=True)
    scene.identify(traits={"company": "X"})
    return scene.person().trait("company") == "X"


def move(scene: Scene) -> bool:
    """To an address that leads to the same lead, so that nothing but the right to move it is asked."""
    scene.is_part(at_home=True)
    if scene.lead:
        people.give_alias(keys.email_alias("new@example.com"), scene.lead, NOW)
    before = scene.person().email
    scene.identify(traits={"email": "new@example.com"})
    return before is not None and scene.person().email == "new@example.com"


def consent(scene: Scene) -> bool:
    scene.is_part(at_home=True)
    scene.identify(context=GIVEN)
    return scene.person().consent is not None


def claim(scene: Scene) -> bool:
    """Does the user id lead to somebody?"""
    scene.is_part(at_home=True)
    scene.identify(user_id="N1", traits={"email": scene.address} if scene.lead else {})
    return people.find_alias(keys.user_alias("N1")) is not None


def submit(scene: Scene) -> bool:
    scene.is_part(at_home=True)
    scene.say(type="track", name="Form Submitted", properties={"form": "download"})
    return scene.entered("thanks")


def start(scene: Scene) -> bool:
    scene.is_part(at_home=True)
    scene.say(type="track", name="Enter Scenario", properties={"scenario": "manual"})
    return scene.entered("manual")


def mail(scene: Scene) -> bool:
    """What the browser does next; for a confirmation, marketing mail that has its basis by it."""
    scene.is_part(at_home=True)
    if scene.voice == "confirmed":
        scene.identify()
        scene.tell(scene.subject, type="page", context={"page": {"path": "/news"}})
        return scene.mailed("news")
    scene.say(type="page", context={"page": {"path": "/price"}})
    return scene.mailed("priced")


DEEDS = {"join": join, "see": see, "write": write, "move": move, "consent": consent, "claim": claim, "submit": submit,
         "start": start, "mail": mail}  # fmt: skip


@pytest.mark.parametrize("whom", get_args(Whom))
@pytest.mark.parametrize("voice", get_args(Voice))
def test_every_cell_of_the_table_is_what_the_fold_does(shop, voice: Voice, whom: Whom) -> None:
    """All deeds of one voice to one kind of person, each on people of its own: done if the table has it, else not."""
    done = {deed: play(Scene(voice, whom, deed)) for deed, play in DEEDS.items()}  # type: ignore[arg-type]
    assert {deed for deed, happened in done.items() if happened} == set(TABLE[voice][whom])


def test_the_table_is_whole() -> None:
    """No voice, person or deed stands in one place only."""
    assert TABLE.keys() == set(get_args(Voice)) and DEEDS.keys() == set(get_args(Deed))
    assert all(row.keys() == set(get_args(Whom)) for row in TABLE.values())


def test_what_the_table_must_never_say() -> None:
    """The rules that no change of the table may undo."""
    for voice in ("stranger", "link", "form"):
        for whom in ("read", "proven"):
            assert not {"see", "write", "move", "consent", "claim", "start"} & set(TABLE[voice][whom])
    assert {voice for voice, row in TABLE.items() if "claim" in row["nobody"]} == {"server", "import"}
    assert {voice for voice, row in TABLE.items() if "move" in row["proven"]} == {"server", "import", "confirmed"}
    assert rights.SHOWS.keys() == {"link", "confirmed", "server", "import"}
