"""Everything that is known of one person, put into words of the reader's language."""

from collections.abc import Iterator
from typing import Any

from mikomi.aws import plans
from mikomi.core.directory import lead_line
from mikomi.core.mails.honorific import full_name
from mikomi.core.people.owners import owner_of
from mikomi.core.telling import consent_record, letters
from mikomi.core.telling.deeds import deed
from mikomi.core.words import moments, wording
from mikomi.core.words.glossary import WORDS
from mikomi.core.words.visible import visible
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event
from mikomi.model.words import in_language
from mikomi.pages import person_file
from mikomi.pages.person_file import DatedLine, FilePart, Pair, say
from mikomi.shell.people import portraits
from mikomi.shell.person_file.everything import Everything, browsers

NOT_OF_PEOPLE = ("_trap", "kept_until")
"""Properties that mean nothing to anybody who reads."""


def html(all_of_it: Everything, language: str) -> str:
    told = _Told(all_of_it, language)
    settings = plans.active().settings
    return person_file.html(
        told.who(),
        told.moment(all_of_it.at),
        [*told.blocks()],
        language,
        in_language(settings.sender.name, language),
        archive=all_of_it.past,
    )


class _Told:
    """What stands on the page of this person."""

    def __init__(self, all_of_it: Everything, language: str) -> None:
        self.all, self.language = all_of_it, language
        self.plan = plans.active()
        self.names = wording.names_of(self.plan, language)

    def moment(self, at: Millis) -> str:
        return moments.full(at, self.plan.settings.timezone, self.language, self.all.at)

    def who(self) -> str:
        person = self.all.person
        name = visible(full_name(person.traits_plain, self.language) or "")
        return " ".join(filter(None, [name, person.email or person.user_id or person.id]))

    def blocks(self) -> Iterator[FilePart]:
        """What is never missing stands there empty, else nobody would know that it was looked for."""
        yield FilePart("known_as", facts=[*self._known_as()])
        yield FilePart("traits", facts=[*self._traits()])
        yield FilePart("sales", facts=[*self._sales()])
        yield FilePart("consent", lines=[*self._consent()])
        yield FilePart("runs", lines=[*self._runs()])
        yield FilePart("mails", lines=[*self._mails()])
        yield FilePart("replies", lines=[*self._replies()])
        yield FilePart("told", lines=[*self._alerts()])
        yield FilePart("events", lines=[*self._events()])
        yield FilePart("decided", lines=[*self._decided()])
        if self.all.failures:
            yield FilePart("failures", lines=[*self._failures()])
        if self.all.taken_out:
            yield FilePart("taken_out", lines=[DatedLine(self.moment(each.at), each.by) for each in self.all.taken_out])

    def _known_as(self) -> Iterator[Pair]:
        its, person = self.all.whom.known, self.all.person
        yield "ID", "\n".join(its.ids)
        for name, values in (("address", its.addresses), ("user", its.users), ("external", its.external)):
            if values:
                yield say(name, self.language), "\n".join(values)
        yield say("browsers", self.language), str(len(browsers((*its.subjects, *its.shared))))
        for name, at in (("since", person.first_at), ("latest", person.last_at)):
            if at:
                yield say(name, self.language), self.moment(at)

    def _traits(self) -> Iterator[Pair]:
        for name, trait in self.all.person.traits.items():
            yield self._trait(name), _text(trait.value)

    def _trait(self, name: str) -> str:
        return self.names.get(f"trait:{name}") or (wording.word(name, self.language) if name in WORDS else name)

    def _sales(self) -> Iterator[Pair]:
        person, portrait = self.all.person, portraits.portrait(self.all.person, self.language)
        score, stage = portrait.score, lead_line.stage_of(person)
        parts = f"{wording.word('interest', self.language)} {wording.number(score.interest)}"
        parts += f", {wording.word('fit', self.language)} {wording.number(score.fit)}"
        yield say("score", self.language), f"{wording.number(score.total)} ({parts})"
        if portrait.band:
            yield say("band", self.language), self.names.get(f"band:{portrait.band.id}", portrait.band.id)
        if stage:
            yield say("stage", self.language), self.names.get(f"stage:{stage}", stage)
        if owner := owner_of(person, self.plan.settings):
            yield say("owner", self.language), self.names.get(f"rep:{owner}", owner)
        if person.tags:
            yield say("tags", self.language), visible(", ".join(person.tags))

    def _consent(self) -> Iterator[DatedLine]:
        record, zone = self.all.consent, self.plan.settings.timezone
        stopped = record.stopped
        since = self.moment(stopped.at) if stopped else ""
        standing = consent_record.standing(record.person, stopped.stopped_by if stopped else "", since, self.language)
        yield DatedLine(self.moment(self.all.at), standing)
        for proof in reversed(record.proofs):
            told = consent_record.in_words(proof, self.names, self.language, zone)
            yield DatedLine(told.moment, told.title, told.facts)

    def _runs(self) -> Iterator[DatedLine]:
        for run in sorted(self.all.person.enrolments, key=lambda run: -run.entered_at):
            name = self.names.get(f"scenario:{run.scenario}", run.scenario)
            yield DatedLine(
                self.moment(run.entered_at), f"{name}: {wording.word(f'status.{run.status}', self.language)}"
            )

    def _mails(self) -> Iterator[DatedLine]:
        for row in self._rows("mail"):
            what = row.get("subject") or wording.mail_name(self.names, row["effect"]["scenario"], row["effect"]["step"])
            sent = next((mail for mail in self.all.mails if mail["id"] == row["effect"]["id"]), None)
            texts = [each["text"] for each in (sent or {}).get("attempts", ()) if each.get("text")]
            more = tuple((wording.word("mail", self.language), text) for text in texts[:1])
            yield DatedLine(self.moment(row["at"]), f"{visible(str(what))}: {self._status(row)}", more)

    def _alerts(self) -> Iterator[DatedLine]:
        for row in self._rows("alert", "webhook"):
            effect, kind = row["effect"], wording.word(row["effect"]["kind"], self.language)
            to = [self.names.get(f"rep:{each}", each) for each in effect.get("to", ())]
            whom = f" ({', '.join(to)})" if to else ""
            yield DatedLine(self.moment(row["at"]), f"{kind}{whom}: {self._status(row)}")

    def _rows(self, *kinds: str) -> list[Json]:
        """The rows of these kinds of effect, the latest first."""
        rows = [row for row in self.all.rows if isinstance(row.get("effect"), dict) and row["effect"]["kind"] in kinds]
        return sorted(rows, key=lambda row: -row["at"])

    def _status(self, row: Json) -> str:
        status = wording.word(f"status.{row['status']}", self.language)
        why = row.get("reason")
        found = next((key for key in (f"reason.{why}", f"skip.{why}") if key in WORDS), None) if why else None
        return f"{status} ({wording.word(found, self.language)})" if found else status

    def _replies(self) -> Iterator[DatedLine]:
        for row in sorted((row for row in self.all.rows if "said" in row), key=lambda row: -row["at"]):
            yield DatedLine(self.moment(row["at"]), visible(str(row["said"]), lines=True))

    def _events(self) -> Iterator[DatedLine]:
        """What happened, without what we noted ourselves of what was decided: that stands below."""
        for event in reversed(self.all.events):
            if not event.subject.startswith("o:"):
                what = deed(event, self.language, self.names)
                yield DatedLine(self.moment(event.at), visible(what), tuple(self._of_event(event)))

    def _of_event(self, event: Event) -> Iterator[Pair]:
        for name, value in {**event.properties, **event.traits}.items():
            if name not in NOT_OF_PEOPLE and value not in ("", None, {}, []):
                yield self._trait(visible(name)), _text(value)
        page = event.context.get("page")
        if isinstance(page, dict) and page.get("url"):
            yield "URL", _text(page["url"])
        for name in ("ip", "userAgent", "locale", "timezone"):
            if event.context.get(name):
                yield name, _text(event.context[name])

    def _decided(self) -> Iterator[DatedLine]:
        for entry in self.all.story:
            for reason in entry.why:
                yield DatedLine(self.moment(reason.at), wording.sentence(reason, self.language, self.names))

    def _failures(self) -> Iterator[DatedLine]:
        for each in self.all.failures:
            what = letters.title(each.kind, each.what, None, None, self.names, self.language)
            yield DatedLine(self.moment(each.last_at), what)


def _text(value: Any) -> str:
    """Any value, as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "\n".join(f"{name}: {_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return visible(str(value), lines=True)
