"""Who of sales a lead belongs to, and who is told about it.

`round_robin` spreads the leads evenly and gives the same lead always to the same rep: each rep draws a digest with the
lead, the highest draw wins. So a rep who joins takes over a fair share, one who leaves gives back only the own leads,
and nothing has to be counted.

To whom somebody gave the lead by hand, theirs it is. Rules of the settings come next: the first that fits when somebody
is a lead says who it is, and that stays, whatever becomes known of the lead or is written later. Only where that rep
has left does the next rule decide anew.
"""

from collections.abc import Iterable

from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.company import CompanySettings, Rep
from mikomi.model.person import Person

ROUND_ROBIN = "round_robin"


def owner_of(person: Person, settings: CompanySettings) -> str | None:
    """The id of the rep to whom this lead belongs; None where no rep is configured."""
    reps = [rep.id for rep in settings.reps]
    for named in (person.dealings.owner, person.owner, settings.owner.default):
        if named in reps:
            return named
    return _drawn(reps, person)


def settle(turn: Turn) -> None:
    """Give the lead that belongs to nobody to whom the first rule that fits names."""
    settings = turn.rules.plan.settings
    reps = {rep.id for rep in settings.reps}
    if not settings.owner.rules or not turn.person.is_lead or turn.person.owner in reps:
        return
    facts = Facts(person=turn.person, now=turn.now, scoreboard=turn.rules)
    for rule in settings.owner.rules:
        named = [rule.to] if isinstance(rule.to, str) else rule.to
        owner = _drawn([rep for rep in named if rep in reps], turn.person)
        if owner is not None and holds(rule.when, facts):
            turn.change(owner=owner)
            turn.say("owner", code="rule", params={"rep": owner})
            return


def _drawn(reps: Iterable[str], person: Person) -> str | None:
    return max(reps, key=lambda rep: digest(rep, person.id, length=26), default=None)


def receivers(to: str | Iterable[str], person: Person, settings: CompanySettings) -> tuple[str, ...]:
    """The ids of the reps whom `to` (`owner`, a rep's id, or a list of them) means, each once, without unknown ones."""
    known = {rep.id for rep in settings.reps}
    asked = [to] if isinstance(to, str) else list(to)
    meant = [owner_of(person, settings) if name == "owner" else name for name in asked]
    return tuple(dict.fromkeys(rep for rep in meant if rep in known))


def reps_for(to: Iterable[str], person: Person, settings: CompanySettings) -> tuple[Rep, ...]:
    """The reps who get an alert that was decided for `to`. If all of them have left, the lead's owner does."""
    told = receivers(to, person, settings) or receivers("owner", person, settings)
    by_id = {rep.id: rep for rep in settings.reps}
    return tuple(by_id[rep] for rep in told)
