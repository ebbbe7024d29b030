"""The page of one mail of a scenario: what was decided, what became of it, who clicked which link, and who got none.

Clicks are people's, out of what was delivered. What nobody knows, what machines did, and opens stand last and grey.
"""

from mikomi.console import mails_table
from mikomi.console.behind import address
from mikomi.console.blocks import Block, rate_with_interval
from mikomi.console.views import Screen, clipped
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Link
from mikomi.core.results import scenarios as results
from mikomi.core.results.counted import Counted
from mikomi.core.results.numbers import NOT_CLICKED
from mikomi.model.base import Json
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import steps_of

WAYS = (
    ("decided", None),
    ("skipped", "decided"),
    ("sent", "decided"),
    ("delivered", "sent"),
    ("clicked", "delivered"),
    (NOT_CLICKED, "delivered"),
    ("replied", "delivered"),
    ("unsubscribed", "delivered"),
    ("left_topic", "delivered"),
    ("bounced", "sent"),
    ("clicked_unknown", "delivered"),
    ("clicked_machine", "delivered"),
    ("opened", "delivered"),
    ("opened_unknown", "delivered"),
    ("opened_machine", "delivered"),
)
"""Each number of a mail, and what it is counted out of."""
TONES = {
    **dict.fromkeys(("opened", "clicked_unknown", "clicked_machine", "opened_unknown", "opened_machine"), "before"),
    **dict.fromkeys((NOT_CLICKED, "skipped"), "before"),
    **dict.fromkeys(("bounced", "unsubscribed", "left_topic"), "stop"),
}


def is_mail(scenario: Scenario, step: str) -> bool:
    return any(isinstance(each, MailStep) and each.id == step for each in steps_of(scenario.steps))


def template_of(scenario: Scenario, step: str) -> str:
    """The template that the step sends, whatever its variants do."""
    return next(
        each.mail.template for each in steps_of(scenario.steps) if isinstance(each, MailStep) and each.id == step
    )


def blocks(scenario: Scenario, step: str, counted: Counted, screen: Screen) -> list[Block]:
    """What there is to tell of the mail; an empty list before anything was counted."""
    told = results.scenario_results(scenario.id, counted, screen.plan)
    mails = [mail for mail in (told["mails"] if told and told["as_of"] else []) if mail["step"] == step]
    if not mails:
        return []
    unclicked = sum(row.get(NOT_CLICKED, 0) for row in counted.of("scenario_mails", scenario.id) if row["step"] == step)
    made = [_ways(scenario.id, step, mails, unclicked, screen), _variants(scenario.id, mails, screen)]
    made += [_links(scenario.id, step, counted, mails, screen), _skips(scenario.id, step, mails, screen)]
    return [block for block in made if block]


def _ways(scenario: str, step: str, mails: list[Json], unclicked: int, screen: Screen) -> Block:
    """All variants together, from the decision to the click."""
    language = screen.language
    sums = {name: sum(mail[name] for mail in mails) for name, _ in WAYS if name not in ("skipped", NOT_CLICKED)}
    sums[NOT_CLICKED] = unclicked
    sums["skipped"] = sum(sum(mail["skipped"].values()) for mail in mails)

    def bar(name: str, of: str | None) -> Bar:
        n, to = sums[name], address(scenario, name, step=step)
        rate = Rate(n, max(n, sums[of])) if of else None
        share = sentences.percent(rate.share) if rate and rate.share is not None else ""
        told = f"{n:,}" + (f"（{share}）" if language == "ja" else f" ({share})") * bool(share)
        interval = rate_with_interval(rate, language) if rate else "–"
        out_of = say(f"mails.{of}", language) if of else "–"
        return Bar(
            say("mail_page.skipped" if name == "skipped" else f"mails.{name}", language),
            n,
            told,
            (Link(f"{n:,}", to), interval, out_of),
            TONES.get(name, ""),
            to,
        )

    head = tuple(say(f"mail_page.{name}", language) for name in ("what", "n", "share", "of"))
    chart = bars([bar(name, of) for name, of in WAYS], say("mail_page.ways", language), head)
    return Block("mail", say("mail_page.ways", language), say("mail_page.lead", language), [], chart.svg, chart.table)


def _variants(scenario: str, mails: list[Json], screen: Screen) -> Block | None:
    if len(mails) < 2:
        return None
    title = say("mail_page.variants", screen.language)
    return Block("variants", title, "", [], table=mails_table.table(scenario, mails, screen))


def _links(scenario: str, step: str, counted: Counted, mails: list[Json], screen: Screen) -> Block | None:
    language, clicks = screen.language, dict[str, int]()
    for row in counted.of("mail_links", scenario):
        if row["step"] == step:
            clicks[row["link"]] = clicks.get(row["link"], 0) + row["clicked"]
    if not clicks:
        return None
    delivered = sum(mail["delivered"] for mail in mails)

    def bar(link: str, n: int) -> Bar:
        to, rate = address(scenario, "link", step=step, detail=link), Rate(n, max(n, delivered))
        said = f"{n:,}" + (f" ({sentences.percent(rate.share)})" if rate.share is not None else "")
        return Bar(
            clipped(link.partition("://")[2] or link),
            n,
            said,
            (Link(f"{n:,}", to), rate_with_interval(rate, language)),
            "",
            to,
        )

    head = tuple(say(f"mail_page.{name}", language) for name in ("link", "n", "share"))
    ranked = sorted(clicks.items(), key=lambda each: (-each[1], each[0]))
    chart = bars([bar(*each) for each in ranked], say("mail_page.links", language), head)
    lead = say("mail_page.links_lead", language)
    return Block("links", say("mail_page.links", language), lead, [], chart.svg, chart.table)


def _skips(scenario: str, step: str, mails: list[Json], screen: Screen) -> Block | None:
    language, skips = screen.language, dict[str, int]()
    for mail in mails:
        for reason, n in mail["skipped"].items():
            skips[reason] = skips.get(reason, 0) + n
    if not skips:
        return None
    decided = sum(mail["decided"] for mail in mails)

    def bar(reason: str, n: int) -> Bar:
        to, rate = address(scenario, "skipped", step=step, detail=reason), Rate(n, max(n, decided))
        share = sentences.percent(rate.share or 0)
        row = (Link(f"{n:,}", to), rate_with_interval(rate, language))
        return Bar(say(f"skip.{reason}", language), n, f"{n:,} ({share})", row, "before", to)

    head = tuple(say(f"mail_page.{name}", language) for name in ("reason", "n", "share"))
    ranked = sorted(skips.items(), key=lambda each: (-each[1], each[0]))
    chart = bars([bar(*each) for each in ranked], say("mails.skipped", language), head)
    return Block(
        "skipped", say("mails.skipped", language), say("mail_page.skips_lead", language), [], chart.svg, chart.table
    )
