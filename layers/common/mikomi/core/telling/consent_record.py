"""The proofs of somebody's consent, told: to people in words, to programs as they are."""

from typing import NamedTuple

from mikomi.core.people.proof import Proof
from mikomi.core.words import moments
from mikomi.core.words.consent_lines import LINES
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import Names, word
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person

_BY_BUTTON = {"page": "page_pressed", "one_click": "one_click"}
_FACTS = ("text", "version", "source", "page", "how", "mail", "address", "by", "because", "shows")


class ToldProof(NamedTuple):
    """One proof in words: `facts` are pairs of what and which."""

    at: Millis
    moment: str
    title: str
    facts: tuple[tuple[str, str], ...]
    is_basis: bool
    what: str


def line(key: str, language: str, **params: object) -> str:
    return LINES[key][language == "en"].format(**params)


def in_words(proof: Proof, names: Names, language: str, zone: str) -> ToldProof:
    until = moments.full(proof.until, zone, language) if proof.until is not None else ""
    topic = visible(names.get(f"topic:{proof.topic}", proof.topic))
    key = _LIFTED.get(proof.how, proof.what) if proof.what == "lifted" else proof.what
    title = line(key, language, topic=topic, until=until, how=stop_in_words(proof.how, language))
    told = [each for each in _FACTS if each != "mail"]  # its id says nothing to people
    facts = [(line(each, language), _fact(proof, each, names, language)) for each in told]
    moment = moments.full(proof.at, zone, language)
    return ToldProof(
        proof.at, moment, title, tuple((said, fact) for said, fact in facts if fact), proof.is_basis, proof.what
    )


def stop_in_words(stopped_by: str, language: str) -> str:
    """By what mail was stopped."""
    return word(f"suppressed.{stopped_by}", language) if stopped_by in _STOPS else visible(stopped_by)


def standing(person: Person | None, stopped_by: str, since: str, language: str) -> str:
    """Whether mail may go to somebody, in a line."""
    if stopped_by:
        return line("stopped_since", language, at=since, reason=stop_in_words(stopped_by, language))
    if person is None:
        return line("unknown", language)
    if person.is_unsubscribed:
        return line("unsubscribed_now", language)
    return line("writable" if person.consent else "no_basis", language)


def plain(proof: Proof, iso: str, until: str | None) -> Json:
    """What programs read of it: what is not known is left out."""
    told = {name: getattr(proof, name) for name in (*_FACTS, "topic")}
    return {
        "what": proof.what,
        "at": iso,
        "event": proof.event_id,
        **{("evidence" if name == "shows" else name): said for name, said in told.items() if said},
        **({"until": until} if until else {}),
        **({"basis": True} if proof.is_basis else {}),
    }


_LIFTED = {"unsubscribed_topic": "lifted_topic", "paused": "lifted_pause"}
_STOPS = ("unsubscribed", "unsubscribed_topic", "paused", "by_hand", "bounce", "soft_bounces", "complaint", "erasure")


def _fact(proof: Proof, name: str, names: Names, language: str) -> str:
    said: str = getattr(proof, name)
    if name == "how":
        if proof.what == "lifted":
            return ""
        return line(_BY_BUTTON[said], language) if said in _BY_BUTTON else stop_in_words(said, language)
    if name == "source" and said.startswith("form:"):
        return visible(names.get(said, said))
    return visible(said)
