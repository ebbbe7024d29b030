"""What needs tracker/node_modules: the shipped scripts are what the sources make, and Segment's SDK beside the tag."""

import json
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Page

from tests.tracker.conftest import MODULES, WITH_NODE, Site, ready, until

SHIPPED = MODULES.parent.parent / "layers/common/mikomi/static"
SDK = MODULES / "@segment/analytics-next/dist/umd/standalone.js"

if WITH_NODE:

    def _node(*arguments: str) -> None:
        node = shutil.which("node")
        assert node, "tracker/node_modules is there, Node is not (apt-get install nodejs npm)"
        done = subprocess.run([node, *arguments], cwd=MODULES.parent, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

    def test_the_shipped_scripts_are_what_the_sources_make(tmp_path: Path) -> None:
        """Built anew they are the same, byte by byte (`node build.mjs` in tracker/ makes them)."""
        _node("build.mjs", "--out", str(tmp_path))
        made = sorted(file.relative_to(tmp_path) for file in tmp_path.rglob("*.*"))
        assert len(made) == 6
        for name in made:
            assert (SHIPPED / name).read_bytes() == (tmp_path / name).read_bytes(), name

    def test_a_released_version_is_not_made_anew(tmp_path: Path) -> None:
        """A version that exists with other bytes stops the build: raise the version."""
        version = json.loads((SHIPPED / "tag.json").read_text())["version"]
        kept = tmp_path / "tags" / f"{version}.js"
        kept.parent.mkdir()
        kept.write_text("released")
        done = subprocess.run(
            [shutil.which("node") or "node", "build.mjs", "--out", str(tmp_path)],
            cwd=MODULES.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1 and "raise the version" in done.stderr and kept.read_text() == "released"

    def test_the_sources_have_their_types() -> None:
        """tsc finds nothing."""
        _node("node_modules/typescript/bin/tsc")

    def test_segments_sdk_beside_the_tag(page: Page, site: Site) -> None:
        """Both on one page, Segment's own snippet and SDK sending to Mikomi as well: each sends its own, neither
        disturbs the other."""
        settings = {
            "integrations": {
                "Segment.io": {
                    "apiKey": "wk_local",
                    "apiHost": site.address.removeprefix("http://") + "/v1",
                    "protocol": "http",
                }
            }
        }
        page.route("**/sdk.js", lambda route: route.fulfill(path=SDK, content_type="text/javascript"))
        page.route("**/v1/projects/**", lambda route: route.fulfill(json=settings))
        snippet = """<script>
            var analytics = window.analytics = []; analytics._writeKey = "wk_local"; analytics._cdn = location.origin;
            ["track", "page", "identify"].forEach(function (call) {
              analytics[call] = function () { analytics.push([call].concat([].slice.call(arguments))) } });
            window.mikomi = function () { (mikomi.q = mikomi.q || []).push(arguments) };
            analytics.track("Theirs"); mikomi("track", "Ours")</script>
            <script async src="/sdk.js"></script><script async src="/tag.js?key=wk_local"></script>"""
        body = f"<!doctype html><title>x</title>{snippet}"
        page.route("**/own", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
        page.goto(f"{site.address}/own")
        ready(page)
        (theirs,), (ours,) = until(
            page, lambda: site.named("Theirs") and site.named("Ours") and (site.named("Theirs"), site.named("Ours"))
        )
        assert theirs.context["library"]["name"] == "analytics.js" and ours.context["library"]["name"] == "mikomi-tag"
        assert theirs.anonymous_id != ours.anonymous_id and len(site.named("page")) == 1
        page.evaluate("analytics.track('Theirs Later'); mikomi('track', 'Ours Later')")
        until(page, lambda: site.named("Theirs Later") and site.named("Ours Later"))
