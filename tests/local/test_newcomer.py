"""A newcomer's path on the running local stack: a ready workspace, one change, check, explain, test, upload, and the
mails that come of it while the clock moves."""

import json
import subprocess
import sys
from pathlib import Path
from time import monotonic
from typing import Any

from local.server import Server
from local.stack import ROOT, Stack

PATIENCE = 60
"""Seconds for one command on a busy machine; by itself each takes about one."""
OWN = ("--company", "株式会社青空", "--domain", "aozora.example", "--postal-address", "東京都港区 1-2-3")
ASKED: dict[str, Any] = {
    "email": "hanako@mail.example",
    "lastName": "山田",
    "firstName": "花子",
    "company": "青空部品",
    "timing": "半年以内",
    "consent": True,
}


def mikomi(*asked: str, code: int = 0) -> str:
    """What the command says, within a newcomer's patience."""
    began = monotonic()
    told = subprocess.run(
        [sys.executable, "-m", "mikomi.cli", *asked, "--lang", "ja"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )
    assert told.returncode == code, told.stdout + told.stderr
    assert monotonic() - began < PATIENCE
    return told.stdout


def test_from_nothing_to_the_first_mails(tmp_path: Path) -> None:
    """Seven commands and one form, and the mails that arrive are the company's own, with the newcomer's change in
    them; a change that breaks the story is told by its test, before anybody gets it."""
    folder = tmp_path / "mine"
    mikomi("init", "document", str(folder), *OWN)
    faq = folder / "mails/faq.html"
    faq.write_text(faq.read_text("utf-8").replace("導入前によくいただく3つのご質問", "ご検討中の方からの3つのご質問"))
    assert "公開できます" in mikomi("check", str(folder))
    assert "資料請求" in mikomi("explain", str(folder / "scenarios/document.json"))
    assert "すべて期待どおり" in mikomi("test", str(folder))

    scenario = folder / "scenarios/document.json"
    right = scenario.read_text()
    scenario.write_text(right.replace('"for": "2bd"', '"for": "4bd"', 1))
    assert "期待: 1月15日(金)10:00 メール「faq」" in mikomi("test", str(folder), code=1)
    scenario.write_text(right)

    with Stack() as stack, Server(stack, 0) as server:
        told = mikomi("upload", str(folder), "--delete", "--local", "--port", str(server.http.server_port))
        assert "公開しました" in told
        sent = stack.request(
            "POST", "/v1/forms/document", headers={"content-type": "application/json"}, body=json.dumps(ASKED)
        )
        assert sent.status == 200, sent.body
        stack.settle()
        (thanks,) = stack.mails(to=ASKED["email"])
        assert thanks["subject"] == "資料をお届けします" and "東京都港区 1-2-3" in thanks["html"]
        stack.advance("14d")
        subjects = [mail["subject"] for mail in stack.mails(to=ASKED["email"])]
        assert subjects[:2] == ["資料をお届けします", "ご検討中の方からの3つのご質問"]
