"""What differs between the steps of two versions of a scenario.

Rules
1. A step with an id is the same wherever it stands; one without by its place among its neighbours of the same list.
2. A step is named by what people know of it: the how-manieth mail and its subject, the mail that a wait comes before.
3. What is new or gone is told as `explain` tells it, each step by itself.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from mikomi.core.telling.prose_steps import stepwise
from mikomi.core.telling.revised_keys import Difference, Side, Sides, beneath, differences, summary
from mikomi.model.scenario import AnyStep, Arm, MailStep, Scenario, SplitStep, Step, WaitStep, step_verb_of
from mikomi.model.step_tree import Placed, walk

LABELS: dict[str, tuple[str, str]] = {
    "mail": ("{n}通目のメール「{name}」", "email {n} “{name}”"),
    "wait": ("{n}通目「{name}」の前", "before email {n} “{name}”"),
    "if": ("分岐「{name}」", "branch “{name}”"),
    "split": ("振り分け「{name}」", "split “{name}”"),
    "alert": ("営業通知「{name}」", "alert “{name}”"),
    "step": ("ステップ {number}", "step {number}"),
    "step.in": ("ステップ {number}（{branch}）", "step {number} ({branch})"),
    "then": ("当てはまる方", "if so"),
    "else": ("当てはまらない方", "if not"),
    "arm": ("「{name}」の枝", "arm “{name}”"),
    "moved": ("場所", "place"),
}
_LISTS = ("then", "else_", "split", "steps")
"""Keys that hold steps: these are compared step by step."""
_NAMED_ALREADY = ("mail", "alert")
"""Keys that the step's own label says already."""


class _Stand(NamedTuple):
    """A step where it stands in one version: under which number it is told, and before which mail."""

    step: Step
    number: str
    branch: str
    mail: tuple[int, str] | None


def step_differences(before: Scenario, after: Scenario, sides: Sides) -> Iterator[Difference]:
    """Of the two lists with all their branches, in the order of the later one."""
    sides = sides.of(before, after)
    aligned = _aligned(before.steps, after.steps)
    one, other = _stands(sides.before), _stands(sides.after)
    for step in aligned.gone:
        yield _alone(one[id(step)], sides.before, gone=True)
    partner = {id(young): old for old, young in (*aligned.same, *aligned.moved)}
    fresh, shifted = {id(step) for step in aligned.new}, {id(young) for _, young in aligned.moved}
    for step, _, _ in walk(after.steps):
        if id(step) in fresh:
            yield _alone(other[id(step)], sides.after, gone=False)
            continue
        old, label = partner[id(step)], _label(other[id(step)], sides.after)
        if id(step) in shifted:
            was, stands = _place(one[id(old)], sides.language), _place(other[id(step)], sides.language)
            where = beneath(label, _say("moved", sides.language))
            if was != stands:  # it stands where it stood, and its neighbours do not
                yield Difference(where=where, before=was, after=stands, step=step.id)
        for each in _inside(old, step, sides, label):
            yield each.model_copy(update={"step": step.id})


def _inside(old: Step, young: Step, sides: Sides, label: str) -> Iterator[Difference]:
    """Of one step, but for the steps in its branches."""
    yield from differences(old, young, sides, label, (*_LISTS, *_NAMED_ALREADY))
    for key in _NAMED_ALREADY:
        one, other = getattr(old, key, None), getattr(young, key, None)
        if one is not None and other is not None:
            yield from differences(one, other, sides, label)
    if isinstance(old, SplitStep) and isinstance(young, SplitStep):
        arms, now = ({arm.id: arm for arm in step.split} for step in (old, young))
        for name in dict.fromkeys((*arms, *now)):
            around = beneath(label, _say("arm", sides.language, name=name))
            if name not in now:
                yield Difference(where=around, before=_arm(arms[name], sides.before))
            elif name not in arms:
                yield Difference(where=around, after=_arm(now[name], sides.after))
            else:
                yield from differences(arms[name], now[name], sides, around, _LISTS)


def _arm(arm: Arm, side: Side) -> str:
    return summary(arm.model_copy(update={"steps": []}), side)


class _Aligned(NamedTuple):
    """Steps that are the same in both, where they stood and elsewhere; and those that only one has."""

    same: list[tuple[Step, Step]]
    moved: list[tuple[Step, Step]]
    gone: list[Step]
    new: list[Step]


def _aligned(before: Sequence[Step], after: Sequence[Step]) -> _Aligned:
    aligned = _Aligned([], [], [], [])
    _align(before, after, aligned)
    return _with_moved(aligned)


def _align(before: Sequence[Step], after: Sequence[Step], into: _Aligned) -> None:
    one, other = ([_name(step) for step in steps] for steps in (before, after))
    for verb, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if verb != "equal":
            into.gone.extend(step for step, _, _ in walk(before[i:j]))
            into.new.extend(step for step, _, _ in walk(after[k:m]))
            continue
        for old, young in zip(before[i:j], after[k:m], strict=True):
            into.same.append((old, young))
            now = {branch.name: branch.steps for branch in young.branches}
            for branch in old.branches:
                _align(branch.steps, now.pop(branch.name, []), into)
            for steps in now.values():
                _align([], steps, into)


def _with_moved(aligned: _Aligned) -> _Aligned:
    """What is gone here and new there is the same step, if it has an id."""
    new = {_name(step): step for step in aligned.new if step.id}
    pairs = [(step, new[name]) for step in aligned.gone if step.id and (name := _name(step)) in new]
    seen = {id(step) for pair in pairs for step in pair}
    return aligned._replace(
        moved=pairs,
        gone=[step for step in aligned.gone if id(step) not in seen],
        new=[step for step in aligned.new if id(step) not in seen],
    )


def _name(step: AnyStep) -> str:
    return f"{step_verb_of(step)}:{step.id or ''}"


def _stands(side: Side) -> dict[int, _Stand]:
    """Every step of the side's scenario by its identity: the lists of both versions may hold equal steps."""
    assert side.scenario is not None, "told of a scenario alone"
    steps = side.scenario.steps
    numbers = [line.number.rstrip(".") for line in stepwise(steps, side.tale) if line.number]
    placed = list(walk(steps))
    mails = {id(each.step): n for n, each in enumerate((p for p in placed if isinstance(p.step, MailStep)), 1)}
    return {
        id(each.step): _Stand(each.step, number, _branch_of(each), _mail_at(each, placed, mails, side))
        for each, number in zip(placed, numbers, strict=True)
    }


def _mail_at(at: Placed, placed: Sequence[Placed], mails: dict[int, int], side: Side) -> tuple[int, str] | None:
    """This mail, or the one that comes next in the same list with no wait between; how-manieth it is, and its name."""
    outer, _, index = at.position.rpartition("/")
    assert side.scenario is not None, "told of a scenario alone"
    list_ = {
        each.position.rpartition("/")[2]: each.step for each in placed if each.position.rpartition("/")[0] == outer
    }
    for number in range(int(index), len(list_)):
        step = list_[str(number)]
        if isinstance(step, MailStep):
            return mails[id(step)], side.names.get(f"step:{side.scenario.id}/{step.id}", step.id)
        if (number > int(index) and isinstance(step, WaitStep)) or step.branches:
            return None
    return None


def _branch_of(at: Placed) -> str:
    return at.position.split("/")[-2] if "/" in at.position else ""


def _place(at: _Stand, language: str) -> str:
    branch = LABELS[at.branch][language != "ja"] if at.branch in ("then", "else") else at.branch
    return _say("step.in" if branch else "step", language, number=at.number, branch=branch)


def _label(at: _Stand, side: Side) -> str:
    step, language = at.step, side.language
    if at.mail and isinstance(step, MailStep | WaitStep):
        key = "mail" if isinstance(step, MailStep) else "wait"
        return _say(key, language, n=at.mail[0], name=at.mail[1])
    verb = step_verb_of(step) or ""
    if step.id and side.scenario and verb in LABELS:
        name = side.names.get(f"step:{side.scenario.id}/{step.id}") or step.id
        return _say(verb, language, name=name)
    return _say("step", language, number=at.number)


def _alone(at: _Stand, side: Side, *, gone: bool) -> Difference:
    """A step that only one of the versions has."""
    assert side.scenario is not None, "told of a scenario alone"
    lines = list(stepwise([at.step], side.tale))
    own = lines if not at.step.branches else lines[:1]
    text = ("" if side.language == "ja" else " ").join(line.text for line in own)
    where = _say("step", side.language, number=at.number)
    return Difference(where=where, before=text if gone else None, after=None if gone else text, step=at.step.id)


def _say(key: str, language: str, **values: object) -> str:
    return LABELS[key][language != "ja"].format(**values)
