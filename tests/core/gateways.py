"""What asks for the links of a mail, by shape: mail filters, previews, proxies, and people.

Written by us from what senders, their users and the makers of filters say in public of the order, the haste and the
headers of such requests; none of it is a recording of anybody's traffic. Each shape is played many times, with its
moments moved a little by a stream of its own.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from mikomi.core.doers import evidence
from mikomi.core.doers.evidence import MailRequest
from mikomi.model.events import FILE_DOWNLOADED, MAIL_CLICKED, MAIL_OPENED

from tests.core.story import Story, plan_of

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
)
EDGE = CHROME + " Edg/142.0.0.0"
OLD_CHROME = CHROME.replace("Chrome/142.0.0.0", "Chrome/79.0.3945.130")
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1"
)
OLD_IPHONE = IPHONE.replace("18_6", "14_8").replace("18.6", "14.1")
LINE = IPHONE.replace("Version/18.6 ", "").replace("Safari/604.1", "Safari Line/15.2.0")
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
)
WEBVIEW = ANDROID.replace("; K)", "; SO-51C; wv)").replace("Chrome/", "Version/4.0 Chrome/")
THUNDERBIRD = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.5.0"
OUTLOOK = "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; ms-office; MSOffice 16)"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE = "Mozilla/5.0"

BARE = {"accept": "*/*"}
TONGUE = {"accept": "text/html,*/*", "accept-language": "ja,en;q=0.8"}
FETCH = {"sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "sec-fetch-site": "none", "sec-fetch-user": "?1"}
BROWSER = {**TONGUE, **FETCH}
ANYWHERE = "203.0.113.9"


class Ask(NamedTuple):
    """One request, so long (ms) after the mail was written. `link`: its number; "hidden", "open", "file", or what
    a page that it leads to tells: "page" (it is shown), "moved" (a pointer, a touch or a key), "hand" (something was
    pressed); "old page": by a tag that cannot tell of hands."""

    after: float
    link: int | str
    agent: str = CHROME
    headers: dict[str, str] = BROWSER
    method: str = "GET"
    ip: str = ANYWHERE


Shape = Callable[[Random], list[Ask]]


def all_links(
    begins: float,
    apart: float,
    links: int = 5,
    *,
    agent: str,
    headers: dict[str, str] = BROWSER,
    hidden: bool = False,
    **more: str,
) -> list[Ask]:
    """One link after another, as they stand in the mail; the hidden one is its last."""
    here = [Ask(begins + n * apart, n, agent, headers, **more) for n in range(links)]
    return [*here, Ask(begins + links * apart, "hidden", agent, headers, **more)] if hidden else here


def with_pages(asks: list[Ask], late: float = 900, *and_: str) -> list[Ask]:
    """A sandbox runs the scripts of the pages, our tag among them, and may do more there."""
    told = [(late + 4_000 * n, what) for n, what in enumerate(("page", *and_))]
    pages = [
        Ask(each.after + after, f"{what} {each.link}")
        for each in asks
        for after, what in told
        if isinstance(each.link, int)
    ]
    return sorted([*asks, *pages], key=lambda each: each.after)


def by_head(asks: list[Ask]) -> list[Ask]:
    """HEAD first, GET a moment later."""
    return sorted(
        [each._replace(method="HEAD") for each in asks] + [each._replace(after=each.after + 150) for each in asks]
    )


MACHINES: dict[str, Shape] = {
    "library, every link, at delivery": lambda r: all_links(
        2_000 + r.random() * 3e3, 120, agent="python-requests/2.32"
    ),
    "Go program, HEAD then GET": lambda r: by_head(all_links(1_500, 90, agent="Go-http-client/2.0", headers=BARE)),
    "curl, one link": lambda r: [Ask(r.random() * HOUR, 0, "curl/8.5.0", BARE)],
    "no user agent": lambda r: all_links(4_000, 200, agent="", headers=BARE),
    "filter that names itself": lambda r: all_links(3_000, 400, agent="BarracudaCentral/1.0", headers=BARE),
    "headless browser that says so": lambda r: all_links(9_000, 700, agent=CHROME.replace("Chrome", "HeadlessChrome")),
    "browser's name and nothing else of it": lambda r: all_links(r.random() * 2e4, 300, agent=CHROME, headers=BARE),
    "browser's name and a language": lambda r: all_links(r.random() * 2e4, 300, agent=EDGE, headers=TONGUE),
    "a browser of long ago": lambda r: all_links(6_000, 500, agent=OLD_CHROME, headers=TONGUE),
    "HEAD by a browser's name, every link": lambda r: [
        each._replace(method="HEAD") for each in all_links(5_000, 200, agent=CHROME)
    ],
    "whole browser, every link within seconds": lambda r: all_links(
        r.random() * 6e4, 200 + r.random() * 900, agent=CHROME
    ),
    "whole browser, links side by side": lambda r: all_links(2e4 + r.random() * 6e4, r.random() * 50, agent=EDGE),
    "whole browser, the hidden link among them": lambda r: all_links(
        3e4, 4_000 + r.random() * 3e3, 3, agent=CHROME, hidden=True
    ),
    "sandbox that runs scripts, every link": lambda r: with_pages(
        all_links(1e4 + r.random() * 5e4, 1_800, agent=CHROME)
    ),
    "sandbox that runs scripts, the hidden link too": lambda r: with_pages(
        all_links(5_000, 2_500, 2, agent=CHROME, hidden=True)
    ),
    "sandbox that runs scripts and moves a pointer, every link": lambda r: with_pages(
        all_links(1e4 + r.random() * 5e4, 1_800, agent=CHROME), 900, "moved"
    ),
    "sandbox that runs scripts and moves a pointer, the hidden link too": lambda r: with_pages(
        all_links(5_000, 2_500, 2, agent=CHROME, hidden=True), 900, "moved"
    ),
    "sandbox that runs scripts, one link": lambda r: with_pages([Ask(8_000 + r.random() * 2e5, 0)]),
    "sandbox that runs scripts, one link minutes later, and stays": lambda r: with_pages(
        [Ask(3 * MINUTE + r.random() * 20 * MINUTE, 0)], 900, "stayed", "stayed"
    ),
    "sandbox that runs scripts, two links a minute apart": lambda r: with_pages(
        all_links(2e4 + r.random() * 4e4, 6e4, 2, agent=EDGE)
    ),
    "browser's name and a language, runs scripts, hours later": lambda r: with_pages(
        [Ask(_later(r) + HOUR, 0, CHROME, TONGUE)]
    ),
    "two links of a sample": lambda r: all_links(1.5e4, 700 + r.random() * 700, 2, agent=CHROME),
    "HEAD by a program, then GET by a browser": lambda r: [
        Ask(6_000, 0, "Apache-HttpClient/4.5.14", BARE, "HEAD"),
        Ask(9_000 + r.random() * 2e4, 0, CHROME),
    ],
    "from a filter's own network": lambda r: all_links(
        r.random() * 2 * HOUR, 9_000, 2, agent=CHROME, ip="67.219.246.20"
    ),
    "from Exchange's protection": lambda r: [Ask(r.random() * HOUR, 1, EDGE, BROWSER, "GET", "104.47.20.7")],
    "preview in a chat": lambda r: [Ask(r.random() * 9 * HOUR, 0, "Slackbot-LinkExpanding 1.0", BARE)],
    "prefetch": lambda r: [Ask(r.random() * HOUR, 0, CHROME, {**BROWSER, "sec-purpose": "prefetch;prerender"})],
    "mail that was held back, every link then": lambda r: all_links(9e5 + r.random() * 8e5, 250, agent=CHROME),
    "file behind a link, by a program": lambda r: [
        Ask(5_000, 0, "okhttp/4.12.0", BARE),
        Ask(5_200, "file", "okhttp/4.12.0", BARE),
    ],
    "file behind a link, by a browser, every link": lambda r: sorted(
        [*all_links(8_000, 600, agent=CHROME), Ask(8_150, "file", CHROME)]
    ),
    "whole browser, one link, at delivery": lambda r: [Ask(r.random() * 6e4, 0)],
    "HEAD by a whole browser, hours later": lambda r: [Ask(_later(r) + HOUR, 0, method="HEAD")],
    "whole browser, the hidden link alone, hours later": lambda r: [Ask(_later(r) + HOUR, "hidden")],
    "browser's name and nothing else of it, hours later": lambda r: [Ask(_later(r) + HOUR, 0, CHROME, BARE)],
    "a program with a browser's headers, hours later": lambda r: [Ask(_later(r) + HOUR, 0, f"{CHROME} bingbot/2.0")],
    "archive of old mail, a program": lambda r: all_links(30 * 24 * HOUR, 100, agent="Java/21.0.4", headers=BARE),
}
"""A mail's links followed for somebody, or for nobody."""


def reads(after: float, agent: str = CHROME, headers: dict[str, str] = BROWSER, link: int = 0, *more: Ask) -> list[Ask]:
    """A person follows a link, sees its page, and leaves; what they moved or touched there is told by then."""
    here = [Ask(after + 1_200, f"page {link}"), Ask(after + 9_000 + after % 7_919, f"moved {link}")]
    return sorted([Ask(after, link, agent, headers), *here, *more], key=lambda each: each.after)


def _later(r: Random) -> float:
    return MINUTE + r.random() ** 3 * 48 * HOUR


PEOPLE: dict[str, Shape] = {
    "desk, hours later": lambda r: reads(3 * HOUR + r.random() * 20 * HOUR),
    "desk, some day": lambda r: reads(_later(r), EDGE),
    "Firefox": lambda r: reads(_later(r), FIREFOX),
    "telephone": lambda r: reads(_later(r), IPHONE),
    "telephone of years ago": lambda r: reads(_later(r), OLD_IPHONE, TONGUE),
    "Android": lambda r: reads(_later(r), ANDROID),
    "within the app of a chat": lambda r: reads(_later(r), LINE, TONGUE),
    "within an app of Android": lambda r: reads(_later(r), WEBVIEW),
    "whoever waited for the mail": lambda r: reads(8_000 + r.random() * 9e4),
    "a page without our tag": lambda r: [Ask(_later(r), 0)],
    "a page without our tag, at once, opened": lambda r: [
        Ask(1.2e4, "open", THUNDERBIRD, TONGUE),
        Ask(1.5e4 + r.random() * 6e4, 0),
    ],
    "a page with a tag of before": lambda r: [Ask(m := _later(r), 0), Ask(m + 1_200, "old page 0")],
    "opens, follows, and touches nothing": lambda r: [
        Ask((m := _later(r)) - 9_000, "open", THUNDERBIRD, TONGUE),
        Ask(m, 0),
        Ask(m + 1_200, "page 0"),
    ],
    "two links, one after the other": lambda r: sorted(
        [*reads(m := _later(r)), *reads(m + 25_000 + r.random() * 6e4, CHROME, BROWSER, 2)]
    ),
    "beside a filter that asks when somebody clicks": lambda r: sorted(
        [Ask((m := _later(r)) - 400, 0, "Go-http-client/2.0", BARE, "HEAD"), *reads(m)]
    ),
    "after a filter that took every link at delivery": lambda r: sorted(
        [*all_links(3_000, 100, agent="python-requests/2.32", headers=BARE), *reads(_later(r) + 3 * MINUTE)]
    ),
    "after a whole browser that took every link at delivery": lambda r: sorted(
        [*all_links(2_000, 300, agent=CHROME), *reads(_later(r) + 3 * MINUTE)]
    ),
    "behind a proxy that leaves headers out": lambda r: reads(_later(r), CHROME, TONGUE),
    "acts on the page": lambda r: reads(20_000 + r.random() * 6e4, CHROME, BROWSER, 0, Ask(2e5, "hand 0")),
    "opens in Outlook, clicks": lambda r: sorted([Ask((m := _later(r)) - 9_000, "open", OUTLOOK, {}), *reads(m)]),
    "opens in Gmail, clicks": lambda r: sorted([Ask((m := _later(r)) - 9_000, "open", GMAIL, BARE), *reads(m)]),
    "opens in Apple's Mail, clicks": lambda r: sorted([Ask(4_000, "open", APPLE, BARE), *reads(_later(r), IPHONE)]),
    "takes the file": lambda r: sorted([Ask(m := _later(r), 0), Ask(m + 700, "file")]),
}
"""Somebody follows a link of a mail, once or twice."""

UNTOLD: dict[str, Shape] = {
    "a page without our tag, at once, no pictures": lambda r: [Ask(15_000 + r.random() * 6e4, 0)],
    "at once, no pictures, touches nothing on the page": lambda r: with_pages([Ask(15_000 + r.random() * 6e4, 0)]),
    "scripts forbidden, behind a proxy that leaves headers out": lambda r: [Ask(_later(r), 0, CHROME, TONGUE)],
}
"""People of whom nobody ever knows: they stay unknown."""
BEYOND: dict[str, Shape] = {
    "whole browser, every link, hours later": lambda r: all_links(2 * HOUR + r.random() * HOUR, 400, agent=CHROME),
    "whole browser, pictures, then one link": lambda r: [Ask(12_000, "open", CHROME, BROWSER), Ask(15_000, 0)],
    "sandbox that runs scripts and moves a pointer, one link": lambda r: with_pages([Ask(8_000, 0)], 900, "moved"),
    "sandbox that runs scripts, one link, a page with a tag of before": lambda r: [
        Ask(8_000, 0),
        Ask(8_900, "old page 0"),
    ],
}
"""Programs that do all that a person does: they are taken for one."""

SCENARIO = {
    "id": "s",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [
        {"id": "m", "mail": {"template": "t"}},
        {
            "id": "b",
            "if": {"clicked": "m"},
            "wait_up_to": "60d",
            "then": [{"add_tag": "clicked"}],
            "else": [{"add_tag": "silent"}],
        },
    ],
}
RULES = [
    {"id": "click", "name": "-", "when": {"clicked": "*"}, "points": 10},
    {"id": "open", "name": "-", "when": {"opened": "*"}, "points": 1},
    {"id": "file", "name": "-", "when": {"event": "File Downloaded"}, "points": 100},
]


TOLD: dict[str, dict[str, Any]] = {
    "page": {"type": "page"},
    "old page": {"type": "page"},
    "stayed": {"type": "track", "name": "Page Engaged", "properties": {"engaged_ms": 4_000, "hand": 0}},
    "moved": {"type": "track", "name": "Page Engaged", "properties": {"engaged_ms": 4_000, "hand": 1}},
    "hand": {"type": "track", "name": "Link Clicked"},
}


class Outcome(NamedTuple):
    """What the doors said (name of the event, by, why), and what the plan made of it."""

    doors: list[tuple[str, str, str]]
    points: dict[str, int]
    branch: str | None
    because: list[str]


def played(asks: list[Ask], edition: int | None = None) -> Outcome:
    """One mail, and all who ask for something of it, decided as it happened; then sixty days of nothing."""
    plan = plan_of([SCENARIO], {"rules": RULES})
    story = Story(plan if edition is None else plan.model_copy(update={"edition": edition})).submit("download")
    begun, run = story.now, story.person.enrolments[0]
    mail = {"mail": "mail-1", "scenario": "s", "step": "m", "enrolment": run.id}
    doors: list[tuple[str, str, str]] = []
    ids: dict[int, str] = {}
    for ask in asks:
        story.now = begun + int(ask.after)
        what, _, number = str(ask.link).rpartition(" ")
        what = what or number
        if what in TOLD:
            library = {"name": "mikomi-tag", "version": "1.1.0" if what == "old page" else "1.2.0"}
            context = {"recognised": story.person.id, "clicked": ids.get(int(number), ""), "library": library}
            told = TOLD[what]
            story.happens(**told, context={**context, "page": {"path": "/price"}}, proof=2)
            continue
        headers = {**ask.headers, **({"user-agent": ask.agent} if ask.agent else {})}
        asked = MailRequest(ask.method, headers, ask.ip, int(ask.after), ask.link == "hidden")
        verdict = evidence.of_open(asked) if what == "open" else evidence.of_click(asked)
        name = {"open": MAIL_OPENED, "file": FILE_DOWNLOADED}.get(what, MAIL_CLICKED)
        more = (
            {"file": "guide.pdf"}
            if what == "file"
            else {}
            if what in ("open", "hidden")
            else {"link": f"https://x/{what}"}
        )
        doors.append((name, *verdict))
        said = {**mail, **more, "by": verdict.by, "why": verdict.why}
        subject = f"p:{story.person.id}"
        story.happens(
            type="track", name=name, properties=said, origin="mail", subject=subject, proof=1 + (verdict.by == "human")
        )
        if isinstance(ask.link, int):
            ids[ask.link] = f"m{story.count}"
    story.until("2027-03-01 00:00")
    members = story.person.members.values()
    points = {
        rule: sum(each.points[rule].count for each in members if rule in each.points)
        for rule in ("click", "open", "file")
    }
    branch = next((tag for tag in story.person.tags), None)
    return Outcome(
        doors, points, branch, [f"{each.kind}.{each.code}" for each in story.because if each.kind == "human"]
    )


TIMES = 40


def lives(shapes: dict[str, Shape], times: int = TIMES) -> Iterator[tuple[str, Outcome]]:
    for name, shape in shapes.items():
        for number in range(times):
            yield name, played(sorted(shape(Random(f"{name} {number}")), key=lambda each: each.after))


def _print() -> None:
    """For each shape: what the doors said, and in how many lives its click was a person's to the plan."""
    for kind, shapes in (("machines", MACHINES), ("people", PEOPLE), ("never known", UNTOLD), ("beyond", BEYOND)):
        by_shape: dict[str, list[Outcome]] = {}
        for name, life in lives(shapes):
            by_shape.setdefault(name, []).append(life)
        counted = sum(life.branch == "clicked" for all_ in by_shape.values() for life in all_)
        print(f"{kind}: {counted} of {sum(map(len, by_shape.values()))} counted as a person's")
        for name, all_ in by_shape.items():
            said = ", ".join(sorted({by for life in all_ for _, by, _ in life.doors}))
            print(f"  {sum(life.branch == 'clicked' for life in all_):3} of {len(all_)}  {name} ({said})")


if __name__ == "__main__":
    _print()
