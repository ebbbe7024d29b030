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
    address = web_address.read(hook.url)
    if address is None or not address.text.startswith("https://"):
        document.report("E-webhook-https", (*path, "url"), name=hook.url)
    elif address.has_user or not looks_public(urlsplit(address.text).hostname or ""):
        document.report("E-webhook-host", (*path, "url"), name=address.site)
    if settings is None:
        return
    names = [hook.secret] if isinstance(hook.secret, str) else hook.secret
    for i, name in enumerate(names):
        if name not in settings.webhook_secrets:
            at = (*path, "secret") if isinstance(hook.secret, str) else (*path, "secret", i)
            document.report("E-webhook-secret", at, name=name, among=tuple(settings.webhook_secrets))
