"""API Gateway's HTTP API: from a request to the function of its route and back, in payload format 2.0.

Rules
1. A route without variables wins over one with variables, that over a greedy one (`/a/{proxy+}`, which also matches
   `/a/`), that over `$default`.
2. With CORS configured, the API answers preflights itself and adds its own CORS headers to every answer to a request
   with an Origin.
3. A body that is no text, or that is encoded, arrives in base64. More than 6 MB does not arrive (Lambda's limit): 413.
4. A handler that raises is a 500 `{"message": "Internal Server Error"}`; the caller never learns more.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, unquote

from mikomi import clock

from local.template import ACCOUNT, Body, Template

Invoke = Callable[[str, Body], Any]
LIMIT = 6 * 1024 * 1024
_TEXT = re.compile(r"^(text/.*|application/(json|javascript|xml|x-www-form-urlencoded|.*\+json|.*\+xml))\s*(;.*)?$")


@dataclass
class Answer:
    """An HTTP answer. Header names may repeat (cookies)."""

    status: int
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


def in_json(status: int, content: Any) -> Answer:
    return Answer(status, [("content-type", "application/json")], json.dumps(content, ensure_ascii=False).encode())


class Api:
    """The routes of the template's HTTP API."""

    def __init__(self, template: Template) -> None:
        integrations = {
            f"integrations/{logical}": properties["IntegrationUri"]["Fn::GetAtt"][0]
            for logical, properties in template.of_type("AWS::ApiGatewayV2::Integration").items()
        }
        routes = [
            (str(properties["RouteKey"]), integrations[template.resolve(properties["Target"])])
            for properties in template.of_type("AWS::ApiGatewayV2::Route").values()
        ]
        self.routes = [
            (key, *_pattern(key), function) for key, function in sorted(routes, key=lambda route: _rank(route[0]))
        ]
        api = next(iter(template.of_type("AWS::ApiGatewayV2::Api").values()))
        self.cors: Body | None = template.resolve(api.get("CorsConfiguration"))
        self._requests = 0

    def find(self, method: str, path: str) -> tuple[str, str, dict[str, str]] | None:
        """(route key, function, path parameters) of the route that takes this request."""
        for key, verb, pattern, function in self.routes:
            if verb in ("ANY", method) and (match := pattern.fullmatch(path)):
                return key, function, match.groupdict()
        return None

    def request(
        self, invoke: Invoke, method: str, target: str, headers: Iterable[tuple[str, str]], body: bytes
    ) -> Answer:
        """Answer one request; `target` is path and query as they stand in an address."""
        path, _, query = target.partition("?")
        path = unquote(path)
        given = [(name.lower(), value) for name, value in headers]
        origin = next((value for name, value in given if name == "origin"), None)
        if method == "OPTIONS" and self.cors and origin:
            return Answer(204, self._preflight(origin))
        found = self.find(method, path)
        if not found:
            answer = in_json(404, {"message": "Not Found"})
        elif len(body) > LIMIT:
            answer = in_json(413, {"message": "Request Entity Too Large"})
        else:
            key, function, variables = found
            try:
                answer = _answer(invoke(function, self._event(key, variables, method, path, query, given, body)))
            except Exception:
                answer = in_json(500, {"message": "Internal Server Error"})
        if self.cors:
            answer.headers = [pair for pair in answer.headers if not pair[0].lower().startswith("access-control-")]
            if origin:
                answer.headers += self._allowed_origin(origin) + self._exposed()
        return answer

    def _event(
        self,
        key: str,
        variables: dict[str, str],
        method: str,
        path: str,
        query: str,
        headers: list[tuple[str, str]],
        body: bytes,
    ) -> Body:
        self._requests += 1
        joined: dict[str, str] = {}
        for name, value in headers:
            if name != "cookie":
                joined[name] = f"{joined[name]},{value}" if name in joined else value
        parameters: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True):
            parameters[name] = f"{parameters[name]},{value}" if name in parameters else value
        cookies = [part.strip() for name, value in headers if name == "cookie" for part in value.split(";")]
        plain = "content-encoding" not in joined and bool(_TEXT.match(joined.get("content-type", "text/plain").lower()))
        now = clock.now()
        event: Body = {
            "version": "2.0",
            "routeKey": key,
            "rawPath": path,
            "rawQueryString": query,
            "headers": joined,
            "requestContext": {
                "accountId": ACCOUNT,
                "apiId": "local",
                "domainName": joined.get("host", "127.0.0.1"),
                "domainPrefix": "local",
                "http": {
                    "method": method,
                    "path": path,
                    "protocol": "HTTP/1.1",
                    "sourceIp": "127.0.0.1",
                    "userAgent": joined.get("user-agent", ""),
                },
                "requestId": f"local-{self._requests:010d}",
                "routeKey": key,
                "stage": "$default",
                "time": datetime.fromtimestamp(now / 1000, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
                "timeEpoch": now,
            },
            "isBase64Encoded": False,
        }
        if cookies:
            event["cookies"] = cookies
        if parameters:
            event["queryStringParameters"] = parameters
        if variables:
            event["pathParameters"] = variables
        if body:
            text = _as_text(body) if plain else None
            event |= {"body": text if text is not None else b64encode(body).decode(), "isBase64Encoded": text is None}
        return event

    def _allowed_origin(self, origin: str) -> list[tuple[str, str]]:
        assert self.cors
        origins = self.cors.get("AllowOrigins", [])
        allowed = "*" if "*" in origins else origin if origin in origins else None
        return [("access-control-allow-origin", allowed)] if allowed else []

    def _exposed(self) -> list[tuple[str, str]]:
        assert self.cors
        exposed = ",".join(self.cors.get("ExposeHeaders", []))
        return [("access-control-expose-headers", exposed)] if exposed else []

    def _preflight(self, origin: str) -> list[tuple[str, str]]:
        assert self.cors
        allowed = self._allowed_origin(origin)
        return allowed and [
            *allowed,
            ("access-control-allow-methods", ",".join(self.cors.get("AllowMethods", []))),
            ("access-control-allow-headers", ",".join(self.cors.get("AllowHeaders", []))),
            ("access-control-max-age", str(self.cors.get("MaxAge", 0))),
        ]


def _pattern(key: str) -> tuple[str, re.Pattern[str]]:
    if key == "$default":
        return "ANY", re.compile(".*", re.DOTALL)
    method, path = key.split(" ", 1)
    parts = re.split(r"(\{[^}]+\})", path)
    regex = "".join(
        f"(?P<{part[1:-2]}>.*)"
        if part.endswith("+}")
        else f"(?P<{part[1:-1]}>[^/]+)"
        if part.startswith("{")
        else re.escape(part)
        for part in parts
    )
    return method, re.compile(regex)


def _rank(key: str) -> tuple[int, int]:
    """Most specific first."""
    return (3 if key == "$default" else 2 if "+}" in key else 1 if "{" in key else 0), -len(key)


def _as_text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _answer(given: Any) -> Answer:
    """The function's answer in HTTP: format 2.0, or anything else as JSON with 200."""
    if not isinstance(given, dict) or "statusCode" not in given:
        return in_json(200, given)
    headers = [(str(name), str(value)) for name, value in (given.get("headers") or {}).items()]
    headers += [("set-cookie", cookie) for cookie in given.get("cookies") or []]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("content-type", "text/plain;charset=UTF-8"))
    body = given.get("body") or ""
    raw = b64decode(body) if given.get("isBase64Encoded") else body.encode() if isinstance(body, str) else body
    return Answer(int(given["statusCode"]), headers, raw)
