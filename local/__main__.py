"""`make run`: the local stack on http://127.0.0.1:$PORT, its state in $MIKOMI_LOCAL_STATE (`.local` if unset).

STORY=0 leaves the sample visitors out of a first start; the example workspace is published all the same.
"""

import os
import signal
import socket
import sys
import threading
from pathlib import Path

from mikomi import clock

from local import movable, story
from local.server import HOST, Server
from local.stack import WORKSPACE, WRITE_KEY, Stack


def main() -> int:
    port = int(os.environ.get("PORT", "8000"))
    folder = Path(os.environ.get("MIKOMI_LOCAL_STATE", ".local"))
    stack = Stack(address=f"http://127.0.0.1:{port}", keep=folder / "state.pickle")
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
            _first_start(stack, port)
        print(_banner(port, folder), flush=True)
        end = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: end.set())
        end.wait()
        print("\n保存しています… / Saving…", flush=True)
    stack.stop()
    return 0


def _first_start(stack: Stack, port: int) -> None:
    """Pages are served meanwhile; what asks for the stack waits until the story is told."""
    print(f"http://{HOST}:{port}/", flush=True)
    print("見本のデータを読み込んでいます… / loading the examples and their visitors…", flush=True)
    if os.environ.get("STORY", "1") == "0":
        story.publish(stack)
    else:
        story.play(stack)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def _banner(port: int, folder: Path) -> str:
    here = f"http://127.0.0.1:{port}"
    engine = os.environ.get("AWS_ENDPOINT_URL_DYNAMODB")
    lines = [
        "",
        "  Mikomi 見込み",
        "",
        f"  {here}/                    デモサイト / demo site",
        f"  {here}/console             管理画面 / console: leads, mailbox, clock",
        f"  {here}/_local/mails        届いたメール / mails, as JSON",
        f"  http://127.0.0.1:{port + 1}             S3: aws --endpoint-url http://127.0.0.1:{port + 1} s3 cp … s3://{WORKSPACE}/scenarios/",
        "",
        f"  キー / keys   {WRITE_KEY}  sk_local",
        f'  時計 / clock  {movable.iso(clock.now())}   curl -d \'{{"advance": "3d"}}\' {here}/_local/clock',
        f"  ログ / logs   {folder}/functions.log",
        f"  状態 / state  {folder}/   (消すと最初から / delete it to begin anew)",
    ]
    if engine:
        lines.append(f"  DynamoDB      {engine}")
    return "\n".join([*lines, "", "  Ctrl+C で止まります / Ctrl+C stops it", ""])


if __name__ == "__main__":
    sys.exit(main())
