"""Where a webhook goes and with what it is signed: a place that may be one, and secrets that there are.

Rules
1. What the name leads to is asked when something is sent (`mikomi.outward`): here is said what can be read in it.
"""

from urllib.parse import urlsplit

from mikomi import web_address
from mikomi.core.checking.document import Document, Path
from mikomi.model.company import CompanySettings
from mikomi.model.scenario import Webhook
from mikomi.public_address import looks_public


def check(document: Document, path: Path, hook: Webhook, settings: CompanySettings | None) -> None:
    check_url(document, (*path, "url"), hook.url)
    if settings is None:
        return
    if isinstance(hook.secret, str):
        check_secret(document, (*path, "secret"), hook.secret, settings)
        return
    for i, name in enumerate(hook.secret):
        check_secret(document, (*path, "secret", i), name, settings)


def check_url(document: Document, path: Path, url: str) -> None:
    address = web_address.read(url)
    if address is None or not address.text.startswith("https://"):
        document.report("E-webhook-https", path, name=url)
    elif address.has_user or not looks_public(urlsplit(address.text).hostname or ""):
        document.report("E-webhook-host", path, name=address.site)


def check_secret(document: Document, path: Path, name: str, settings: CompanySettings) -> None:
    if name not in settings.webhook_secrets:
        document.report("E-webhook-secret", path, name=name, among=tuple(settings.webhook_secrets))
