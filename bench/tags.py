"""`make tags`: what a page pays for a tag, ours beside others': bytes on the wire, and time on the main thread.

Rules
1. Each tag is what its maker ships to npm (tracker/node_modules; umami's script is not there: UMAMI=file), set up as
   its makers say, with page views, outbound links, files and forms switched on where it has them.
2. Bytes are all scripts that the page loads, each gzipped (level 9). Time is what Chromium's main thread spends on
   compiling and running scripts until two seconds after the load, with the processor slowed four times (a telephone),
   on a page with nothing but the tag; the same page without one is subtracted. The median of the rounds.
3. Every request is answered at once on this machine; none leaves it.
"""

import gzip
import json
import os
import shutil
import statistics
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Route, sync_playwright

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "tracker" / "node_modules"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
SITE = "https://shop.example"
ROUNDS = 15
SLOWED = 4

SEGMENT = """<script>var analytics = window.analytics = []; analytics._writeKey = "k"; analytics._cdn = location.origin;
["track", "page"].forEach(function (call) { analytics[call] = function () { analytics.push([call]) } });
analytics.page()</script>"""


class Tag(NamedTuple):
    """A tag under test: its script, and what its makers tell a page to hold."""

    name: str
    script: str
    html: str


def tags() -> list[Tag]:
    plausible = (MODULES / "@plausible-analytics/tracker/plausible.js").read_text()
    wanted = "domain:'x',endpoint:'/take',captureOnLocalhost:true,outboundLinks:true,fileDownloads:true"
    module = f"<script type=module>import {{init}} from '/script.js';init({{{wanted},formSubmissions:true}})</script>"
    segment = (MODULES / "@segment/analytics-next/dist/umd/standalone.js").read_text()
    ours = (ROOT / "layers/common/mikomi/static/tag.js").read_text()
    found = [
        Tag("Mikomi", ours, "<script async src=/script.js?key=wk></script>"),
        Tag("Plausible (@plausible-analytics/tracker)", plausible, module),
        Tag("Segment (@segment/analytics-next)", segment, f"{SEGMENT}<script async src=/script.js></script>"),
    ]
    if umami := os.environ.get("UMAMI"):
        html = "<script async src=/script.js data-website-id=x></script>"
        found.insert(1, Tag("umami", Path(umami).read_text(), html))
    return found


def milliseconds(browser: Browser, tag: Tag | None, loaded: dict[str, int]) -> float:
    """Of the main thread, on compiling and running scripts. `loaded`: the scripts that came, with their sizes."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if path == "/":
            route.fulfill(body=f"<!doctype html><title>x</title>{tag.html if tag else ''}", content_type="text/html")
        elif path.endswith("/settings"):
            route.fulfill(json={"integrations": {"Segment.io": {"apiKey": "k", "apiHost": "shop.example/v1"}}})
        elif tag and path == "/script.js":
            loaded[path] = len(gzip.compress(tag.script.encode(), 9))
            route.fulfill(body=tag.script, content_type="text/javascript")
        elif path.endswith(".js"):
            chunk = MODULES / "@segment/analytics-next/dist/umd" / Path(path).name
            loaded[path] = len(gzip.compress(chunk.read_bytes(), 9))
            route.fulfill(body=chunk.read_text(), content_type="text/javascript")
        else:
            route.fulfill(body="{}", content_type="application/json")

    context = browser.new_context(user_agent=AGENT)
    page = context.new_page()
    context.route("**/*", answer)
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(f"{SITE}/")
    page.wait_for_timeout(2000)
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return 1000 * (metrics["ScriptDuration"] + metrics["V8CompileDuration"])


def main() -> None:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium or not MODULES.exists():
        sys.exit("make tags needs Chromium (apt-get install chromium) and Node (npm ci --prefix tracker)")
    told = []
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-blink-features=AutomationControlled"]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        nothing = statistics.median(milliseconds(browser, None, {}) for _ in range(ROUNDS))
        for tag in tags():
            loaded: dict[str, int] = {}
            time = statistics.median(milliseconds(browser, tag, loaded) for _ in range(ROUNDS)) - nothing
            told.append((tag.name, sum(loaded.values()), len(loaded), time))
        browser.close()
    if "--json" in sys.argv:
        print(json.dumps(told))
        return
    print("| tag | bytes, gzipped | scripts | main thread, ms (CPU slowed 4 times) |\n|---|---|---|---|")
    for name, size, count, time in told:
        print(f"| {name} | {size:,} | {count} | {time:.1f} |")


if __name__ == "__main__":
    main()
