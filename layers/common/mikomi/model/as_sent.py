"""What a mail that was sent was made of, so that it can be shown again exactly: kept beside its row.

Rules
1. Of its reader stand here only the values that the mail really asked for; nothing that it did not contain, or choose
   its words by.
2. All else that it was made of is named by its row's effect (the step, the offer) and lies in the plan version that the
   effect names, which nobody changes.
"""

from msgspec import field

from mikomi.model.base import Json, Millis
from mikomi.model.stored import Stored


class Addressee(Stored, frozen=True, kw_only=True):
    """Whom a mail is for, as far as a mail may speak of it. `lead`: what it may show, by the names of templates;
    `proven`: what of that a server or a confirmed mail said; `result`: what the quiz came to, the id."""

    id: str
    email: str = ""
    lead: Json = field(default_factory=dict)
    proven: Json = field(default_factory=dict)
    result: str = ""


class AsSent(Stored, frozen=True, kw_only=True):
    """One attempt's mail. `at`: when it was written, which its links say; `url`: where those lead; `digest`: of the
    bytes that SES was given (SHA-256, base64url). `is_cut`: what was read was too long to be kept."""

    at: Millis
    url: str
    digest: str
    reader: Addressee
    is_cut: bool = False
