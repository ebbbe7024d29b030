"""The signed links of mails and alerts.

Rules
1. Only links to the web are counted; our own pages of a mail (unsubscribe, view) stay as they are.
2. The target stands inside the signed token, so that nobody can turn our address into a redirect to theirs.
3. Whether the page that is reached is told whose browser comes (`r`) is signed with it: only the company's own hosts
   are (`company.site`, `company.hosts`), each by its exact name, and our own forms.
"""

from typing import NamedTuple

from mikomi import tokens, web_address
from mikomi.core.behaviour.own_sites import own_sites
from mikomi.model.base import Json, Millis
from mikomi.model.company import Company
from mikomi.model.effects import SendMail

CONFIRM_WITHIN = 7 * 86_400_000
"""How long (milliseconds) a confirmation may be given."""
SEEN = "seen"
"""What a token of `seen` is for."""
SAMPLE = "sample"
"""What stands in place of a token in the links of a mail that is only looked at."""
NOWHERE = "#"
_OURS = ("/u/", "/o/", "/c/", "/v/")


class Links(NamedTuple):
    """What signs links (`root`) and where they lead (`api_url`, without a slash at the end). `written_at`: when the
    mail is written, which its links tell whoever asks how soon they are followed."""

    root: str
    api_url: str
    written_at: Millis | None = None

    @property
    def is_counted(self) -> bool:
        """Whether it is to be noted that the mail was opened."""
        return True

    def unsubscribe(self, person: str, address: str, mail: str, topic: str | None = None) -> str:
        of_topic = {"t": topic} if topic is not None else {}
        return self._signed("u", "unsubscribe", {"p": person, "a": address, "m": mail, **of_topic})

    def view(self, person: str, mail: str) -> str:
        return self._signed("v", "view", {"p": person, "m": mail})

    def counted(self, url: str, company: Company, person: str, mail: SendMail) -> str:
        """The link by which we learn that it was followed; the address itself where there is nothing to count."""
        target = web_address.read(url)
        if target is None or self.is_ours(target.text):
            return url
        # only there may the page that is reached learn whose browser this is
        is_own = target.site in own_sites(company) or target.text.startswith(f"{self.api_url}/f/")
        shown = {"r": 1} if is_own and not target.has_user else {}
        return self._signed("c", "click", {**_of_mail(person, mail), "u": url, **shown, **self._written})

    def hidden(self, company: Company, person: str, mail: SendMail) -> str:
        """A link for programs: no reader sees it, so that whoever follows it is none. It leads to the
        company's site."""
        return self._signed("c", "click", {**_of_mail(person, mail), "u": company.site or self.api_url, "h": 1})

    def open(self, person: str, mail: SendMail) -> str:
        return self._signed("o", "open", {**_of_mail(person, mail), **self._written})

    def answer(self, person: str, rep: str, alert: str, decided_at: Millis, answer: str) -> str:
        return self._signed("a", "answer", {**seen(person, rep, alert, decided_at), "k": answer})

    @property
    def _written(self) -> Json:
        """In whole seconds: a link stands in every mail, many times."""
        return {} if self.written_at is None else {"w": self.written_at // 1000}

    def asset(self, file: str, ends_at: Millis, subject: str, mail: str = "") -> str:
        """The way to a file; `subject` (of the log) is whose doing it is that the file is taken by this link, which may
        stand in a mail."""
        in_mail = {"m": mail, **self._written} if mail else {}
        return self._signed("d", "asset", {"f": file, "x": ends_at, "s": subject, **in_mail})

    def confirm(self, person: str, address: str, mail: SendMail) -> str:
        """Where the holder of the address agrees to what the mail's form asks, for a week."""
        assert mail.confirms
        of_form = {"f": mail.confirms.form, "l": mail.confirms.language, "v": mail.plan}
        return self._signed(
            "k", "confirm", {"p": person, "a": address, "m": mail.id, **of_form, "x": mail.at + CONFIRM_WITHIN}
        )

    def lead(self, person: str) -> str:
        """The console's page of one lead (behind the login)."""
        return f"{self.api_url}/console/leads/{person}"

    def alerted(self, person: str, rep: str, alert: str, decided_at: Millis) -> str:
        """The same page, as an alert leads to it: whoever looks at it there has seen the alert."""
        token = tokens.seal(self.root, SEEN, seen(person, rep, alert, decided_at))
        return f"{self.lead(person)}?alert={token}"

    def is_ours(self, url: str) -> bool:
        return any(url.startswith(self.api_url + path) for path in _OURS)

    def _signed(self, path: str, purpose: str, payload: Json) -> str:
        return f"{self.api_url}/{path}/{tokens.seal(self.root, purpose, payload)}"


class SampleLinks(Links):
    """Those of a mail to look at: its own lead where they lead, and nobody hears of it; ours lead to a page that says
    so. `root` may be empty where there is no deployment: then what a form gives has no link either."""

    @property
    def is_counted(self) -> bool:
        return False

    def unsubscribe(self, person: str, address: str, mail: str, topic: str | None = None) -> str:
        return f"{self.api_url}/u/{SAMPLE}"

    def view(self, person: str, mail: str) -> str:
        return f"{self.api_url}/v/{SAMPLE}"

    def counted(self, url: str, company: Company, person: str, mail: SendMail) -> str:
        return url

    def asset(self, file: str, ends_at: Millis, subject: str, mail: str = "") -> str:
        return super().asset(file, ends_at, "") if self.root else f"{self.api_url}/d/{SAMPLE}"


class InertLinks(Links):
    """Those of a mail that was sent, to be looked at by somebody else than its reader: none leads anywhere, and nobody
    hears of it."""

    @property
    def is_counted(self) -> bool:
        return False

    def counted(self, url: str, company: Company, person: str, mail: SendMail) -> str:
        return NOWHERE

    def _signed(self, path: str, purpose: str, payload: Json) -> str:
        return NOWHERE


class NamedLinks(InertLinks):
    """The same for a text: where the company's own lead is written there."""

    def counted(self, url: str, company: Company, person: str, mail: SendMail) -> str:
        return url


def seen(person: str, rep: str, alert: str, decided_at: Millis) -> Json:
    """What a page needs to tell that this rep has seen the alert about this person."""
    return {"p": person, "r": rep, "a": alert, "t": decided_at}


def _of_mail(person: str, mail: SendMail) -> Json:
    payload: Json = {"p": person, "m": mail.id, "s": mail.scenario, "t": mail.step, "e": mail.enrolment}
    return {**payload, "v": mail.variant} if mail.variant else payload
