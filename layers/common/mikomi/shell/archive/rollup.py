"""What pages and programs read of the results: every question asked over the whole archive, the answers in one file.

Rules
1. A roll-up is what the question answers over the whole archive, no more and no less: outcomes lie apart, so that the
   many footprints need not be read for it.
2. Nothing has been archived since, and no window has closed: two small objects are read, and no more.
3. A file that cannot be read leaves the answers of before, with their moment; it is an error, and not a smaller number.
"""

from datetime import date, datetime
from typing import Any

from mikomi import clock
from mikomi.aws import archive, plans
from mikomi.model.archive import Half
from mikomi.model.plan import Plan
from mikomi.shell.archive import counted, engine, lists, questions, winners
from mikomi.shell.archive.base import Base
from mikomi.shell.archive.questions import Edition, EditionOf

OUTCOMES: tuple[Half, ...] = ("outcomes",)


def roll_up(plan: Plan) -> bool:
    """Count anew, if anything could be counted otherwise than last time. Raises what `engine.opened` does."""
    now, news, before = clock.now(), archive.news(), counted.read()
    if before and before.get("news") == news and (before.get("next_at") is None or now < before["next_at"]):
        return False
    former = lists.there()
    with engine.opened(OUTCOMES, remember=True) as base:
        answers, next_at = answer(base, now)
        if weights := winners.histories(plan):
            answers["lots"] = weights
        kept = lists.write(*lists.made(base, questions.PEOPLE))
    made = {"as_of": now, "news": news, "next_at": next_at, "answers": answers, "lists": kept}
    counted.write(made)
    lists.clear(former)
    return True


def look_back() -> bool:
    """Once a night, when the days were compacted: what is asked of everything that anybody did. Raises what
    `engine.opened` does.
    """
    now, night = clock.now(), archive.night()
    if not night or (counted.read(counted.NIGHT) or {}).get("night") == night:
        return False
    former = lists.there()
    with engine.opened(people=True) as base:
        questions.prepare(base, _edition_of, now)
        answers = {name: _plain(base.ask(questions.text_of(name))) for name in questions.NIGHTLY}
        answers["editions"] = questions.editions(base, _edition_of)
        kept = lists.write(*lists.made(base, questions.NIGHTLY_PEOPLE))
    counted.write({"as_of": now, "night": night, "answers": answers, "lists": kept}, counted.NIGHT)
    lists.clear(former)
    return True


def answer(base: Base, now: int, edition_of: EditionOf | None = None) -> tuple[dict[str, questions.Rows], int | None]:
    """What the questions answer over these tables at this moment, and when that changes by time alone; of the plans
    that were published, if no others are given.
    """
    known = edition_of or _edition_of
    questions.prepare(base, known, now)
    answers = {name: _plain(base.ask(questions.text_of(name))) for name in questions.SCENARIOS}
    answers["editions"] = questions.editions(base, known)
    return answers, questions.next_close(base, known)


def _plain(rows: questions.Rows) -> questions.Rows:
    """The rows as JSON has them: a day is its text, a moment its milliseconds."""
    return [{name: _as_json(value) for name, value in row.items()} for row in rows]


def _as_json(value: Any) -> Any:
    if isinstance(value, datetime):
        return questions.millis(value)
    return str(value) if isinstance(value, date) else value


def _edition_of(scenario: str, plan: int) -> Edition | None:
    try:
        version = plans.version(plan)
    except KeyError:  # a plan that nobody has any more says nothing of its goal
        return None
    found = version.scenarios.get(scenario)
    return Edition(found, version.published_at, version.edition, version.mails) if found else None
