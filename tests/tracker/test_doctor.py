"""`mikomi doctor` against pages that are really served, the stack's own tag, and a tag that only a browser brings."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from mikomi.cli.__main__ import main

from tests.tracker.conftest import Site

Pages = dict[str, tuple[int, dict[str, str], str]]


@pytest.fixture
def pages() -> Iterator[tuple[Pages, str]]:
    """Path → status, headers, HTML; served on a port of its own, so that the tag is of another origin."""
    held: Pages = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, html = held.get(self.path, (404, {}, ""))
            self.send_response(status)
            for name, value in {"content-type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Said by nobody: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield held, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_doctor_looks_at_real_pages(
    site: Site, pages: tuple[Pages, str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A good page: 0, and the cookie is renewed by the real function. A policy that forbids sending: 1, and says what
    to write. A tag that a script brings, as tag managers do: found in a browser. No page: 2."""
    held, host = pages
    tag = f'<script async src="{site.address}/tag.js?key=wk_local"></script>'
    held["/good"] = (200, {}, f"<html><head>{tag}</head></html>")
    held["/shut"] = (200, {"content-security-policy": "connect-src 'self'"}, f"<html><head>{tag}</head></html>")
    brought = f"var s=document.createElement('script');s.src='{site.address}/t'+'ag.js?key=wk_local';s.async=true;"
    held["/brought"] = (200, {}, f"<html><body><script>{brought}document.body.append(s)</script></body></html>")
    held["/key"] = (200, {}, f"<html><head>{tag.replace('wk_local', 'wk_old')}</head></html>")
    held["/none"] = (200, {}, "<html></html>")
    held["/moved"] = (302, {"location": "/good"}, "")

    assert main(["doctor", f"{host}/good", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert (
        "The tag is on the page" in said
        and "The key is accepted" in said
        and "renews the visitor's cookie" in said
        and said.endswith("Events arrive.\n")
    )
    assert main(["doctor", f"{host}/moved", "--lang", "ja"]) == 0
    assert "足あとは届きます。" in capsys.readouterr().out
    assert main(["doctor", f"{host}/shut", "--lang", "en"]) == 1
    assert f"Add {site.address} to connect-src" in capsys.readouterr().out
    assert main(["doctor", f"{host}/key", "--lang", "en"]) == 1
    assert "The key was refused" in capsys.readouterr().out and not site.events()
    assert main(["doctor", f"{host}/brought", "--lang", "en"]) == 0
    assert "The tag is on the page" in capsys.readouterr().out
    assert main(["doctor", f"{host}/none", "--lang", "en"]) == 1
    assert "even after the page had loaded in a browser" in capsys.readouterr().out
    for address in (f"{host}/gone", "http://127.0.0.1:9/", "file:///etc/hostname", "nonsense"):
        assert main(["doctor", address, "--lang", "en"]) == 2
        assert "could not be read" in capsys.readouterr().err
