"""The stack over HTTP, on this machine only: the API and the demo site on PORT, AWS's own APIs (S3, tables, queues) on
PORT+1.

Rules
1. Every port listens on the loopback address and answers only to its names: no page reaches it by another (DNS
   rebinding).
2. `/_local/…` is for the developer: a request that a page of another origin made is refused.
3. What the template routes goes to the functions; what it does not route may be a file of the demo site.
4. Deliveries run in the background, a round at a time, so that a request never waits for more than one.
"""

import io
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from local import control, demo
from local.routes import Answer, in_json
from local.stack import Stack

HOST = "127.0.0.1"
_NAMES = ("127.0.0.1", "localhost", "::1")
_MOST = 10 * 1024 * 1024
_SAVE_EVERY = 2.0
_IDLE = 0.2

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Server:
    """`with Server(stack, port):` serves the running stack until the block ends; at `port` 0, any free ports do."""

    def __init__(self, stack: Stack, port: int) -> None:
        self.stack = stack
        self._moto = DomainDispatcherApplication(create_backend_app)
        self.http = make_server(HOST, port, self._api, threaded=True, request_handler=_Quiet)
        self.s3 = make_server(HOST, port + 1 if port else 0, self._aws, threaded=True, request_handler=_Quiet)
        stack.reached_at(f"http://{HOST}:{self.s3.server_port}")
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self.http.serve_forever, self.s3.serve_forever, self._deliver)
        ]

    def __enter__(self) -> "Server":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self.stack.changed.set()
        for server in (self.http, self.s3):
            server.shutdown()
        for thread in self._threads:
            thread.join()
        for server in (self.http, self.s3):
            server.server_close()

    def _api(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        target = environ["REQUEST_URI"]
        method = environ["REQUEST_METHOD"]
        headers = _headers(environ)
        body = _body(environ)
        if body is None:
            answer = in_json(413, {"message": "Request Entity Too Large"})
        elif refused := _foreign(environ):
            answer = refused
        elif target.startswith("/_local/"):
            answer = _from_elsewhere(environ) or control.answer(self.stack, method, target, body)
        elif (
            method in ("GET", "HEAD")
            and not self.stack.api.find(method, _path(target))
            and (page := demo.page(target, headers, self.stack.language))
        ):
            answer = page
        else:
            answer = self.stack.request(method, target, headers=headers, body=body)
        start(
            f"{answer.status} {_REASON.get(answer.status, 'Answer')}",
            [*answer.headers, ("content-length", str(len(answer.body)))],
        )
        return [b"" if method == "HEAD" else answer.body]

    def _aws(self, environ: dict[str, Any], start: StartResponse) -> Iterable[bytes]:
        """AWS through moto's own application, on the same objects that the handlers see. Tools come without an Origin;
        a web page that does not belong here is refused.
        """
        body = _body(environ, most=None)
        if refused := _foreign(environ) or _from_elsewhere(environ):
            start(f"{refused.status} {_REASON.get(refused.status, 'Refused')}", refused.headers)
            return [refused.body]
        environ["wsgi.input"] = io.BytesIO(body or b"")
        with self.stack.lock:
            self.stack.count()
            try:
                return [b"".join(self._moto(environ, start))]
            finally:
                self.stack.read_streams()

    def _deliver(self) -> None:
        saved = time.monotonic()
        while not self._stopping.is_set():
            self.stack.changed.wait(_IDLE)
            self.stack.changed.clear()
            try:
                while not self._stopping.is_set() and self.stack.deliver():
                    time.sleep(0.001)  # let a waiting request have the lock
                if self.stack.unsaved and time.monotonic() > saved:
                    began = time.monotonic()
                    self.stack.save()
                    saved = time.monotonic() + max(_SAVE_EVERY, 20 * (time.monotonic() - began))
            except Exception:
                traceback.print_exc()
                self._stopping.wait(1)


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """No line for a request: addresses hold tokens and names."""


_REASON = {
    200: "OK",
    204: "No Content",
    302: "Found",
    303: "See Other",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    421: "Misdirected Request",
}


def _foreign(environ: dict[str, Any]) -> Answer | None:
    """What a request by a name that is not this machine's is answered; None if it came by one of ours. A name below
    `localhost` (a bucket's) is ours too: browsers let nobody lead it elsewhere."""
    if _is_ours(f"//{environ.get('HTTP_HOST', '')}"):
        return None
    return in_json(421, {"message": "127.0.0.1 か localhost で開いてください / open it as 127.0.0.1 or localhost"})


def _from_elsewhere(environ: dict[str, Any]) -> Answer | None:
    """What a page of another origin is answered; None for tools, which come without an Origin, and for our own."""
    if _is_ours(environ.get("HTTP_ORIGIN", f"http://{HOST}")):
        return None
    return in_json(403, {"message": "他のサイトからは使えません / not from another site"})


def _is_ours(address: str) -> bool:
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return name in _NAMES or name.endswith(".localhost")


def _path(target: str) -> str:
    return unquote(target.partition("?")[0])


def _headers(environ: dict[str, Any]) -> list[tuple[str, str]]:
    given = [
        (name[5:].replace("_", "-").lower(), str(value)) for name, value in environ.items() if name.startswith("HTTP_")
    ]
    plain = [
        (name.replace("_", "-").lower(), str(environ[name]))
        for name in ("CONTENT_TYPE", "CONTENT_LENGTH")
        if environ.get(name)
    ]
    return given + plain


def _body(environ: dict[str, Any], most: int | None = _MOST) -> bytes | None:
    """The whole body; None if it is too long (it is not read then)."""
    written = environ.get("CONTENT_LENGTH") or "0"
    length = int(written) if written.isascii() and written.isdecimal() and len(written) < 20 else 0
    if most is not None and length > most:
        return None
    if environ.get("wsgi.input_terminated"):
        return bytes(environ["wsgi.input"].read())
    return bytes(environ["wsgi.input"].read(length)) if length else b""
