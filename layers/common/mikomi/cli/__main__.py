"""`python -m mikomi.cli`, or `mikomi` where `make setup` has been: one command, its verbs below it."""

import argparse
import io
import locale
import sys
from collections.abc import Sequence
from pathlib import Path

from mikomi.cli import check, schemas, secret_key


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the verb; 2 where it was not understood."""
    asked = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a character shows ?
    if asked.verb == "check":
        colour = sys.stdout.isatty() and not asked.no_color
        return check.check(Path(asked.folder), asked.lang or _language(), as_json=asked.json, colour=colour)
    if asked.verb == "secret-key":
        return secret_key.tell(asked.secret)
    return schemas.write(Path(asked.folder))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mikomi", description="Mikomi: marketing automation in your own AWS account.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check | schemas | secret-key")
    verb = verbs.add_parser("check", help="ワークスペースを確かめる / check a workspace before it is uploaded")
    verb.add_argument("folder", nargs="?", default=".", help="the folder that holds settings.json (default: this one)")
    verb.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: LANG, then settings.json)")
    verb.add_argument("--json", action="store_true", help="for programs: every problem in both languages")
    verb.add_argument("--no-color", action="store_true", help="no colours, also on a terminal")
    verb = verbs.add_parser(
        "schemas", help="JSON Schemas と誤りの一覧を書き出す / write JSON Schemas and the list of problems"
    )
    verb.add_argument("folder", nargs="?", default="docs")
    verb = verbs.add_parser("secret-key", help="サーバー用の秘密キーを表示 / show the secret write key of a deployment")
    verb.add_argument("secret", help="the output SecretOfKeys of the stack (an ARN or a name)")
    return parser


def _language() -> str | None:
    """What LANG says, if it says ja or en."""
    try:
        name = locale.setlocale(locale.LC_CTYPE, "")[:3]
    except locale.Error:  # a language that this machine does not have
        return None
    return {"ja_": "ja", "en_": "en"}.get(name)


if __name__ == "__main__":
    sys.exit(main())
