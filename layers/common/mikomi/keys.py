"""Keys of the two tables and the ids that we derive. One place, so that what is written is what is looked for.

Rules
1. Every id of ours is derived from what caused it, never drawn by chance: the same cause, met again, is the same thing.
2. What a client sent never becomes a bare key: it is prefixed (`a:`, `u:`) and long or odd ids are digested.
3. A person's rows share the person's partition; an address has one row that both suppression and mail limits live in.
"""

import hashlib
from base64 import b32encode, urlsafe_b64encode

from mikomi import base64url, mail_address

PERSON = "person"
NOTED = "o:"
"""How the subjects begin of which nobody is made."""
SHARDS = 4


def digest(*parts: str, length: int = 16) -> str:
    """Lower-case base32 digest of the parts, `length` characters (5 bits each)."""
    whole = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return b32encode(whole).decode().lower()[:length]


def short(*parts: str) -> str:
    """Eight characters (48 bits): enough to tell apart what one person did in a day."""
    return urlsafe_b64encode(hashlib.sha256("\x1f".join(parts).encode()).digest()[:6]).decode()


LONGEST_ID = 200
OURS = ("user:", "sha256:")
"""How names begin that we make out of others. What a client calls itself so is digested, and meets none of them."""


def shortened(given: str) -> str:
    """An id as a client gave it, or the digest of one so long that nobody means it, or that looks like one of ours."""
    is_taken_over = len(given) > LONGEST_ID or given.startswith(OURS)
    return "sha256:" + digest(given, length=52) if is_taken_over else given


def subject_of(anonymous_id: str | None, user_id: str | None) -> str:
    """The log's partition for a client's event: the browser if there is one, else the user."""
    prefix, given = ("a:", anonymous_id) if anonymous_id else ("u:", user_id or "")
    return prefix + shortened(given)


def noted_subject(person: str) -> str:
    """The log's partition for what was decided for a person and came of it."""
    return f"{NOTED}{person}"


def lots_subject(scenario: str, step: str) -> str:
    """The log's partition for by which weights the variants of a mail are dealt."""
    return noted_subject(f"lots:{scenario}/{step}")


def claimed_subject(user_id: str) -> str:
    """The log's partition for what somebody without a browser says of a user, and cannot prove."""
    return f"a:user:{shortened(user_id)}"


def visitor_id(subject: str) -> str:
    """The person that an anonymous subject (`a:…`) is until it is known better."""
    return "v_" + digest(subject)


def beside_id(subject: str, email: str) -> str:
    """The person that a browser is under an address that is not its own, beside the one that it is (no subject begins
    like this one's digest).
    """
    return "v_" + digest("beside", subject, email)


def lead_id(identifier: str) -> str:
    """The lead that is born of this identifier (`user:<id>` or `email:<address>`)."""
    return "l_" + digest(identifier)


def is_person(written: str) -> bool:
    """Whether this could be the id of a person of ours. What could not is never looked for: a table refuses keys that
    are too long, and a function fails on it."""
    return len(written) <= 100 and written.startswith(("v_", "l_")) and written.isprintable()


def heir_id(user_id: str) -> str:
    """The lead of a user whose id another lead had taken, and whose birth name is in use."""
    return "l_" + digest("heir", user_id)


def person_pk(person: str) -> str:
    return f"person#{person}"


def person_of(pk: str) -> str:
    return pk.removeprefix("person#")


def email_alias(email: str) -> str:
    return f"alias#email#{email}"


def user_alias(user_id: str) -> str:
    return f"alias#user#{shortened(user_id)}"


def external_alias(system: str, given: str) -> str:
    """What another system calls a lead; a system's name has no `#`."""
    return f"alias#external#{system}#{shortened(given)}"


def mail_sk(mail: str) -> str:
    return f"mail#{mail}"


def hook_sk(webhook: str) -> str:
    """Before the person's own item, as the rows of mails and alerts are."""
    return f"hook#{webhook}"


def alert_sk(alert: str) -> str:
    return f"alert#{alert}"


def channel_sk(effect: str, channel: str) -> str:
    """What is to be said by this channel: a channel's id has no dot."""
    return f"channel#{effect}.{channel}"


def channel_of(sk: str) -> str:
    return sk.rpartition(".")[2]


def channel_pk(channel: str) -> str:
    """How a channel does, and the tests of it."""
    return f"channel#{channel}"


def address_pk(keyed_hash: str) -> str:
    return f"address#{keyed_hash}"


def reply_sk(event: str) -> str:
    """What somebody wrote in the reply of which this event tells: behind the person's own item."""
    return f"reply#{event}"


def thread_pk(ses_id: str) -> str:
    """A mail that SES took, by the id that it gave it."""
    return f"thread#{ses_id}"


def limit_pk(keyed_hash: str, window: int) -> str:
    """What was counted within the window of time that began at this moment."""
    return f"limit#{keyed_hash}#{window}"


def digest_pk(rep: str, day: str) -> str:
    """The gathered alerts of one rep for one business morning."""
    return f"digest#{rep}#{day}"


def report_pk(receiver: str, monday: str) -> str:
    """The weekly report to one address, in the week that begins on this day."""
    return f"report#{digest(receiver)}#{monday}"


def announcement_pk(receiver: str, occasion: str) -> str:
    """What one address is told of one attempt to publish."""
    return f"announcement#{digest(receiver)}#{occasion}"


def occasion_of(pk: str) -> str:
    return pk.rpartition("#")[2]


def erasure_pk(keyed_hash: str) -> str:
    """The erasure of somebody, who is named by nothing else."""
    return f"erasure#{keyed_hash}"


def rep_day_pk(rep: str, day: str) -> str:
    return f"rep#{rep}#{day}"


def walk_pk(task: str, of: str) -> str:
    """A walk over everybody: what is done with each, and what it is about."""
    return f"walk#{task}#{of}"


def company_pk(company: str) -> str:
    """Where it stands what a company's people did of late; `company` is its key."""
    return f"company#{digest(company)}"


def segment_pk(segment: str) -> str:
    return f"segment#{segment}"


def coupon_pk(code: str) -> str:
    return f"coupon#{code}"


PLAN_POINTER = "plan#active"
MAILINGS = "mailings"
VIEWS = "views"
CANDIDATES = "candidates"
NEWSLETTERS = "newsletters"
IMPORTS = "imports"
TARGETS = "targets"
EXPORTS = "exports"
LOTS = "lots"


def shard(person: str) -> int:
    """Which of the index's partitions this person stands in."""
    return hashlib.sha256(person.encode()).digest()[0] % SHARDS


def rank_shard(person: str, *, beside: bool = False) -> str:
    return rank_shards(beside=beside)[shard(person)]


def rank_shards(*, beside: bool = False) -> tuple[str, ...]:
    """The partitions of the ranking's index; `beside`: those of keys on another scale (see `core.score.ranking`)."""
    return tuple(f"{'h' if beside else 'r'}{number}" for number in range(SHARDS))


def listing_shard(person: str) -> str:
    """Where a lead stands in the directory."""
    return listing_shards()[shard(person)]


def listing_shards() -> tuple[str, ...]:
    return tuple(f"l{number}" for number in range(SHARDS))


def due_shard(item: str) -> str:
    return f"d{shard(item)}"


def trouble_shard(item: str) -> str:
    """Where in the due index stands what nobody will move but an operator; the sweep never looks there."""
    return f"t{shard(item)}"


def as_tag(text: str) -> str:
    """A key as the value of a mail's tag: SES allows letters, digits, `_` and `-`."""
    return base64url.written(text.encode())


def of_tag(tag: str) -> str | None:
    """The key that `as_tag` wrote; None if this is none of ours."""
    raw = base64url.read(tag)
    try:
        return raw.decode() if raw is not None else None
    except UnicodeDecodeError:
        return None


def suppression_shard(item: str) -> str:
    """Where in the due index stands, since when, which address gets no marketing mail; the sweep never looks there."""
    return suppression_shards()[shard(item)]


def suppression_shards() -> tuple[str, ...]:
    return tuple(f"s{number}" for number in range(SHARDS))


def address_subject(keyed_hash: str) -> str:
    """The log's partition for what somebody of the company did about an address, whoever holds it."""
    return noted_subject(f"address:{keyed_hash}")


def same_address(written: str) -> str:
    """An address as it is compared."""
    return mail_address.same(written)
