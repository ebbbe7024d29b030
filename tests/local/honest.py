"""What honest clients, readers, reps and scanners send: at least one request for every route of template.yaml.

`@who` stands for a browser, `@new` for a messageId: whoever sends them puts names in their place.
"""

import gzip
import json
import re
from collections.abc import Callable
from typing import Any

from mikomi import keys, tokens
from mikomi.aws import people, secrets
from mikomi.shell import sent_mails

from local.routes import Answer
from local.stack import SENDER_DOMAIN, WRITE_KEY, Stack
from tests.functions.http_api import captures
from tests.local.shapes import JSON, PAGE, Ask

HERE = "http://127.0.0.1:8000"
SITE = f"https://www.{SENDER_DOMAIN}"
READER = "reader@mail.example"
BEARER = {"authorization": "Bearer sk_local"}
BASIC = {**JSON, "authorization": "Basic c2tfbG9jYWw6"}
KEY = (("writeKey", WRITE_KEY),)
BEHIND = (("what", "entered"),)
CRM = {"batch": [{"external_id": "00Q-1", "id": "e-1", "at": "2026-11-24T10:00:00+09:00", "stage": "opportunity"}]}
FILLED = {"lastName": "山田", "firstName": "花子", "company": "株式会社青空", "inquiry": "質問", "consent": True}

Send = Callable[[Ask], Answer]


def requests(stack: Stack, send: Send) -> list[Ask]:
    """One of each kind, on a stack whose workspace is published; a lead to whom mails went is made on the way."""
    asks = [*_captured(), *_calls(), *_forms(), *_links(stack, send), *_pages(), *_console()]
    met = {route[0] for ask in asks if (route := stack.api.find(ask.method, ask.path))}
    missing = {key for key, *_ in stack.api.routes} - met
    assert not missing, f"no honest request for {missing}"
    return asks


def _captured() -> list[Ask]:
    """What real SDKs sent, with this stack's key."""
    asks = []
    for capture in captures():
        path, _, _ = capture.address.partition("?")
        query = KEY if "writeKey" in capture.address else ()
        ours = ("authorization", "content-encoding", "content-length", "host")
        headers = {name: value for name, value in capture.headers.items() if name not in ours}
        raw = gzip.decompress(capture.body) if capture.headers.get("content-encoding") == "gzip" else capture.body
        asks.append(
            Ask(capture.method, path, query, headers, {**json.loads(raw), "writeKey": WRITE_KEY} if raw else b"")
        )
    return asks


def _page(**context: Any) -> dict[str, Any]:
    page = {
        "path": "/price",
        "title": "料金",
        "url": f"{SITE}/price?utm_source=ad",
        "referrer": "https://www.google.com/",
    }
    seen = {"page": page, "pageId": "p1", **context}
    return {"type": "page", "anonymousId": "@who", "messageId": "@new", "context": seen}


def _track(name: str, **properties: Any) -> dict[str, Any]:
    whose = {"anonymousId": "@who", "messageId": "@new", "context": {"pageId": "p1"}}
    return {"type": "track", "event": name, "properties": properties, **whose}


def _engaged() -> dict[str, Any]:
    return _track("Page Engaged", engaged_ms=15_000, path="/price", scroll_percent=50)


def _identify() -> dict[str, Any]:
    traits = {"email": "@who@mail.example", "lastName": "山田", "firstName": "花子", "company": "株式会社青空"}
    told = {**traits, "title": "部長", "phone": "03-1234-5678"}
    return {"type": "identify", "anonymousId": "@who", "messageId": "@new", "traits": told}


def _calls() -> list[Ask]:
    """Segment's calls, each by both of its addresses and with either key, and batches of them."""
    usual = {"anonymousId": "@who", "messageId": "@new", "timestamp": "2026-11-20T00:00:00Z", "writeKey": WRITE_KEY}
    calls = {
        "track": _track("Form Submitted", form="download"),
        "page": _page(),
        "screen": {"name": "Home"},
        "identify": _identify(),
        "group": {"groupId": "g1", "traits": {"name": "株式会社青空"}},
        "alias": {"previousId": "x", "userId": "U1"},
    }
    asks = []
    for kind, more in calls.items():
        asks += [Ask("POST", f"/v1/{path}", (), JSON, {**usual, **more}) for path in (kind, kind[0])]
        asks.append(Ask("POST", f"/v1/{kind}", (), BASIC, {**usual, **more, "userId": "U@who"}))
    events = [_page(), _engaged(), _identify(), _track("Order Placed", price=5000)]
    batch = {"batch": events, "writeKey": WRITE_KEY}
    asks += [Ask("POST", path, (), JSON, batch) for path in ("/v1/batch", "/v1/b", "/v1/validate", "/v1/batch")]
    return [*asks, Ask("POST", "/beacon/v1/batch", KEY, {"content-type": "text/plain"}, batch)]


def _forms() -> list[Ask]:
    """Forms as programs send them, and one that the tag read along."""
    filled = {**FILLED, "email": "@who@mail.example", "anonymousId": "@who", "messageId": "@new"}
    captured = {"captured": True, "fields": FILLED, "anonymousId": "@who", "messageId": "@new"}
    forms = [(form, headers) for form in ("download", "contact") for headers in (JSON, JSON | PAGE)]
    asks = [Ask("POST", f"/v1/forms/{form}", (), headers, filled) for form, headers in forms]
    return [*asks, Ask("POST", "/v1/forms/other", (), JSON, captured)]


def _links(stack: Stack, send: Send) -> list[Ask]:
    """The links of mails and alerts about a lead, signed as ours are, and what their reader does."""
    said = {**FILLED, "email": READER}
    made = {**said, "anonymousId": "reader-1", "messageId": "reader-form"}
    assert send(Ask("POST", "/v1/forms/download", (), JSON, made)).status == 200
    stack.settle()
    person = people.find_alias(keys.email_alias(READER))
    mail = {"p": person, "m": "mail-1", "s": "doc-request", "t": "thanks", "e": "e", "a": READER, "u": f"{SITE}/price"}
    link = {**mail, "x": 9_000_000_000_000, "f": "assets/guide.pdf", "l": "ja"}
    answer = {"p": person, "r": "sato", "a": "alert-1", "t": 1_795_000_000_000, "k": "appo"}
    signed: list[tuple[str, str, dict[str, Any]]] = [
        *(("c", "click", link), ("o", "open", link), ("u", "unsubscribe", link), ("v", "view", link)),
        *(("d", "asset", link), ("a", "answer", answer), ("f", "answer", answer), ("s", "seen", answer)),
        ("k", "confirm", {**link, "f": "download", "v": 1}),
    ]
    asks = []
    for path, purpose, payload in signed:
        address = f"/{path}/{tokens.seal(secrets.root(), purpose, payload)}"
        asks += [
            Ask(method, address, (), PAGE) for method in ("GET", "HEAD", "POST") if stack.api.find(method, address)
        ]
    mk = tokens.seal(secrets.root(), "recognise", link)
    page = send(Ask("GET", "/f/download", (), PAGE)).text
    hidden = tuple(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    pressed = (*hidden, *((name, str(value)) for name, value in said.items()))
    lead = people.load(person or "")
    assert lead is not None
    (sent, _), *_ = sent_mails.listed(lead)
    leads = [(area, f"/mails/{sent.id}") for area in ("console", "v1")]
    leads += [("v1", "/mails"), ("console", f"/mails/{sent.id}/html/1")]
    leads += [("console", ""), ("v1", ""), ("v1", "/timeline"), ("v1", "/consent"), ("console", "/consent")]
    return [
        *asks,
        *(Ask("GET", f"/{area}/leads/{person}{more}", (), {**PAGE, **BEARER}) for area, more in leads),
        Ask("GET", "/f/download", (("mk", mk), ("lang", "en")), PAGE),
        Ask("GET", "/f/contact", (), {**PAGE, "cookie": f"mikomi_mk={mk}"}),
        Ask("POST", "/f/download", (), PAGE, pressed),
        Ask("POST", "/v1/batch", (), JSON, {"batch": [_page(mikomi=mk), _engaged()], "writeKey": WRITE_KEY}),
    ]


def _pages() -> list[Ask]:
    """What web sites load, by address alone."""
    pixel = (*KEY, ("anonymousId", "pixel-1"), ("event", "Mail Viewed"), ("price", "5"))
    renewal = {"sec-fetch-site": "same-site", "cookie": "mikomi_id=aaaaaaaaaa"}
    return [
        *(Ask("GET", path) for path in ("/tag.js", "/form.js", "/layer.js", "/seen.js", "/tag/1.0.0.js")),
        *(Ask("GET", path, KEY) for path in ("/sourceConfig", "/sourceConfig/")),
        *(Ask("GET", path, (("lang", "ja"), ("anonymousId", "b1"))) for path in ("/v1/forms/download", "/f/contact")),
        Ask("GET", "/n", (("lang", "en"),), PAGE),
        Ask("GET", "/n", (), PAGE),
        Ask("GET", "/n/20261201T010000-abcdefgh", (), PAGE),
        Ask("GET", "/v1/p.gif", pixel),
        Ask("GET", "/v1/slots/price", (("a", "b1"), ("lang", "en"))),
        Ask("GET", "/v1/id.gif", (("a", "aaaaaaaaaa"), ("d", SENDER_DOMAIN)), renewal),
    ]


def _console() -> list[Ask]:
    """What people look at and press in the console, and what programs read."""
    places = (
        "",
        "/attention",
        "/work",
        "/attention/mails",
        "/visitors/b1",
        "/scenarios",
        "/scenarios/doc-request",
        "/segments",
        "/mailings",
        "/mailings/winter-sale@2026-12-10T1000",
        "/segments/persona-decider",
        "/segments/persona-decider/people.csv",
        "/scenarios/doc-request/steps.csv",
        "/scenarios/doc-request/mails/thanks",
        "/scenarios/doc-request/journey",
        "/sources",
        "/sales",
        "/showings",
        "/next",
        "/leads",
        "/companies",
        "/proposals",
        "/companies/c_x",
        "/week/2026-11-23/goals",
        "/week.csv",
        "/leads.csv?sort=recent",
        "/scenarios/doc-request/graph.svg",
        "/scenarios/doc-request/change?act=version",
        "/preview",
        "/preview?search=x&stage=y",
        "/preview/faq",
        "/preview/faq/html",
        "/static/console.css",
        "/clock",
        "/coupons?code=WINTER-AAAAAAAA",
        "/suppressions",
        "/versions",
        "/versions/1",
        "/versions/1/backtest",
        "/versions/shadow",
        "/versions/candidates/1",
        "/versions/candidates/1/backtest",
        "/attention/channels",
    )
    back = (("back", "/console"), ("code", "c"), ("state", "s"))
    button = (("csrf", "0" * 32), ("verb", "again"))
    pressed = (
        *(
            "/auth/logout",
            "/console/mailings",
            "/console/mailings/x@y/pause",
            "/console/segments/count",
            "/console/work/x/stop",
            "/console/leads/l_x/acts",
            "/console/coupons",
            "/console/proposals",
            "/console/suppressions",
            "/console/suppressions/lift",
            "/console/sending",
            "/console/versions/1/rollback",
            "/console/versions/candidates/1/approve",
            "/console/versions/shadow/stop",
            "/console/scenarios/doc-request/change",
            "/console/preview/faq",
        ),
        *("/console/attention/x/retry", "/console/attention/mails", "/console/attention/channels/sales-room/test"),
    )
    queries = ((("limit", "5"),), (("email", READER),), (("cursor", "x.y"),))
    return [
        *(Ask("GET", f"/console{place}", (), PAGE) for place in places),
        *(Ask("GET", path, back, PAGE) for path in ("/auth/login", "/auth/callback")),
        *(Ask("POST", path, (), {**PAGE, "origin": HERE}, button) for path in pressed),
        *(Ask("GET", "/v1/leads", query, BEARER) for query in queries),
        Ask("POST", "/v1/leads/l_x/acts", (), BEARER),
        Ask("POST", "/v1/crm/salesforce/events", (), {**JSON, **BEARER}, CRM),
        *(
            Ask("GET", f"/v1/{place}", (), BEARER)
            for place in (
                "segments",
                "suppressions",
                "companies",
                "companies/c_x",
                "mails",
                "mailings",
                "work",
                "scenarios",
                "scenarios/doc-request",
                "scenarios/doc-request/change",
                "results/sources",
                "results/sales",
                "results/showings",
                "results/week",
                "versions",
                "versions/1",
                "versions/1/backtest",
                "versions/1/around",
                "versions/1/forecast",
                "shadow",
            )
        ),
        *(Ask("GET", f"/v1/results/scenarios/doc-request{what}", (), BEARER) for what in ("", "/goal", "/journey")),
        Ask("GET", "/v1/mailings/doc-request@2026-12-10T1000", (), BEARER),
        Ask("GET", "/v1/coupons/WINTER-AAAAAAAA", (), BEARER),
        Ask("POST", "/v1/coupons/WINTER-AAAAAAAA", (), {**JSON, **BEARER}, {"order_id": "A-1"}),
        Ask("GET", "/v1/results/scenarios/doc-request/people", BEHIND, BEARER),
        Ask("GET", "/console/scenarios/doc-request/people", BEHIND, PAGE),
        Ask("GET", "/console/mailings/new", (("scenario", "doc-request"), ("of", "doc-request"), *BEHIND), PAGE),
        *(Ask("GET", "/v1/segments/persona-decider/people", query, BEARER) for query in queries),
        Ask("GET", "/console/visitors/b1", (("seen", "x"), ("since", "1")), {**PAGE, "hx-request": "true"}),
        Ask("GET", "/console", (("email", READER), ("lang", "en")), PAGE),
    ]
