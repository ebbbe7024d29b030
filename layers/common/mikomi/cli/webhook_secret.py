"""`mikomi webhook-secret NAME`: the secret that a receiver checks our signatures with, for whoever may read the
deployment's own."""

import argparse
from typing import Any

from mikomi.aws import secrets
from mikomi.cli.speaking import DONE
from mikomi.core.webhooks import signature


def add(verbs: Any, where: list[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser(
        "webhook-secret",
        parents=where,
        help="Webhook の受け取り側に渡す鍵 / the secret that a webhook's receiver needs (whsec_…)",
    )
    verb.add_argument(
        "name", metavar="NAME", help="settings.json の webhook_secrets にある名前 / one of webhook_secrets"
    )
    verb.set_defaults(act=webhook_secret)


def webhook_secret(asked: argparse.Namespace) -> int:
    """Print the secret and nothing else, so that it can be piped. 0."""
    print(signature.secret_of(secrets.root(), asked.name))
    return DONE
