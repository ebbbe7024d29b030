"""What a person remembers of what sales did: an act noted, two memories joined, the oldest forgotten.

Rules
1. The same acts, heard in any order and any number of times, are the same memory.
2. Of each kind the latest few stay, so that an item does not grow. What the forgotten ones had set stands in the oldest
   that stays (`before`); what is not remembered cannot be taken back any more.
3. Tasks that are to be done stay before those that were done.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from mikomi.model.sales import Sales, SalesAct

KEPT: tuple[tuple[tuple[str, ...], int], ...] = (
    (("note", "call"), 12),
    (("stage",), 8),
    (("owner",), 6),
    (("exclude", "include"), 6),
    (("tag", "untag"), 12),
    (("points",), 12),
)
"""How many acts of each kind are remembered. The words of a note are in the log for longer."""
OPEN_TASKS = 20
DONE_TASKS = 8
LONE_UNDOS = 8
"""Words that take back what nobody has heard of yet, or what is forgotten."""


def noted(sales: Sales, act: SalesAct) -> Sales:
    """The memory with this act in its place."""
    return joined(sales, Sales(acts=(act,)))


def joined(one: Sales | None, other: Sales | None) -> Sales:
    """All acts of both, in their order, as many as are kept."""
    mine, theirs = one or Sales(), other or Sales()
    by_id: dict[str, SalesAct] = {}
    for act in (*mine.acts, *theirs.acts):
        by_id[act.id] = _fuller(by_id[act.id], act) if act.id in by_id else act
    acts = sorted(by_id.values(), key=lambda act: (act.at, act.id))
    return Sales(acts=tuple(_kept(acts))).with_unknown_of(mine).with_unknown_of(theirs)


def _fuller(one: SalesAct, other: SalesAct) -> SalesAct:
    """The same act, heard by two: what stood before it is what the one knows who remembers more."""
    best = max(one, other, key=lambda act: (act.before is not None, act.before or "", repr(act)))
    return best.with_unknown_of(other if best is one else one)


def _kept(acts: list[SalesAct]) -> Iterable[SalesAct]:
    undone = {act.of for act in acts if act.verb == "undo"}
    for verbs, most in KEPT:
        acts = _latest(acts, verbs, most, undone)
    acts = _tasks(acts, undone)
    there = {act.id for act in acts}
    first = {act.of: act.id for act in reversed(acts) if act.verb == "undo"}
    acts = [act for act in acts if act.verb != "undo" or first[act.of] == act.id]
    lone = [act.id for act in acts if act.verb == "undo" and act.of not in there]
    gone = set(lone[:-LONE_UNDOS])
    return [act for act in acts if act.id not in gone]


def _latest(acts: list[SalesAct], verbs: tuple[str, ...], most: int, undone: set[str]) -> list[SalesAct]:
    about = [act for act in acts if act.verb in verbs and not _is_task(act)]
    gone = {act.id for act in about[:-most]}
    if not gone:
        return acts
    carried: dict[str, str] = {}
    kept: list[SalesAct] = []
    for act in acts:
        if act.id in gone:
            # a tag's acts are about that tag, all others about the same thing
            stood = carried.get(_about(act), act.before)
            carried[_about(act)] = (stood or "") if act.id in undone else _set(act)
        elif act.verb in verbs and _about(act) in carried and not _is_task(act):
            kept.append(replace(act, before=carried.pop(_about(act))))
        else:
            kept.append(act)
    return kept


def _tasks(acts: list[SalesAct], undone: set[str]) -> list[SalesAct]:
    done = {act.of for act in acts if act.verb == "done" and act.id not in undone}
    tasks = [act.id for act in acts if _is_task(act)]
    over = [name for name in tasks if name in done or name in undone]
    gone = set(over[:-DONE_TASKS])
    gone |= set([name for name in tasks if name not in over][:-OPEN_TASKS])
    there = set(tasks) - gone
    lone = [act.id for act in acts if act.verb == "done" and act.of not in there]
    gone |= set(lone[:-DONE_TASKS])
    # a task that was opened and closed again and again: of its ends the latest few
    for name in there:
        gone |= set([act.id for act in acts if act.verb == "done" and act.of == name][:-DONE_TASKS])
    return [act for act in acts if act.id not in gone]


def _is_task(act: SalesAct) -> bool:
    return act.verb == "task" or (act.verb == "call" and act.due_at is not None)


def _about(act: SalesAct) -> str:
    return act.of if act.verb in ("tag", "untag") else ""


def _set(act: SalesAct) -> str:
    return {"tag": "1", "untag": ""}.get(act.verb, act.value)


def is_tagged(sales: Sales, tag: str) -> bool | None:
    """Whether the acts say that the lead bears this tag; None where none of them speaks of it."""
    about = [act for act in sales.acts if act.verb in ("tag", "untag") and act.of == tag]
    gone = sales.taken_back
    standing = [act for act in about if act.id not in gone]
    if standing:
        return standing[-1].verb == "tag"
    return bool(about[0].before) if about else None
