"""Who may do what to whom: the one table that whatever reads or writes a person asks.

Rules
1. Who said it (`Voice`) × about whom (`Whom`) → what it may do (`Deed`). What does not stand in the table may not be.
2. There are two degrees of being shown: whoever came by a link of our mail *reads* that mail; only the secret key, and
   a button in a confirmation mail, show who somebody *is*. A forwarded mail has many readers.
3. Proof is a mark of the identifier: an address may be read by its holder while a user id beside it is hearsay.
4. A claim that may not be linked makes a lead of its own, for which the table holds anew.
"""

from typing import Literal

from mikomi.core.people import consent
from mikomi.model.events import Event
from mikomi.model.person import IS, READ, SAID, Member, Person

Voice = Literal["stranger", "link", "form", "own", "confirmed", "server", "rep", "import"]
"""Who said it. `stranger`: the public key. `link`: a browser that brings a token of our mail, or a click on the mail.
`form`: one of our forms. `own`: the public key or a form in a browser of which the secret key said whose it is.
`confirmed`: the button in a confirmation mail. `server`: the secret key. `rep`: sales. `import`: a list of ours.
"""

Whom = Literal["nobody", "unproven", "read", "proven"]
"""About whom. `nobody`: no lead yet, or a browser without a name. `unproven`: a lead that somebody named. `read`: mail
to the lead was read. `proven`: the secret key, or a confirmation, says who it is.
"""

Deed = Literal["join", "see", "write", "move", "consent", "claim", "submit", "start", "mail"]
"""What it may do. `join`: the browser becomes part of the lead. `see`: be shown there what we know of it. `write`: set
a trait. `move`: change the address. `consent`: agree to marketing mail. `claim`: take a user id. `submit`: say that a
form of ours was sent. `start`: put somebody into a scenario by name. `mail`: be the cause of a mail.
"""

# the columns, as they are mostly the same: what a browser without a name may do, then what may be done to a lead
_NAMELESS: tuple[Deed, ...] = ("join", "see", "write")
_OWN: tuple[Deed, ...] = ("join", "see", "write", "consent", "submit", "mail")
_SERVER: tuple[Deed, ...] = ("join", "see", "write", "move", "consent", "claim", "submit", "start", "mail")
_IMPORT: tuple[Deed, ...] = ("join", "see", "write", "move", "consent", "claim", "mail")

TABLE: dict[Voice, dict[Whom, tuple[Deed, ...]]] = {
    "stranger": {
        "nobody": _NAMELESS,
        "unproven": ("join", "write", "mail"),
        "read": ("mail",),
        "proven": ("mail",),
    },
    "link": {
        "nobody": ("see",),
        "unproven": ("join", "mail"),
        "read": ("join", "mail"),
        "proven": ("join", "mail"),
    },
    "form": {
        "nobody": (*_NAMELESS, "consent", "submit"),
        "unproven": ("join", "write", "consent", "submit", "mail"),
        "read": ("submit", "mail"),
        "proven": ("submit", "mail"),
    },
    "own": {
        "nobody": (*_NAMELESS, "consent", "submit"),
        "unproven": _OWN,
        "read": _OWN,
        "proven": _OWN,
    },
    "confirmed": {
        "nobody": ("see",),
        "unproven": ("move", "consent", "mail"),
        "read": ("move", "consent", "mail"),
        "proven": ("move", "consent", "mail"),
    },
    "server": {
        "nobody": (*_NAMELESS, "consent", "claim", "submit", "start"),
        "unproven": _SERVER,
        "read": _SERVER,
        "proven": _SERVER,
    },
    "rep": {
        "nobody": ("see", "start"),
        "unproven": ("start", "mail"),
        "read": ("start", "mail"),
        "proven": ("start", "mail"),
    },
    "import": {
        "nobody": (*_NAMELESS, "consent", "claim"),
        "unproven": _IMPORT,
        "read": _IMPORT,
        "proven": _IMPORT,
    },
}
"""The table itself. `nobody` has no address yet, so there is none to move and none to write to: what names one makes a
lead, and the next column holds.
"""

Lifter = Literal["holder", "colleague", "admin"]
"""Who lets mail go again to an address that gets none. `holder`: the button in a confirmation mail. `colleague`:
people of the console with a role. `admin`: the console's group `admins`, and who may write to the stack's table.
"""

LIFTS: dict[str, tuple[Lifter, ...]] = {
    "unsubscribed": ("holder", "admin"),
    "unsubscribed_topic": ("holder", "admin"),
    "paused": ("holder", "admin"),
    "by_hand": ("holder", "colleague", "admin"),
    "bounce": ("colleague", "admin"),
    "soft_bounces": ("colleague", "admin"),
    "complaint": ("admin",),
    "erasure": (),
}
"""By what mail was stopped, and who may lift it. (No mail reaches the holder of an address that complained, so there is
no button for them. Mails that kept coming back are nobody's word: the next one that arrives lifts that by itself.)
"""

WANT_EVIDENCE = ("unsubscribed", "unsubscribed_topic", "paused", "complaint")
"""What the person said: to lift it somebody else has to name what shows that the person wishes it."""

SHOWS: dict[Voice, int] = {"link": READ, "confirmed": IS, "server": IS, "import": IS}
"""How well a voice shows the identifiers that it names; every other one says them."""


def may(voice: Voice, whom: Whom, deed: Deed) -> bool:
    return deed in TABLE[voice][whom]


def may_lift(lifter: Lifter, stopped_by: str) -> bool:
    return lifter in LIFTS.get(stopped_by, ())


def allows(event: Event, person: Person, deed: Deed) -> bool:
    """Whether this event may do that to this person."""
    return may(voice_of(event, person), whom(person), deed)


def shown_by(event: Event) -> int:
    """How well this event shows the identifiers that it names."""
    return SHOWS.get(voice_of(event), SAID)


def voice_of(event: Event, person: Person | None = None) -> Voice:
    """Who said this; `person` is whom it is about, because a browser is somebody's own."""
    match event.origin:
        case "server" | "rep" | "import" as origin:
            return origin
        case "webhook":
            return "server"  # the reply of a system whose address the company wrote; it names nobody
        case "mail":
            return "confirmed" if consent.is_confirmed(event) else "link"
        case _:
            pass  # from a browser: what it can show decides
    if event.proof == 2:
        # a link of our mail is believed for what a browser does, so any other proven word is a key's
        by_key = event.type in ("identify", "group", "alias") and not event.context.get("recognised")
        return "server" if by_key else "link"
    if person is not None and is_own(person, event.subject):
        return "own"
    return "form" if event.origin == "form" else "stranger"


def whom(person: Person | None) -> Whom:
    """Where this person stands."""
    if person is None or not person.is_lead:
        return "nobody"
    if max(address_degree(person), user_degree(person)) == IS:
        return "proven"
    return "read" if person.proof == 2 else "unproven"


def address_degree(person: Person) -> int:
    """How well it was shown that the address is this person's; 0 without one."""
    if person.email is None:
        return 0
    return person.email_proof or _as_of_old(person)


def user_degree(person: Person) -> int:
    """How well it was shown that the user id is this person's; 0 without one."""
    if person.user_id is None:
        return 0
    held = person.user_proof or _as_of_old(person)
    return SAID if held == READ else held


def _as_of_old(person: Person) -> int:
    """Items of before had one mark for all: what a server had said of them shows in the address, or by its lack."""
    if person.proof < 2:
        return SAID
    address = person.traits.get("email")
    return IS if person.email is None or (address is not None and address.proof == 2) else READ


def is_own(person: Person, subject: str) -> bool:
    """Whether the secret key said that this browser is the person's own."""
    return _member(person, subject).own


def is_reader(person: Person, subject: str) -> bool:
    """Whether this browser came by a link of a mail to this person, or is the person's own."""
    return _member(person, subject).proof == 2


def may_see(person: Person, subject: str) -> bool:
    """Whether what we know of the person may be shown in this browser."""
    return may("own" if is_own(person, subject) else "stranger", whom(person), "see")


def _member(person: Person, subject: str) -> Member:
    return person.members.get(subject) or Member(first_at=0, last_at=0)
