"""The law list as somebody reads it: on a terminal, on a page; and what a mail breaks of it."""

from mikomi.core.law import marketing_mail, rules
from mikomi.core.law.marketing_mail import Breach
from mikomi.core.law.rules import BY_ID, MAIL, RULES, STATES, LawRule
from mikomi.model.base import Json

_EACH_MAIL: rules.Pair = ("送るメール1通ごと", "each mail")
_HEAD: rules.Pair = (
    "| 番号 | 何に | 何を | 誰が確かめるか | 手がかり |",
    "| no. | source | what is asked | who answers | by |",
)
_BROKEN: rules.Pair = ("違反 {n} 件", "Broken: {n}")
_WHOLE: rules.Pair = (
    "メールで確かめられる {n} 項目に、違反はありません。",
    "Nothing is broken of the {n} that a mail shows.",
)
_UNSEEN: rules.Pair = (
    "{rules} は見ていません。--folder でワークスペースを指定すると、会社の名前、住所、連絡先と照らし合わせます。",
    "{rules} were not looked at: with --folder WORKSPACE they are compared with the company's own.",
)


def as_text(language: str) -> str:
    """All of them, each with who answers for it; a count of each kind at the end."""
    lines = [
        f"{rule.id:<4}{_said(STATES[rule.state], language)}  {_said(rule.sentence, language)}"
        f" ({_said(rule.source, language)}){_by(rule, language)}"
        for rule in RULES
    ]
    counts = [
        f"{_said(pair, language)}: {sum(rule.state == state for rule in RULES)}" for state, pair in STATES.items()
    ]
    return "\n".join([*lines, "", ", ".join(counts)]) + "\n"


def as_markdown(language: str) -> str:
    """The same as a table."""
    rows = [
        f"| {rule.id} | {_said(rule.source, language)} | {_said(rule.sentence, language)} "
        f"| {_said(STATES[rule.state], language)} | {_by(rule, language).removeprefix(' – ')} |"
        for rule in RULES
    ]
    return "\n".join([_said(_HEAD, language), "|---|---|---|---|---|", *rows]) + "\n"


def plain() -> list[Json]:
    """The same for programs."""
    return [
        {
            "id": rule.id,
            "state": rule.state,
            **{
                name: dict(zip(("ja", "en"), pair, strict=True))
                for name, pair in (("source", rule.source), ("rule", rule.sentence))
            },
            "by": list(rule.by),
        }
        for rule in RULES
    ]


def of_mail(broken: list[Breach], unseen: tuple[str, ...], language: str) -> str:
    """What a mail breaks, rule by rule, with what was seen; what was not looked at."""
    looked = len(marketing_mail.LOOKS) - len(unseen)
    lines = [_said(_BROKEN, language).format(n=len(broken))] if broken else [_said(_WHOLE, language).format(n=looked)]
    for breach in broken:
        rule = BY_ID[breach.rule]
        lines += [
            f"{rule.id:<4}{_said(rule.sentence, language)} ({_said(rule.source, language)})",
            f"    {breach.what}",
        ]
    if unseen:
        lines.append(_said(_UNSEEN, language).format(rules=", ".join(unseen)))
    return "\n".join(lines) + "\n"


def _by(rule: LawRule, language: str) -> str:
    looks = [_said(_EACH_MAIL, language) if by == MAIL else by.rpartition("::")[2] or by for by in rule.by]
    return f" – {', '.join(looks)}" if looks else ""


def _said(pair: rules.Pair, language: str) -> str:
    return pair[0] if language == "ja" else pair[1]
