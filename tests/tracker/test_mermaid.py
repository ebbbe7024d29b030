"""What the real Mermaid says of the text that we write for it, where `npm install --no-save mermaid` has been in
tracker/."""

from random import Random

import pytest
from mikomi.core.pictures.mermaid import flowchart
from mikomi.core.telling.flow import as_mermaid
from playwright.sync_api import Browser

from tests.core.test_explain import example_plan
from tests.core.test_pictures import scenario
from tests.tracker.conftest import MODULES

MERMAID = MODULES / "mermaid/dist/mermaid.min.js"
DRAW = """async text => {
  mermaid.initialize({ startOnLoad: false });
  try { document.body.innerHTML = (await mermaid.render("drawn", text)).svg; return document.body.innerText }
  catch (wrong) { return "!" + wrong }
}"""

if MERMAID.exists():

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_mermaid_draws_what_we_write(browser: Browser, language: str) -> None:
        """Every example, and scenarios of any shape with names that are hard to bear."""
        page = browser.new_page()
        page.set_content("<p></p>")
        page.add_script_tag(path=MERMAID)
        plan = example_plan()
        told = {name: as_mermaid(each, plan, language) for name, each in plan.scenarios.items()}
        told |= {f"seed {seed}": flowchart(scenario(Random(seed)), "x") for seed in range(40)}
        for name, text in told.items():
            drawn = page.evaluate(DRAW, text)
            assert not drawn.startswith("!") and "Unsupported" not in drawn, f"{name}: {drawn[:300]}"
        assert "/cases/**" in page.evaluate(DRAW, told["doc-request"])
        page.close()
