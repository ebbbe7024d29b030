"""Requests of any shape: honest ones to every route of template.yaml, bent by a grammar of what goes wrong.

Rules
1. A request is drawn from a seed and a number alone, so that one that found something is sent again by these two.
2. Bent is what an honest client sends: nonsense alone ends at the first check and finds nothing.
3. Each bend knows one level: a value within JSON, the spelling of JSON, a body's encoding, a header, a query, a cookie,
   a path, a method.
"""

import copy
import gzip
import json
from base64 import b64encode
from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

SCRIPT = "<script>alert(1)</script>\"'>{{7*7}}"
"""No page may hold it as it stands."""
SPELT = {"@@digits@@": "9" * 5_000, "@@deep@@": "[" * 3_000 + "]" * 3_000, "@@half@@": '"\\ud83d"', "@@e@@": "1e999"}
"""What json.dumps cannot write, by the text that stands for it."""
TEXTS = [
    *("", " ", "0", "-1", "true", "null", "x" * 300, "x" * 40_000, "あ" * 900, "\x00", "\r\nSet-Cookie: a=b"),
    *("%0d%0aX: y", "\u202eexe.fdp", "\u2028", "\ufeff", "👩\u200d👩\u200d👧", "../../etc/passwd", "//evil.example/x"),
    *(
        "https://[",
        "http://",
        "https://evil.example/x",
        "javascript:alert(1)",
        SCRIPT,
        "a@b.example",
        "A+tag@B.example",
    ),
    *("@", "a..b@docomo.ne.jp", "p:l_1", "user:U1", "v_1", "l_1", "person#l_1", "alias#user#1", "__proto__", "%"),
    *("%ff", "%00", "?", "#", ";", "=", "9999-12-31T23:59:59-23:59", "0001-01-01", "2026-11-20T00:00:00Z", "1e999"),
    *("NaN", "９９", "ﷺ" * 200, "é", "🚀", *SPELT),
]
NUMBERS = [0, -1, 1, 2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**400, 1.5, 1e308, float("nan"), float("inf"), -0.0, True]
NAMES = [
    *("engaged_ms", "path", "url", "title", "form", "scenario", "step", "slot", "choice", "address", "answer", "email"),
    *(
        "userId",
        "anonymousId",
        "messageId",
        "type",
        "event",
        "traits",
        "properties",
        "context",
        "consent",
        "recognised",
    ),
    *(
        "origin",
        "proof",
        "mikomi",
        "batch",
        "writeKey",
        "timestamp",
        "sentAt",
        "captured",
        "fields",
        "name",
        "lastName",
    ),
]
BOMB = gzip.compress(b" " * 9_000_000, mtime=0)
PAGE = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
JSON = {"accept": "application/json", "content-type": "application/json"}


class Ask(NamedTuple):
    """One request. `body` is JSON (a dict or a list), a form (a tuple of pairs), or bytes as they are."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = {}  # noqa: RUF012 (never changed)
    body: Any = b""
    spelt: str = ""
    """The query as it stands, where it is no list of names and values."""

    @property
    def target(self) -> str:
        query = self.spelt or urlencode(self.query, errors="replace")
        return self.path + (f"?{query}" if query else "")

    @property
    def bytes(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        if isinstance(self.body, tuple):
            return urlencode(self.body, errors="replace").encode()
        text = json.dumps(self.body, ensure_ascii=False)
        for stands, spelt in SPELT.items():
            text = text.replace(f'"{stands}"', spelt)
        return text.encode("utf-8", "surrogatepass")


def bent(ask: Ask, random: Random) -> Ask:
    """The request with a few things wrong with it; now and then with none."""
    for _ in range(random.choice([0, 1, 1, 1, 2, 2, 3, 5])):
        ask = random.choice(BENDS)(ask, random)
    return ask


def anything(random: Random, depth: int = 3) -> Any:
    """A value of any kind."""
    kind = random.random()
    if kind < 0.45:
        return random.choice(TEXTS)
    if kind < 0.7:
        return random.choice(NUMBERS)
    if kind < 0.78 or depth == 0:
        return None
    if kind < 0.88:
        return [anything(random, depth - 1) for _ in range(random.choice([0, 1, 3, 40]))]
    if kind < 0.9:
        return _nested(random.choice([15, 17, 60, 300]))
    return {random.choice(NAMES + TEXTS): anything(random, depth - 1) for _ in range(random.choice([0, 1, 3, 40]))}


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"a": value}
    return value


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) within JSON."""
    here = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [(value, key) for key, _ in here] + [place for _, each in here for place in _places(each)]


def _value(ask: Ask, random: Random) -> Ask:
    """Another value in one place of the body."""
    if isinstance(ask.body, tuple) and ask.body:
        at = random.randrange(len(ask.body))
        pairs = list(ask.body)
        pairs[at] = (pairs[at][0], random.choice(TEXTS))
        return ask._replace(body=tuple(pairs))
    if not isinstance(ask.body, dict | list):
        return ask
    body = copy.deepcopy(ask.body)
    places = _places(body)
    if places:
        container, key = random.choice(places)
        container[key] = anything(random)
    return ask._replace(body=body)


def _name(ask: Ask, random: Random) -> Ask:
    """A name more, a name less, a name changed."""
    if not isinstance(ask.body, dict):
        return ask
    body = copy.deepcopy(ask.body)
    containers = [each for each in (body, *(held[key] for held, key in _places(body))) if isinstance(each, dict)]
    chosen = random.choice(containers)
    if chosen and random.random() < 0.4:
        del chosen[random.choice(list(chosen))]
    else:
        chosen[random.choice(NAMES + TEXTS)] = anything(random)
    return ask._replace(body=body)


def _many(ask: Ask, random: Random) -> Ask:
    """A batch of a good many, or of the same twice."""
    if not isinstance(ask.body, dict):
        return ask
    events = ask.body.get("batch")
    if isinstance(events, list) and events:
        repeated = [random.choice(events) for _ in range(random.choice([2, 20, 100, 101]))]
        return ask._replace(body={**ask.body, "batch": repeated})
    return ask._replace(body={"batch": [ask.body] * random.choice([1, 2, 50]), "writeKey": ask.body.get("writeKey")})


def _bytes(ask: Ask, random: Random) -> Ask:
    """The bytes of the body, cut, doubled, in another encoding, packed, or not what they say."""
    raw = ask.bytes
    cut = random.randrange(len(raw) + 1)
    noise = bytes(random.randrange(256) for _ in range(random.choice([1, 8, 200])))
    packed, text = gzip.compress(raw, mtime=0), raw.decode("utf-8", "replace")
    made = random.choice(
        [
            *(raw[:cut], raw + raw, raw[:cut] + noise + raw[cut:], noise, b"", b64encode(raw), raw + b" " * 520_000),
            *(b"\xef\xbb\xbf" + raw, text.encode("utf-16"), packed, packed[:cut], BOMB, b"[" * 100_000, b"&" * 60_000),
            *(b"a=%" * 9_000, b'{"batch":' * 400, b'"\\' * 50_000, b"[" * 2_000 + b'"\\' * 60_000),
        ]
    )
    said = {"content-encoding": random.choice(["gzip", "identity", "br", "GZIP", "gzip, gzip", ""])}
    return ask._replace(body=made, headers={**ask.headers, **(said if random.random() < 0.4 else {})})


def _multipart(ask: Ask, random: Random) -> Ask:
    """A form as multipart, whole or broken."""
    pairs = ask.body if isinstance(ask.body, tuple) else (("List-Unsubscribe", "One-Click"), ("email", "a@b.example"))
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in pairs)
    kind = "multipart/form-data" + random.choice(["; boundary=b", "", "; boundary=" + "b" * 90])
    raw = (parts + "--b--\r\n").encode("utf-8", "replace")
    sent = raw[: random.choice([len(raw), len(raw) // 2])]
    return ask._replace(body=sent, headers={**ask.headers, "content-type": kind})


HEADERS = {
    "content-type": [
        *("", "text/plain", "application/json; charset=shift_jis", "application/octet-stream", "x" * 900, "é"),
        "multipart/form-data",
    ],
    "authorization": [
        *("Basic", "Basic ====", "Basic d2tfbG9jYWw6", "Basic c2tfbG9jYWw6", "Bearer sk_local", "Bearer ", "basic é"),
        "x" * 4_000,
    ],
    "origin": ["null", "https://evil.example", "http://[", "http://127.0.0.1:8000", "", "https://" + "a" * 3_000],
    "host": ["evil.example", "127.0.0.1:8000", "[", "localhost", "", "a" * 900],
    "accept": ["*/*", "application/json", "text/html", "", "é"],
    "accept-language": ["en", "ja", "", "xx" * 900, "é"],
    "sec-fetch-mode": ["cors", "navigate"],
    "sec-fetch-site": ["same-site", "cross-site", ""],
    "hx-request": ["true"],
    "x-csrf": ["", "é", "0" * 32],
    "referer": ["https://[", "https://shop.example/" + "p" * 4_000, "", "é"],
    "sentat": ["2026-11-20T00:00:00Z", "9999-12-31", "x"],
    "if-none-match": ["*", '"x"'],
    "accept-encoding": ["gzip", "br", ""],
    "cookie": [
        *("mikomi_id=aaaaaaaaaa", "mikomi_mk=x.y", "__Host-mikomi=x.y", "__Host-mikomi-login==", ";;=", "é=1"),
        *("mikomi-language=ja; a", "a=" * 900),
    ],
}


def _header(ask: Ask, random: Random) -> Ask:
    name = random.choice(list(HEADERS))
    if name in ask.headers and random.random() < 0.3:
        return ask._replace(headers={other: value for other, value in ask.headers.items() if other != name})
    return ask._replace(headers={**ask.headers, name: random.choice(HEADERS[name])})


PARAMETERS = [
    *("lang", "a", "d", "mk", "data", "writeKey", "cursor", "limit", "email", "seen", "since", "back", "code", "state"),
    *("all", "embedded", "sort", "anonymousId", "userId", "event"),
]
QUERIES = ["&&&", "%", "%%%=%ff", "=", "a" * 8_000, "a=1;b=2", "&a" * 4_000, "limit=" + "9" * 5_000]


def _query(ask: Ask, random: Random) -> Ask:
    """Another value, a name more, or a query that is none."""
    kind = random.random()
    if kind < 0.15:
        return ask._replace(spelt=random.choice(QUERIES))
    pairs = list(ask.query)
    if pairs and kind < 0.6:
        at = random.randrange(len(pairs))
        pairs[at] = (pairs[at][0], random.choice([*TEXTS, "9" * 5_000]))
    else:
        pairs.append((random.choice(PARAMETERS), random.choice([*TEXTS, "9" * 5_000])))
    return ask._replace(query=tuple(pairs), spelt="")


def _path(ask: Ask, random: Random) -> Ask:
    """Another last part, a part more, cut off, or slashes too many."""
    *before, last = ask.path.split("/")
    odd = quote(random.choice([*TEXTS, "x" * 3_000]), safe=random.choice(["", "/%"]), errors="replace")
    cut = last[: random.randrange(len(last) + 1)]
    beside = ["/".join([*before, odd]), "/".join([*before, cut]), f"/{ask.path}"]
    behind = [ask.path + more for more in (f"/{odd}", "=", "%0d%0aX:y", "/")]
    return ask._replace(path=random.choice(beside + behind)[:9_000])


def _method(ask: Ask, random: Random) -> Ask:
    return ask._replace(method=random.choice(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"]))


BENDS: list[Callable[[Ask, Random], Ask]] = [
    *(_value, _value, _value, _value, _name, _name, _many, _bytes, _multipart),
    *(_header, _header, _query, _query, _path, _method),
]
