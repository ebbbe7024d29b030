"""A list of people is brought in: looked at first, then written into the log, a row an event.

Rules
1. The same address, or the same user id of another system, is the same person. Whoever merely looks alike is proposed,
   with reasons, and never joined (`core.likeness`).
2. An event's id follows from the file, what was said with it, and the person's first row: the same file brought in
   again changes nothing, and one that was cut off goes on where it was.
3. Who agreed to mail is said once for the whole list. It is no basis for whom the list itself says that they want none,
   takes no better one away, and lifts nothing that somebody wished.
4. Whoever was erased is not brought back: the row is refused, and says so.
5. What a list says is a list's word (origin `import`): no sign of life, and nobody of sales is rung for it.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Literal, NamedTuple, TypeVar

from mikomi import clock, keys, own_events, packing
from mikomi.aws import everybody, imports, log, people, plans, suppressions
from mikomi.aws.imports import Import
from mikomi.core.behaviour.values import text
from mikomi.core.imports import roll
from mikomi.core.imports.list_row import BadRow, ListRow
from mikomi.core.imports.roll import ListedPerson
from mikomi.core.likeness import looks
from mikomi.core.likeness.evidence import Likeness
from mikomi.core.likeness.looks import Looks
from mikomi.core.likeness.register import FIRST, Register
from mikomi.core.scenarios import changes
from mikomi.core.scenarios.changes import RunChange
from mikomi.model.base import Json
from mikomi.model.events import RUN_CHANGED
from mikomi.model.person import Person
from mikomi.shell.operator.by_hand import NotPossible

LONGEST = 2_000
"""Characters of the words by which people agreed."""
AT_ONCE = 1_000
T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""What is done (`look`, `write`), how many are done, and of how many."""


class ListWish(NamedTuple):
    """What is said once for a whole list. `consent`: the words that they agreed to; None: nobody agreed to anything."""

    file: str
    digest: str
    consent: str | None
    tags: tuple[str, ...]
    scenario: str
    by: str

    @property
    def id(self) -> str:
        return keys.digest("import", self.digest, self.consent or "", self.scenario, *self.tags)


class PlacedPerson(NamedTuple):
    """One person of the list, and what becomes of them. `place`: whose the rows are, or will be."""

    listed: ListedPerson
    place: str
    how: Literal["new", "changed", "same"]
    says: Json
    consents: bool


class ListPreview(NamedTuple):
    """What came of looking: nothing is written by it. `before`: the same list, brought in already."""

    rows: int
    taken: list[PlacedPerson]
    rejected: list[BadRow]
    proposals: list[tuple[int, Looks, Likeness]]
    before: Import | None

    def counted(self, written: dict[str, bool] | None = None) -> Json:
        """Every row counts once: as new, changed, the same, or rejected. `written`: whose event was new."""
        counts = {"rows": self.rows, "new": 0, "changed": 0, "same": 0, "proposed": len(self.proposals)}
        is_over = written is None and self.before is not None and self.before.ended_at is not None
        for each in self.taken:
            idle = is_over or (written is not None and not written.get(each.place, False))
            counts["same" if idle else each.how] += 1
            counts["same" if idle else "changed"] += len(each.listed.amended)
            counts["same"] += len(each.listed.repeated)
        return counts


def look(rows: Iterable[ListRow | BadRow], wish: ListWish, progress: Progress) -> ListPreview:
    """What bringing it in would do. NotPossible."""
    if wish.scenario and wish.scenario not in plans.active().scenarios:
        raise NotPossible("scenario_unknown")
    if wish.consent is not None and not 0 < len(wish.consent.strip()) <= LONGEST:
        raise NotPossible("list_consent_invalid", most=LONGEST)
    listed, bad = roll.gathered(rows)
    count = sum(1 + len(one.repeated) + len(one.amended) for one in listed) + len(bad)
    owners = _owners(listed, progress)
    placed, apart = _placed(listed, owners)
    placed, gone = _without_erased(placed)
    known, register = _everybody({place for _, place, is_new in placed if not is_new}, progress)
    taken = [_taken(one, place, known.get(place), wish) for one, place, _ in placed]
    proposals = _proposals(taken, register)
    rejected = sorted([*bad, *apart, *gone], key=lambda row: row.number)
    return ListPreview(count, taken, rejected, proposals, imports.read(wish.id))


def carry_out(looked: ListPreview, wish: ListWish, progress: Progress, workers: int = 1) -> Json:
    """Write what is new of it into the log; what was counted."""
    said = {"file": wish.file, "consent": wish.consent, "tags": wish.tags, "scenario": wish.scenario}
    begun = imports.begin(wish.id, wish.by, said, clock.now())
    to_write = [each for each in looked.taken if each.how != "same"]
    written: dict[str, bool] = {}
    with ThreadPoolExecutor(workers) as pool:
        in_order = pool.map if workers > 1 else map
        added = in_order(lambda each: (each.place, log.append(_packet(each, wish, begun))), to_write)
        for done, (place, is_new) in enumerate(added, start=1):
            written[place] = is_new
            progress("write", done, len(to_write))
    counted = looked.counted(written)
    imports.end(wish.id, {**counted, "rejected": len(looked.rejected)}, clock.now())
    return counted


def _owners(listed: list[ListedPerson], progress: Progress) -> dict[str, str]:
    names = [keys.email_alias(one.email) for one in listed if one.email]
    names += [keys.user_alias(one.user) for one in listed if one.user]
    owners: dict[str, str] = {}
    for done, batch in enumerate(_batches(names)):
        owners |= people.find_aliases(batch)
        progress("look", min(len(names), done * AT_ONCE), len(names))
    return owners


def _placed(
    listed: list[ListedPerson], owners: dict[str, str]
) -> tuple[list[tuple[ListedPerson, str, bool]], list[BadRow]]:
    """Whose each is; whether that is a new lead."""
    placed, apart = [], []
    for one in listed:
        by_user = owners.get(keys.user_alias(one.user)) if one.user else None
        by_email = owners.get(keys.email_alias(one.email)) if one.email else None
        if by_user and by_email and by_user != by_email:
            apart.append(BadRow(one.first.number, "list_two_leads", {"one": by_user, "other": by_email}))
            continue
        born = keys.lead_id(f"user:{one.user}" if one.user else f"email:{one.email}")
        placed.append((one, by_user or by_email or born, not (by_user or by_email)))
    return placed, apart


def _without_erased(
    placed: list[tuple[ListedPerson, str, bool]],
) -> tuple[list[tuple[ListedPerson, str, bool]], list[BadRow]]:
    new = [(one, place) for one, place, is_new in placed if is_new]
    addresses = suppressions.erased(one.email for one, _ in new if one.email)
    born = [place for _, place in new] + [keys.lead_id(f"email:{one.email}") for one, _ in new if one.email]
    there = people.load_many(born)
    places = {each for each, person in there.items() if isinstance(person, Person) and person.erased_at is not None}
    kept, gone = [], []
    for one, place, is_new in placed:
        by_address = one.email is not None and (one.email in addresses or keys.lead_id(f"email:{one.email}") in places)
        if is_new and (by_address or place in places):
            gone.append(BadRow(one.first.number, "list_erased"))
        else:
            kept.append((one, place, is_new))
    return kept, gone


def _everybody(wanted: set[str], progress: Progress) -> tuple[dict[str, Person], Register]:
    """Those whom the list names, as they stand, and everybody as they are compared."""
    known, register, seen, after = dict[str, Person](), Register(), 0, None
    while True:
        page = everybody.page(after, AT_ONCE)
        for person in page.people:
            if person.id in wanted:
                known[person.id] = person
            if person.is_lead:
                register.add(looks.of(person.id, person.email, person.traits_plain))
        seen += len(page.people)
        progress("everybody", seen, 0)
        if (after := page.after) is None:
            return known, register


def _taken(one: ListedPerson, place: str, person: Person | None, wish: ListWish) -> PlacedPerson:
    says = dict(one.traits)
    if person is None:
        consents = wish.consent is not None and not one.no_mail
        return PlacedPerson(one, place, "new", says, consents)
    says = {name: value for name, value in says.items() if not _is_known(person, name, value)}
    if "address" in says and isinstance(known := person.trait("address"), dict):
        says["address"] = {**known, **says["address"]}
    consents = wish.consent is not None and not one.no_mail and person.consent is None
    names_more = (one.email and one.email != person.email and not person.email) or (
        one.user and one.user != person.user_id
    )
    moves = bool(one.user and one.user == person.user_id and one.email and one.email != person.email)
    has_tags = all(tag in person.tags for tag in (*one.tags, *wish.tags))
    is_same = not (says or consents or names_more or moves or wish.scenario) and has_tags
    return PlacedPerson(one, place, "same" if is_same else "changed", says, consents)


def _is_known(person: Person, name: str, value: object) -> bool:
    known = person.trait(name)
    if isinstance(known, dict) and isinstance(value, dict):
        return value.items() <= known.items()
    if name == "company" and isinstance(known, dict):
        return text(known.get("name")) == value
    return bool(known == value)


def _proposals(taken: list[PlacedPerson], register: Register) -> list[tuple[int, Looks, Likeness]]:
    """Whom the new ones may be, with the line of each: leads of before, and those who stand above them in the list."""
    proposals = []
    for each in taken:
        if each.how == "new":
            itself = looks.of(each.place, each.listed.email, each.listed.traits)
            for one in register.like(itself)[:FIRST]:
                other = register.people[one.other if one.one == each.place else one.one]
                proposals.append((each.listed.first.number, other, one))
            register.add(itself)
    return proposals


def _packet(each: PlacedPerson, wish: ListWish, begun: Import) -> packing.Packed:
    subject, line, at = f"p:{each.place}", each.listed.first.number, begun.begun_at
    traits = {**each.says, **({"email": each.listed.email} if each.listed.email else {})}
    if tags := list(dict.fromkeys((*each.listed.tags, *wish.tags))):
        traits["tags"] = tags
    context: Json = {"import": {"id": wish.id, "file": wish.file, "line": line, "by": wish.by}}
    if each.consents:
        context["consent"] = {"marketing": True, "text": wish.consent, "source": f"import:{wish.file}"[:100]}
    event = own_events.note(
        "import", subject, wish.id, str(line), at=at, origin="import", proof=2, type="identify", traits=traits,
        context=context,
    )  # fmt: skip
    if each.listed.user:
        event["user_id"] = each.listed.user
    events = [event]
    if wish.scenario:
        said = changes.properties_of(RunChange("enter", wish.scenario, by=wish.by))
        events.append(
            own_events.note(RUN_CHANGED, subject, wish.id, str(line), at=at, origin="rep", proof=2, properties=said)
        )
    sort = packing.sort_of(at, [each["id"] for each in events], 2)
    return packing.pack(subject, sort, max(clock.now(), at), events)


def _batches(items: list[T]) -> Iterator[list[T]]:
    whole = iter(items)
    while batch := list(islice(whole, AT_ONCE)):
        yield batch
