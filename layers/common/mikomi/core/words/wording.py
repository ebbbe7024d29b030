"""Reasons, states and events as sentences, in Japanese and English. The words stand in `core.words.glossary`.

Rules
1. Every text for people is made here, from data, at the moment somebody reads it.
2. A reason that has no sentence of its own is told by its kind: a newer reason never breaks an older screen.
3. An id is shown by its name (`names_of`), and by itself only where the plan knows no name.
"""

from collections.abc import Mapping
from string import Formatter
from typing import Any

from mikomi.core.words import moments
from mikomi.core.words.glossary import WORDS
from mikomi.core.words.reasons import REASONS
from mikomi.model import positions
from mikomi.model.decision import Because
from mikomi.model.plan import Plan
from mikomi.model.scenario import AddPointsStep, AnyStep, MailStep, SendAlertStep, TaskStep
from mikomi.model.step_tree import walk
from mikomi.model.words import Text, in_language

Names = Mapping[str, str]
"""What things are called by `<kind>:<id>`: rule, scenario, band, form, answer, rep; steps by `step:<scenario>/<id>`."""


def word(key: str, language: str, **params: object) -> str:
    """The glossary's word for `key`; the key itself if the glossary does not have it."""
    if key not in WORDS:
        return key.rpartition(".")[2]
    return _filled(_chosen(WORDS[key], language), params)


def sentence(because: Because, language: str, names: Names | None = None) -> str:
    """One reason as a sentence without a full stop: `「商品価格のページ閲覧」で+10点`."""
    names = names or {}
    pair = REASONS.get(f"{because.kind}.{_code(because)}") or REASONS[because.kind]
    params: dict[str, object] = {
        "rule": because.params.get("name") or _name(names, "rule", because.rule),
        "scenario": _name(names, "scenario", because.scenario),
        "step": mail_name(names, because.scenario, because.step, because.params.get("variant")),
        "points": signed(because.points or 0),
        "band": _name(names, "band", because.params.get("band") or because.code),
        "answer": _name(names, "answer", because.params.get("answer") or because.code),
        "form": _name(names, "form", because.params.get("form")),
        "task": _name(names, "task", because.params.get("task")),
        "company_alert": _name(names, "company_alert", because.params.get("company_alert")),
        "excluded": _name(names, "excluded", because.params.get("excluded")),
        "rep": _name(names, "rep", because.params.get("rep")),
        "reason": word(f"skip.{because.code}", language),
        "traits": ("、" if language == "ja" else ", ").join(
            _name(names, "trait", trait) for trait in because.params.get("traits", ())
        ),
        "topic": _name(names, "topic", because.params.get("topic")),
        "worth": _worth(because.params),
        "missed": _in_brackets(
            [_name(names, "step", f"{because.scenario}/{step}", step) for step in because.params.get("missed", ())],
            language,
        ),
        **_of_change(because, language, names),
        "names": ("、" if language == "ja" else ", ").join(map(str, because.params.get("names", ()))),
    }
    return (
        _filled(
            _chosen(pair, language),
            {**params, **{k: v for k, v in because.params.items() if v is not None and k not in _NAMED}},
        )
        + _there(because, language)
        + _dealt(because, language)
    )


def _there(because: Because, language: str) -> str:
    """When that was on the reader's own clock, where the scenario goes by it."""
    zone = because.params.get("zone")
    if not isinstance(zone, str):
        return ""
    return moments.there(because.params.get("until", because.at), zone, language)


def _dealt(because: Because, language: str) -> str:
    """By which weights the lot was drawn, where they follow what is known."""
    dealt = because.params.get("dealt")
    if not isinstance(dealt, dict) or not because.params.get("variant"):
        return ""
    since, number = dealt.get("since"), dealt.get("number")
    at = moments.full(since, dealt.get("zone", "UTC"), language) if isinstance(since, int) else ""
    share, pair = f"{dealt.get('share', 0):.0%}", REASONS["dealt.since" if at else "dealt"]
    return _filled(
        _chosen(pair, language), {"variant": because.params["variant"], "share": share, "since": at, "number": number}
    )


def _in_brackets(some: list[str], language: str) -> str:
    """`（「A」「B」）`, ` (A, B)`; nothing of nothing."""
    if not some:
        return ""
    return "（" + "".join(f"「{one}」" for one in some) + "）" if language == "ja" else f" ({', '.join(some)})"


def _worth(params: Mapping[str, Any]) -> str:
    """`12,000 JPY`: what a conversion was worth."""
    amount = f"{params.get('value', 0):,.2f}".removesuffix(".00")
    return f"{amount} {params.get('currency', '')}".rstrip()


def _of_change(because: Because, language: str, names: Names) -> dict[str, object]:
    """By whom and why a run was changed, and where that led."""
    said, is_ja = because.params, language == "ja"
    by, why, missed = said.get("by"), said.get("why"), said.get("missed", ())

    def step(name: Any) -> str:
        return _name(names, "step", f"{because.scenario}/{name}", name) if name else word("step.end", language)

    here, there = step(said.get("from")), step(said.get("to"))
    if said.get("from") == said.get("to"):
        place = f"「{here}」のまま" if is_ja else f"still at “{here}”"
    else:
        place = f"「{here}」から「{there}」へ" if is_ja else f"from “{here}” to “{there}”"
    return {
        "by": (f"{by}が" if is_ja else f" by {by}") if by else "",
        "why": (f"（理由：{why}）" if is_ja else f": {why}") if why else "",
        "to": there,
        "place": place,
        "left_out": ("、" if is_ja else ", ").join(map(step, missed if isinstance(missed, list | tuple) else ())),
    }


_NAMED = (
    "band",
    "company_alert",
    "topic",
    "answer",
    "name",
    "names",
    "traits",
    "by",
    "excluded",
    "task",
    "why",
    "to",
    "from",
    "missed",
)


def _code(because: Because) -> str:
    """`exit_when/0` is told as `exit_when`; an alert by what raised it, because its code is its urgency."""
    if because.kind == "alert" and because.code in ("escalated", "form", "return", "task", "company"):
        return because.code
    if because.kind == "alert":
        return "band" if "band" in because.params else "step"
    return (because.code or "").partition("/")[0]


def names_of(plan: Plan, language: str) -> dict[str, str]:
    """What the plan's things are called in `language` (a mail step by its subject, an alert step by its why)."""
    names = {f"rule:{rule.id}": in_language(rule.name, language, rule.id) for rule in plan.scoring.rules}
    names |= {f"band:{band.id}": in_language(band.name, language, band.id) for band in plan.scoring.bands}
    names |= {
        f"answer:{key}": in_language(answer.label, language, key) for key, answer in plan.scoring.feedback.items()
    }
    names |= {f"rule:feedback/{key}": names[f"answer:{key}"] for key in plan.scoring.feedback}
    names |= {f"form:{form.id}": in_language(form.name, language, form.id) for form in plan.forms.values()}
    names |= {
        f"trait:{field.trait}": in_language(field.label, language, field.trait)
        for form in plan.forms.values()
        for field in form.fields
    }
    names |= {f"topic:{each.id}": in_language(each.name, language, each.id) for each in plan.settings.topics}
    names |= {"step:/confirm": word("mail.confirm", language), "scenario:": word("form", language)}
    names |= {f"stage:{each.id}": in_language(each.name, language, each.id) for each in plan.sales.stages}
    names |= {f"task:{each.id}": in_language(each.name, language, each.id) for each in plan.sales.tasks}
    names |= {
        f"company_alert:{each.id}": in_language(each.name, language, each.id) for each in plan.sales.company_alerts
    }
    names |= {f"excluded:{each.id}": in_language(each.name, language, each.id) for each in plan.sales.exclusion}
    names |= {f"rep:{rep.id}": in_language(rep.name, language, rep.id) for rep in plan.settings.reps}
    for scenario in plan.scenarios.values():
        names[f"scenario:{scenario.id}"] = in_language(scenario.name, language, scenario.id)
        for step, position, _ in walk(scenario.steps):
            if step.id:
                names[f"step:{scenario.id}/{step.id}"] = _step_name(step, plan, language)
            if isinstance(step, MailStep):
                names |= _variant_names(scenario.id, step, plan, language)
            if isinstance(step, AddPointsStep):
                reason = in_language(step.reason, language) or names[f"scenario:{scenario.id}"]
                names[f"rule:{scenario.id}/{positions.name_of(step, position)}"] = reason
    return names


def mail_name(names: Names, scenario: object, step: object, variant: object = None) -> str:
    """What a mail (or another step) is called; one that was dealt among variants by its own subject, never by that of
    another: where these names do not know the variant, `cases (B)`."""
    place = f"step:{scenario}/{step}"
    if variant and step:
        return names.get(f"{place}:{variant}") or _of_variant(step, variant)
    return names.get(place) or str(step or "")


def signed(points: float) -> str:
    """`+10`, `−5`, `0`: with a sign, without needless decimals."""
    rounded = round(points, 1)
    text = f"{abs(rounded):g}"
    return text if rounded == 0 else ("+" if rounded > 0 else "−") + text


def number(amount: float) -> str:
    """`82`, `82.5`, `−3`: at most one decimal."""
    return signed(amount).removeprefix("+")


def _step_name(step: AnyStep, plan: Plan, language: str) -> str:
    named = step.id or ""
    if isinstance(step, MailStep):
        return _subject(step.mail.subject, step.mail.template, plan, language) or named
    if isinstance(step, SendAlertStep):
        return in_language(step.alert.why, language, named)
    if isinstance(step, TaskStep):
        return in_language(step.task.why, language, in_language(_task_name(step.task.kind, plan), language, named))
    return named


def _task_name(kind: str, plan: Plan) -> Text | None:
    known = plan.sales.task(kind)
    return known.name if known else None


def _variant_names(scenario: str, step: MailStep, plan: Plan, language: str) -> dict[str, str]:
    mail = step.mail
    return {
        f"step:{scenario}/{step.id}:{variant.id}": _subject(
            variant.subject or mail.subject, variant.template or mail.template, plan, language
        )
        or _of_variant(step.id, variant.id)
        for variant in mail.variants or ()
    }


def _of_variant(step: object, variant: object) -> str:
    return f"{step} ({variant})"


def _subject(written: Text | None, template: str, plan: Plan, language: str) -> str:
    """The subject that is written, else the template's; empty where it says something else to each reader."""
    mail = plan.mails.get(template)
    subject = in_language(written, language) or (mail.subject if mail else "")
    return "" if "{" in subject else subject


def _name(names: Names, kind: str, key: Any, otherwise: Any = None) -> str:
    return names.get(f"{kind}:{key}") or str(otherwise or key or "")


def _chosen(pair: tuple[str, str], language: str) -> str:
    return pair[0] if language == "ja" else pair[1]


class _Blanks(Formatter):
    """A figure that a reason does not carry leaves a gap, not an error."""

    def get_value(self, key: int | str, args: Any, kwargs: Any) -> Any:
        return kwargs.get(key, "") if isinstance(key, str) else ""


def _filled(template: str, params: Mapping[str, object]) -> str:
    return _Blanks().vformat(template, (), params)
