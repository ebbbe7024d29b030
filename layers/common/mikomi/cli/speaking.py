"""What the commands that look after a deployment share: which one it is, in which language, and how they end.

Exit codes: 0 nothing is left to do, 1 something is, 2 the command was not understood, there is no such deployment, or
AWS did not do what was asked, 130 it was stopped.
"""

import argparse
import sys
from collections.abc import Callable

from mikomi.aws import deployment
from mikomi.aws.deployment import Unreachable
from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.settings import NotConfigured, settings

DONE, LEFT, WRONG, STOPPED = 0, 1, 2, 130

Pair = tuple[str, str]
"""The same sentence in Japanese and English."""

NOT_NOW = (
    "AWS から答えがありませんでした（{why}）。しばらくしてから、もう一度実行してください。",
    "AWS did not answer ({why}). Run the command again in a while.",
)
REFUSED = (
    "AWS に断られました（{why}）。使っているロールの権限と、スタックの名前を確かめてください。",
    "AWS refused ({why}). Check the permissions of your role, and the name of the stack.",
)


def options() -> argparse.ArgumentParser:
    """The options that name the deployment."""
    parser = argparse.ArgumentParser(add_help=False)
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--stack", metavar="NAME", help="CloudFormation のスタック名 / the deployed stack's name")
    where.add_argument("--local", action="store_true", help="make run で動いているもの / the running local stack")
    parser.add_argument("--port", type=int, default=8000, help="make run のポート / the local stack's port (8000)")
    parser.add_argument("--lang", choices=("ja", "en"), help="言語 / language")
    return parser


def attended(asked: argparse.Namespace, act: Callable[[argparse.Namespace], int]) -> int:
    """Do it to the deployment that was named; 2, and what is wrong, if there is none."""
    try:
        if asked.stack:
            deployment.use_stack(asked.stack)
        elif asked.local:
            deployment.use_local(f"http://127.0.0.1:{asked.port}")
        elif not _is_configured():
            print(
                "どの環境か指定してください: --stack 名前、または --local"
                " / Say which deployment: --stack NAME, or --local",
                file=sys.stderr,
            )
            return WRONG
        return act(asked)
    except Unreachable as why:
        print(why, file=sys.stderr)
        return WRONG
    except AwsRefusal as refused:
        print(say(NOT_NOW if refused.passes else REFUSED, asked, why=refused), file=sys.stderr)
        return WRONG
    except Silence as broken:
        print(say(NOT_NOW, asked, why=broken), file=sys.stderr)
        return WRONG


def _is_configured() -> bool:
    try:
        return bool(settings().state_table)
    except NotConfigured:
        return False


def say(pair: Pair, asked: argparse.Namespace, **params: object) -> str:
    """The sentence in the language that was asked for (Japanese if none was)."""
    return pair[asked.lang == "en"].format(**params)
