"""A system that webhooks go to: HTTPS on this machine, with a certificate of its own, saying what a test lets it."""

import socket
import ssl
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from mikomi.outward import client

NAME = "hooks.example.co.jp"


class Post(NamedTuple):
    """What came: the first line, the headers by name, the body."""

    line: str
    headers: dict[str, str]
    body: bytes


Say = Callable[[ssl.SSLSocket], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Say:
    lines = [f"HTTP/1.1 {status} x", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    said = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection: connection.sendall(said)


class Receiver:
    """`with Receiver(folder) as receiver`: it says `says`, one after the other, the last again and again."""

    def __init__(self, folder: Path, *says: Say) -> None:
        self.says = list(says) or [answer(204)]
        self.posts: list[Post] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca = _certificate(folder, self._context)
        self.closing = threading.Event()

    @property
    def port(self) -> int:
        return int(self._server.getsockname()[1])

    @property
    def way(self) -> client.Outlet:
        """The way to it: whatever the name, it leads here."""
        place = client.HostAddress(socket.AF_INET, ("127.0.0.1", self.port))
        return client.Outlet(
            lambda host, port: [place], lambda address: True, lambda: ssl.create_default_context(cafile=str(self._ca))
        )

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.close()

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                plain, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._hear, args=(plain,), daemon=True).start()

    def _hear(self, plain: socket.socket) -> None:
        try:
            with self._context.wrap_socket(plain, server_side=True) as connection:
                stream = connection.makefile("rb")
                line = stream.readline().decode().strip()
                headers = {}
                while said := stream.readline().strip().decode():
                    name, _, value = said.partition(": ")
                    headers[name.lower()] = value
                self.posts.append(Post(line, headers, stream.read(int(headers.get("content-length", "0")))))
                (self.says.pop(0) if len(self.says) > 1 else self.says[0])(connection)
        except OSError:
            pass


def _certificate(folder: Path, context: ssl.SSLContext) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime(2020, 1, 1, tzinfo=UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context.load_cert_chain(certificate, private)
    return certificate
