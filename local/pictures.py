"""Pictures of the sample mails for the documents: `make pictures`.

Each mail as its reader gets it, in Chromium: on a desk and on a phone, in light and in dark, Japanese and English. The
page that shows them keeps a digest of each mail, by which a test knows that they are out of date.
"""

import base64
import hashlib
import shutil
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple

from mikomi.core.checking import workspace
from mikomi.core.mails import sample
from mikomi.core.mails.links import SampleLinks
from mikomi.core.mails.sample import SampleSending
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "pictures" / "mails"
WORKSPACES = {"ja": ROOT / "examples", "en": ROOT / "examples-en"}
PAGES = {"ja": ROOT / "docs" / "mail-pictures.ja.md", "en": ROOT / "docs" / "mail-pictures.md"}
READERS = {
    "ja": {"lastName": "山田", "firstName": "太郎", "company": "ABC製作所", "industry": "製造業", "title": "課長"},
    "en": {"lastName": "Miller", "firstName": "Jane", "company": "Acme", "industry": "manufacturing", "title": "CFO"},
}
NOW = 1_796_086_800_000
"""2026-12-01, 10:00 in Tokyo: the day on which they are read."""
WIDTHS: tuple[int, ...] = (640, 375)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SHOWN = 0.5
QUALITY = 0.6

_TEXTS = {
    "ja": (
        "# 見本のメールの見え方\n\n[English](mail-pictures.md)",
        "見本の会社（`examples/`）のメールに読み手の情報を差し込み、Chromium で表示したものです。幅 640 px はパソコン、"
        "375 px はスマートフォンの見え方です。ダークモードの色は、テンプレートの "
        "`@media (prefers-color-scheme: dark)` に書いたものです（[装飾とダークモード](guide/mails.ja.md#css)）。"
        "メールを変えたら、次のコマンドで撮り直します（Chromium が必要です）。",
        ("メール", "640 px", "640 px・ダーク", "375 px", "375 px・ダーク"),
    ),
    "en": (
        "# How the sample mails look\n\n[日本語](mail-pictures.ja.md)",
        "The mails of the sample company (`examples-en/`), filled in for a reader and shown by Chromium: 640 px is a "
        "desk, 375 px a phone. The colours of dark mode are those that the template gives in "
        "`@media (prefers-color-scheme: dark)` ([looks and dark mode](guide/mails.md#css)). After a change of a mail "
        "they are taken anew (Chromium is needed):",
        ("mail", "640 px", "640 px, dark", "375 px", "375 px, dark"),
    ),
}
_SMALLER = """async ([png, scale, quality]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""


class PicturedMail(NamedTuple):
    id: str
    subject: str
    html: str
    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.html.encode()).hexdigest()[:12]


class _Counting(SampleLinks):
    """With everything that a mail carries which is really sent, the link that no reader sees among it."""

    is_counted = True

    def counted(self, url: str, *others: object) -> str:
        return f"{self.api_url}/c/sample?to={url}"


def mails(language: str, *, is_sent: bool = False) -> Iterator[PicturedMail]:
    """Each mail of the sample company as its first step sends it. `is_sent`: with links that are counted."""
    links = (_Counting if is_sent else SampleLinks)("root-of-the-samples" if is_sent else "", "https://ma.example.jp")
    folder = WORKSPACES[language]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    plan, problems = workspace.read({name: raw for name, raw in files.items() if workspace.belongs(name)})
    assert plan is not None, problems
    reader = sample.person_of({**READERS[language], "email": "reader@example.com"}, NOW)
    for name in sorted(plan.mails):
        sending = next(sample.sendings(plan, name), SampleSending(template=name))
        words = sample.made(sending, reader, plan, links, NOW).words
        yield PicturedMail(name, words.subject, words.html, words.text)


def page(language: str) -> str:
    """The document in one language."""
    title, about, head = _TEXTS[language]
    lines = [
        title,
        "",
        about,
        "",
        "```bash\nmake pictures\n```",
        "",
        f"| {' | '.join(head)} |",
        "|---|---|---|---|---|",
    ]
    for mail in mails(language):
        ways = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]
        shown = [
            f'<img src="pictures/mails/{name(language, mail.id, width, scheme)}" width="{round(width * SHOWN)}" '
            f'alt="{escape(mail.subject)} ({way})">'
            for (width, scheme), way in zip(ways, head[1:], strict=True)
        ]
        lines.append(" | ".join((f"| {escape(mail.subject)}<br>`{mail.id}` <!-- {mail.digest} -->", *shown)) + " |")
    return "\n".join(lines) + "\n"


def name(language: str, mail: str, width: int, scheme: str) -> str:
    return f"{language}-{mail}-{width}-{scheme}.webp"


def take(browser: Browser) -> None:
    """All pictures, and the pages that show them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    workshop = browser.new_page()
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 300})
            screen = context.new_page()
            screen.route("**/*", lambda route: route.abort())  # a picture of a mail asks nobody for anything
            for language in WORKSPACES:
                for mail in mails(language):
                    raw = _picture(screen, workshop, mail.html)
                    (FOLDER / name(language, mail.id, width, scheme)).write_bytes(raw)
            context.close()
    for language, path in PAGES.items():
        path.write_text(page(language), encoding="utf-8")


def _picture(screen: Page, workshop: Page, html: str) -> bytes:
    screen.set_content(html)
    png = base64.b64encode(screen.screenshot(full_page=True)).decode()
    return base64.b64decode(workshop.evaluate(_SMALLER, [png, SHOWN, QUALITY]))


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium:
        sys.exit("make pictures needs Chromium (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take(browser)
        browser.close()
    print(f"{len(list(FOLDER.iterdir()))} pictures, {sum(each.stat().st_size for each in FOLDER.iterdir()):,} bytes")


if __name__ == "__main__":
    main()
