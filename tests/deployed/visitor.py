"""Who comes to the site of the deployed stack: over HTTP, at the addresses that the API has."""

import http.client
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.deployed import stack
from tests.deployed.emulator import asked, wait
from tests.deployed.stack import Account

PATIENCE = 120.0
"""Seconds for what streams and queues bring about: every function starts anew, on one machine."""


@dataclass(frozen=True)
class Visitor:
    """A browser that will become a lead."""

    account: Account
    browser: str
    email: str

    def looks_at(self, path: str) -> None:
        """A page view, with the public key."""
        key = stack.outputs(self.account)["WriteKey"]
        page = {"url": f"https://example.co.jp{path}", "path": path}
        event = {
            "anonymousId": self.browser,
            "messageId": f"{self.browser}-{path}",
            "properties": page,
            "writeKey": key,
        }
        self._asks("POST", "/v1/page", event, 200)

    def sends_form(self) -> None:
        """The check-up of the starter: its result is mailed at once, at any hour."""
        answers = {
            "email": self.email,
            "lastName": "山田",
            "company": "北星精機",
            "quoteTime": "long",
            "typedTwice": "daily",
        }
        self._asks("POST", "/v1/forms/checkup", {"anonymousId": self.browser, "consent": "on", **answers}, 200)

    def mail(self) -> dict[str, Any]:
        """The one that SES has for the address. TimeoutError: none came."""
        return dict(wait(lambda: next(iter(self._mails()), None), PATIENCE))

    def follows_link(self, mail: dict[str, Any]) -> str:
        """The first link of the mail: where it leads."""
        link = re.search(r"https://m\.example\.co\.jp(/c/\S+)", mail["BodyText"])
        assert link, mail["BodyText"]
        return self._asks("GET", link[1], None, 302)

    def _mails(self) -> list[dict[str, Any]]:
        sent = asked(f"{self.account.address}/_ministack/ses/messages") or {"messages": {}}
        return [each for of_account in sent["messages"].values() for each in of_account if self.email in each["To"]]

    def _asks(self, method: str, path: str, body: Any, expected: int) -> str:
        """Where the answer leads. AssertionError: it is another one."""
        status, location, text = self._answer(method, path, body)
        assert status == expected, f"{method} {path}: {status} {text[:500]}"
        return location

    def _answer(self, method: str, path: str, body: Any) -> tuple[int, str, str]:
        here = urlsplit(self.account.address)
        api = next(name for kind, name in stack.resources(self.account).values() if kind == "AWS::ApiGatewayV2::Api")
        headers = {"Host": f"{api}.execute-api.localhost:{here.port}", "accept": "application/json"}
        headers |= {"content-type": "application/json"} if body else {}
        connection = http.client.HTTPConnection(f"{here.hostname}:{here.port}", timeout=60)
        try:
            connection.request(method, path, json.dumps(body).encode() if body else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("location", ""), answer.read().decode()
        finally:
            connection.close()
