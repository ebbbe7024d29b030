"""What stands below a lead's page: what proves the consent, and the mails as they were sent."""

from collections.abc import Callable, Sequence
from typing import Any

from mikomi.console.views import Screen
from mikomi.http import Response
from mikomi.shell.people import portraits

Shown = Callable[[str, dict[str, Any]], Response]


def respond(person: str, of: Sequence[str], screen: Screen, shown: Shown) -> Response | None:
    """The answer to `/console/leads/{person}/` and this place; None if there is none."""
    match of:
        case [("consent" | "consent.json") as what]:
            from mikomi.console import suppressions

            return suppressions.respond_record(person, screen, shown, saved=what.endswith(".json"))
        case ["mails", *mail]:
            from mikomi.console import sent_mail

            portrait = portraits.lead(person, screen.language)
            return sent_mail.respond(portrait.person, mail, screen, shown) if portrait else None
        case _:
            return None
