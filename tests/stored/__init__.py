"""One of each thing that we store, as each release of ours wrote it: `tests/functions/test_stored.py` reads them all.

When a stored form changes, `.venv/bin/python -m tests.stored NAME` keeps what it becomes beside the others. A file that
is there is never changed: it is what lies in somebody's tables. `03` was written by a release that was taken back.
"""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

from mikomi import compact, keys
from mikomi.aws import breaker, company_deeds, ledger, log, lots, people, warm_up
from mikomi.aws.lots import LotsPlace, LotsStanding
from mikomi.core.directory import lead_line
from mikomi.model import stored_json
from mikomi.model.as_sent import Addressee, AsSent
from mikomi.model.breaker import EchoReading
from mikomi.model.colleagues import CompanyDeeds
from mikomi.model.effects import SendAlert, SendMail, Suppress
from mikomi.model.events import Event, Packet
from mikomi.model.lots import Lots
from mikomi.model.person import Person
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace

from tests.core.filled import NOON, filled
from tests.core.story import plan_of
from tests.functions.world import World

HERE = Path(__file__).parent
LEAD = "l_0123456789abcdef"
COMPANY = "c:青空"
LOTS = LotsPlace("s", "hello", "0123456789abcdef")
PAGE = {"type": "page", "context": {"page": {"path": "/price", "title": "料金"}}}
FORM = {"type": "track", "name": "Form Submitted", "properties": {"form": "download"}, "origin": "form"}
WHO = {"type": "identify", "traits": {"email": "yamada@example.co.jp"}, "context": {"consent": {"marketing": True}}}
SCENARIO = {
    "id": "s",
    "trigger": {"when": {"submitted": "download"}},
    "audience": {"all": [{"trait": "industry", "is": "製造業"}, {"not": {"tag": "x"}}]},
    "goal": {"name": "g", "when": {"visited": "/contact"}, "then": "exit"},
    "exit_when": [{"unsubscribed": True}],
    "steps": [
        {"id": "hello", "mail": {"template": "hello", "subject": {"ja": "こんにちは", "en": "Hello"}}},
        {"wait": {"for": "3d", "at": "10:00", "on": "weekdays"}},
        {"id": "q", "if": {"clicked": "hello"}, "wait_up_to": "2d", "then": [{"add_points": 5}], "else": []},
        {"id": "ab", "split": [{"id": "a", "steps": [{"id": "call", "alert": {"why": "熱い"}}]}, {"id": "b"}]},
        {"set_trait": {"stage": "mql"}},
        {"exit": True},
    ],
}


MADE_OF = AsSent(
    at=NOON,
    url="https://ma.example.co.jp",
    digest="0" * 43,
    reader=Addressee(
        id=LEAD,
        email="yamada@example.co.jp",
        lead={"honorific": "山田様", "employees": 120},
        proven={"website": "example.co.jp"},
        result="much",
    ),
)
"""What a mail of this person was made of."""


def releases() -> dict[str, dict[str, Any]]:
    """What each release wrote, by the name of its file, the oldest first."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(HERE.glob("*.json"))}


def written_today(world: World) -> dict[str, Any]:
    """The same things as this release writes them: person, packet, a mail's row and that of the line before SES (where
    marketing mail is stopped, of a new domain), a history of weights and what a
    company's people did in DynamoDB's typed JSON, the plan's body, and what the person says as it lies in its item.
    """
    mail = replace(filled(SendMail), id="text")
    alert, stop = replace(filled(SendAlert), id="alert"), filled(Suppress)
    effects = (mail, alert, replace(stop, id="stop"))
    person = replace(filled(Person), id=LEAD, version=7, effects=effects)
    events = [
        of_plain(Event, {"subject": "a:browser-1", "id": f"tag-{n}", "at": NOON, "received_at": NOON, **each})
        for n, each in enumerate((PAGE, FORM, WHO))
    ]
    sort = "2026-11-30T10:00:00.000Z#0123456789abcdef"
    log.append(Packet(subject="a:browser-1", sort=sort, received_at=NOON, events=tuple(events)))
    key, made_of = ledger.Key.of_mail(LEAD, mail.id), compact.compacted(stored_json.written(MADE_OF), compact.MAIL)
    ledger.begin(key, "claimed", stored_json.written(mail).decode(), NOON, made_of, subject="件名")
    (packet,), (row,) = world.rows("events"), world.rows()
    breaker.stop("bounces", EchoReading(21, 521), "somebody", NOON)
    warm_up.take("2026-11-30", 50)
    warm_up.note_full("2026-11-29")
    (line,) = [each for each in world.rows() if each["pk"]["S"].startswith("line#")]
    lots.judged(LOTS, LotsStanding(), "2026-11-30", replace(filled(Lots), from_=NOON))
    (weights,) = [each for each in world.rows() if each["pk"]["S"] == keys.LOTS]
    company_deeds.write(COMPANY, filled(CompanyDeeds), 6, NOON)
    (company,) = [each for each in world.rows() if each["pk"]["S"] == keys.company_pk(COMPANY)]
    return {
        "person": _plain(people.encode(person, effects, people.Rank(123.456, 20.0), True, _line(person))),
        "packet": _plain(packet),
        "row": _plain(row),
        "line": _plain(line),
        "lots": _plain(weights),
        "company": _plain(company),
        "plan": json.loads(plan_of([SCENARIO]).model_dump_json(by_alias=True, exclude_none=True)),
        "state": json.loads(stored_json.written(person)),
    }


def _line(person: Person) -> people.DirectoryLine:
    lists = lead_line.of(person)
    assert lists is not None
    return people.DirectoryLine(lists.written(), NOON)


def item(written: dict[str, Any]) -> dict[str, Any]:
    """An item out of its file, as boto3 gives it."""
    return {name: {"B": b64decode(value["B"])} if "B" in value else value for name, value in written.items()}


def said(written: dict[str, Any]) -> dict[str, Any]:
    """What a release wrote, whatever its zlib made of it and whatever chance and the clock had a part in."""
    person, packet = item(written["person"]), item(written["packet"])
    texts = [json.loads(compact.text_of(held["B"])) for held in (person.pop("state"), packet.pop("events"))]
    rows = {"row": sorted(written["row"]), "line": written.get("line"), "lots": written.get("lots")}
    rows["company"] = written.get("company")
    return {"person": person, "packet": packet, "texts": texts, **rows, "plan": written["plan"]}


def _plain(written: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {"B": b64encode(bytes(value["B"])).decode()} if "B" in value else value for name, value in written.items()
    }
