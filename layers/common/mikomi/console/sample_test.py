"""The button below a mail's preview that sends it as a test: to whoever is logged in, and to nobody else.

Rules
1. The address is that of the session, never one of the form. On the local stack, where nobody logs in, it is the first
   of those whom settings.json names.
2. What became of it is said on the page: taken, refused, or not known. It is counted nowhere (`shell.operator.trial`).
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from mikomi import clock, http
from mikomi.aws.ses import Accepted, Busy, NoAnswer, Rejected, Unready
from mikomi.console.views import Screen
from mikomi.core.mails import trial_mail
from mikomi.core.mails.message import Unwritable
from mikomi.core.mails.sample import SampleMail
from mikomi.http import Response
from mikomi.model.company import CompanySettings
from mikomi.shell.operator import trial

OUTCOMES = ("accepted", "busy", "unready", "rejected", "silent", "many", "unwritable")


def receiver(email: str | None, settings: CompanySettings, *, local: bool) -> str:
    """To whom the test goes; empty where nobody is known."""
    return email or next(iter(trial_mail.receivers(settings) if local else ()), "")


def send(mail: str, made: SampleMail | None, to: str, asked: Mapping[str, str], screen: Screen) -> Response:
    """Send it, and back to the page."""
    outcome = _sent(made, to, screen.plan.settings) if made and to else "unwritable"
    said = {"lead": asked.get("lead", "").strip(), "way": asked.get("way", "0"), "sent": outcome}
    return http.redirect(f"/console/preview/{mail}?{urlencode(said)}")


def _sent(made: SampleMail, to: str, settings: CompanySettings) -> str:
    try:
        outcome = trial.send(made, to, settings, clock.now())
    except trial.TooMany:
        return "many"
    except Unwritable:
        return "unwritable"
    match outcome:
        case Accepted():
            return "accepted"
        case Busy():
            return "busy"
        case Unready():
            return "unready"
        case Rejected():
            return "rejected"
        case NoAnswer():
            return "silent"
