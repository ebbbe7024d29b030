"""`make run`: Mikomi on this machine, in one process: the console, a demo site with the browser tag, S3.

The first start brings a sample company with two weeks of visitors. What happens here is kept in a folder and is there
again after a restart; delete the folder to begin anew. Nothing leaves this machine.
"""

import argparse
import os
import signal
import socket
import sys
import threading
from pathlib import Path

from mikomi import clock

from local import movable, story, webhooks
from local.server import HOST, Server
from local.stack import WRITE_KEY, Stack

LANGUAGES = ("ja", "en")


def main() -> int:
    asked = _arguments()
    port, folder = asked.port, asked.state or Path(".local") / asked.lang
    if asked.webhooks and not webhooks.is_here(asked.webhooks):
        print(f"--webhooks: {asked.webhooks} はこの機械の http アドレスではありません", file=sys.stderr)
        print(f"--webhooks: {asked.webhooks} is no http address of this machine", file=sys.stderr)
        return 2
    stack = Stack(address=f"http://{HOST}:{port}", keep=folder / "state.pickle", language=asked.lang, quiet=True)
    stack.hooks.target = asked.webhooks
    if not (_is_free(port) and _is_free(port + 1)):
        print(f"ポート {port} か {port + 1} は使用中です。make run PORT=8100 のように変えてください", file=sys.stderr)
        print(f"Port {port} or {port + 1} is in use: try make run PORT=8100", file=sys.stderr)
        return 1
    server = Server(stack, port)
    folder.mkdir(parents=True, exist_ok=True)
    stack.output = (folder / "functions.log").open("a", buffering=1)
    resumed = stack.start()
    with server:
        if not resumed:
            _first_start(stack, asked)
        print(_banner(asked, folder), flush=True)
        end = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: end.set())
        end.wait()
        print("\n保存しています… / Saving…", flush=True)
    stack.stop()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m local", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--port",
        type=int,
        default=int(os.environ.get("PORT", "8000")),
        help="ポート。S3 はその次 / the port, S3 is on the next one (default: $PORT, or 8000)",
    )
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default="ja",
        help="見本の会社の言語 / the language of the sample company (default: ja)",
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FOLDER",
        default=os.environ.get("MIKOMI_LOCAL_STATE"),
        help="状態を保存するフォルダー / where the state is kept (default: $MIKOMI_LOCAL_STATE, or .local/<lang>)",
    )
    parser.add_argument(
        "--webhooks",
        metavar="URL",
        default=os.environ.get("WEBHOOKS", ""),
        help="Webhook の送り先 / where webhooks go, on this machine: http://127.0.0.1:9000/ (default: $WEBHOOKS)",
    )
    parser.add_argument(
        "--no-story",
        action="store_true",
        default=os.environ.get("STORY") == "0",
        help="見本の訪問者なしで始める / begin without the sample visitors (also: STORY=0)",
    )
    return parser.parse_args()


def _first_start(stack: Stack, asked: argparse.Namespace) -> None:
    """Pages are served meanwhile; what asks for the stack waits until the story is told."""
    print(f"http://{HOST}:{asked.port}/", flush=True)
    if asked.no_story:
        story.publish(stack)
        return
    print("見本の会社を準備しています (2週間ぶんの訪問者)… / Preparing two weeks of sample visitors…", flush=True)
    story.play(stack, told=lambda day, days: print(f"  {day:>2}/{days} 日目 / days", flush=True))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _banner(asked: argparse.Namespace, folder: Path) -> str:
    here = f"http://{HOST}:{asked.port}"
    engine = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
    port = "" if asked.port == 8000 else f" --port {asked.port}"
    lines = [
        "",
        "  Mikomi 見込み",
        "",
        f"  {here}/                デモサイト / demo site",
        f"  {here}/console         管理画面 / console: leads, mailbox, clock",
        f"  {here}/_local/mails    届いたメール / every mail that went out",
        "",
        f"  キー / keys     {WRITE_KEY}  sk_local",
        f'  時計 / clock    {movable.iso(clock.now())}   curl -d \'{{"advance": "3d"}}\' {here}/_local/clock',
        f"  公開 / publish  .venv/bin/mikomi push {story.CASTS[asked.lang].workspace} --local{port}",
        f"  ログ / logs     {folder}/functions.log",
        f"  状態 / state    {folder}/   (消すと最初から / delete it to begin anew)",
    ]
    if engine:
        lines.append(f"  DynamoDB        {engine}")
    if asked.lang == "ja":
        lines.append("  In English      make run LANG=en")
    return "\n".join([*lines, "", "  Ctrl+C で止まります / Ctrl+C stops it", ""])


if __name__ == "__main__":
    sys.exit(main())
