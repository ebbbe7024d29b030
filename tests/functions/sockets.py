"""A server on a socket of this machine that answers HTTP as it is told, and hears what was said."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from mikomi.aws.wire import connections


class Told(NamedTuple):
    """An answer. `length`: what it says its length is, if that is not so; `then`: what happens to the connection."""

    status: int
    headers: dict[str, str]
    body: bytes
    length: int | None = None
    then: str = "stay"


class Server:
    """`answers` are given in turn, the last one again and again; a text stands for what happens in place of one: `hang
    up`, `never`. `heard`: every request, with the number of its connection.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.answers: list[Told | str] = []
        self.heard: list[tuple[int, bytes]] = []
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        name = "https://localhost" if tls else "http://127.0.0.1"
        self.address = f"{name}:{self._listening.getsockname()[1]}"
        self._open: list[socket.socket] = []
        self._closing = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def hang_up(self) -> None:
        """Close every connection that stands."""
        while self._open:
            line = self._open.pop()
            with suppress(OSError):  # it is closed already
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._closing.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            try:
                line = self._tls.wrap_socket(line, server_side=True) if self._tls else line
            except OSError:  # whoever came does not trust us
                line.close()
                continue
            self._open.append(line)
            threading.Thread(target=self._serve, args=(line, self.connections), daemon=True).start()

    def _serve(self, line: socket.socket, number: int) -> None:
        with line, line.makefile("rb") as said:
            try:
                while request := _request(said):
                    self.heard.append((number, request))
                    answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                    if answer == "never":
                        self._closing.wait(30)
                    if isinstance(answer, str):
                        return
                    line.sendall(_written(answer, request.startswith(b"HEAD")))
                    if answer.then == "hang up":
                        return
            except OSError:
                return


def _request(said: object) -> bytes:
    read = b""
    length = 0
    while line := said.readline():  # type: ignore[attr-defined]
        read += line
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
        if line == b"\r\n":
            return read + said.read(length)  # type: ignore[attr-defined]
    return b""


def _written(answer: Told, is_head: bool) -> bytes:
    length = len(answer.body) if answer.length is None else answer.length
    lines = [f"HTTP/1.1 {answer.status} Answer", *(f"{name}: {value}" for name, value in answer.headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {length}", "", ""]).encode() + (b"" if is_head else answer.body)


@contextmanager
def answering(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(tls)
    try:
        yield server
    finally:
        server.close()
        for idle in connections._kept.values():
            while idle:
                idle.pop().connection.close()
