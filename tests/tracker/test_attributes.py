"""What a site marks in its own pages, and what is seen without a mark: links that lead away, forms, slots."""

import json
from typing import Any

from playwright.sync_api import Page, Route

from local import story
from tests.tracker.conftest import Site, own_id, passes, ready, until

HEAD = '<!doctype html><html lang="ja"><title>x</title><script async src="/tag.js?key=wk_local"></script>'


def show(page: Page, site: Site, html: str) -> None:
    """A page of the site with this in it."""
    page.route("**/own", lambda route: route.fulfill(body=HEAD + html, content_type="text/html; charset=utf-8"))
    page.goto(f"{site.address}/own")
    ready(page)


def test_links_that_lead_away(page: Page, site: Site) -> None:
    """Other sites, telephone numbers and files are told, without their queries, also in a new tab; links within the
    site and buttons of scripts are not."""
    show(
        page,
        site,
        """<a id=out href="https://other.example/a?secret=1#x"><b>out</b></a> <a id=tel href="tel:0612345678">call</a>
        <a id=pdf href="/files/Guide.PDF?v=2">guide</a> <a id=named download href="/files/raw">raw</a>
        <a id=within href="/price">price</a> <a id=script href="javascript:void 0">js</a> <a id=hash href="#top">top</a>
        <a id=mail href="mailto:a@b.example">mail</a>
        <script>addEventListener("click", (event) => event.preventDefault())</script>""",
    )
    for link in ("out b", "tel", "pdf", "named", "within", "script", "hash", "mail"):
        page.click(f"#{link}")
    page.click("#out", button="middle")
    page.click("#out", button="right")
    page.evaluate("mikomi('track', 'Done')")
    until(page, lambda: site.named("Done"))
    told = [(event.properties["kind"], event.properties["url"]) for event in site.named("Link Clicked")]
    away = ("outbound", "https://other.example/a")
    files = [("download", f"{site.address}/files/Guide.PDF"), ("download", f"{site.address}/files/raw")]
    assert told == [away, ("tel", "tel:0612345678"), *files, away]


def test_elements_that_the_site_named(page: Page, site: Site) -> None:
    """`data-mikomi-event` is an event of that name at each click on the element or in it; further data-mikomi-… are its
    properties, other attributes stay on the page. A click that the site stops counts too."""
    show(
        page,
        site,
        """<button data-mikomi-event="Plan Chosen" data-mikomi-plan="pro" data-mikomi-plan-size="5" data-email="a@b.c"
        onclick="event.stopPropagation()"><b>choose</b></button>""",
    )
    page.click("b")
    (chosen,) = until(page, lambda: site.named("Plan Chosen"))
    assert chosen.properties == {"plan": "pro", "plan-size": "5"}


def test_clicks_within_web_components(page: Page, site: Site) -> None:
    """A link or a marked element in an open shadow root, and one within another, is told like any other: a click shows
    itself outside as one on the component. A component as a whole can be marked too."""
    show(
        page,
        site,
        """<x-card></x-card><x-plan data-mikomi-event="Plan Chosen" data-mikomi-plan=whole></x-plan>
        <script>
        const rooted = (host, html) => Object.assign(host.attachShadow({mode: "open"}), {innerHTML: html})
        const card = rooted(document.querySelector("x-card"), `<a id=out href="https://other.example/x?q=1"><b>out</b></a>
          <a id=tel href="tel:0312345678">tel</a> <a id=pdf href="/g.pdf">pdf</a> <a id=within href="/price">price</a>
          <button id=chosen data-mikomi-event="Plan Chosen" data-mikomi-plan=pro><i>choose</i></button>
          <x-deep></x-deep>`)
        rooted(card.querySelector("x-deep"), `<a id=deep href="https://other.example/deep">deep</a>`)
        rooted(document.querySelector("x-plan"), `<button id=whole>whole</button>`)
        addEventListener("click", (event) => event.preventDefault())
        </script>""",
    )
    for place in ("#out b", "#tel", "#pdf", "#within", "#chosen i", "#deep", "#whole"):
        page.click(place)
    page.evaluate("mikomi('track', 'Done')")
    until(page, lambda: site.named("Done"))
    told = [(event.properties["kind"], event.properties["url"]) for event in site.named("Link Clicked")]
    assert told == [
        ("outbound", "https://other.example/x"),
        ("tel", "tel:0312345678"),
        ("download", f"{site.address}/g.pdf"),
        ("outbound", "https://other.example/deep"),
    ]
    assert [event.properties for event in site.named("Plan Chosen")] == [{"plan": "pro"}, {"plan": "whole"}]


def test_several_values_of_one_trait(page: Page, site: Site) -> None:
    """Ticked boxes of one name, a list with several choices, two fields for one trait: all values, in the order of the
    page; one value is that value, and what is not chosen is none."""
    story.publish(site.stack)
    sent: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: sent.append(json.loads(request.post_data or "{}")) if "/v1/forms/" in request.url else None,
    )
    show(
        page,
        site,
        """<form data-mikomi-form="seminar" onsubmit="event.preventDefault()">
        <input data-mikomi-trait=email value="m@example.jp">
        <input type=checkbox data-mikomi-trait=interest value="製品A" checked>
        <input type=checkbox data-mikomi-trait=interest value="製品B" checked>
        <input type=checkbox data-mikomi-trait=interest value="製品C">
        <input type=checkbox data-mikomi-trait=interest value="製品D" checked>
        <select multiple data-mikomi-trait=areas><option selected>東京<option selected>大阪<option>京都</select>
        <select multiple data-mikomi-trait=none><option>東京<option>大阪</select>
        <input type=radio name=r data-mikomi-trait=size value=S>
        <input type=radio name=r data-mikomi-trait=size value=L checked>
        <input data-mikomi-trait=note value=1><input data-mikomi-trait=note value=""><input value=unnamed>
        <button>go</button></form>""",
    )
    until(page, lambda: site.named("page"))
    page.click("button")
    until(page, lambda: site.named("identify"))
    (told,) = sent
    interest = ["製品A", "製品B", "製品D"]
    assert told["fields"] == {
        "email": "m@example.jp",
        "interest": interest,
        "areas": ["東京", "大阪"],
        "size": "L",
        "note": ["1", ""],
    }
    (known,) = site.named("identify")
    traits = {"email": "m@example.jp", "interest": interest, "areas": ["東京", "大阪"], "size": "L", "note": "1"}
    assert known.traits == traits


def test_a_form_that_the_site_already_has(page: Page, site: Site) -> None:
    """`data-mikomi-form` and `data-mikomi-trait`: what was entered is read along, of the fields that are named, without
    passwords, hidden fields, files and card numbers; the site's own sending goes on; the visitor has a name."""
    story.publish(site.stack)
    posted: list[str] = []

    def take(route: Route) -> None:
        posted.append(route.request.post_data or "")
        route.fulfill(body="<!doctype html>thanks", content_type="text/html")

    page.route("**/their-own", take)
    sent: list[dict[str, Any]] = []
    page.on(
        "request",
        lambda request: sent.append(json.loads(request.post_data or "{}")) if "/v1/forms/" in request.url else None,
    )
    show(
        page,
        site,
        """<form data-mikomi-form="contact" action="/their-own" method="post">
        <input name=m data-mikomi-trait=email> <input name=n data-mikomi-trait=lastName> <input name=other>
        <textarea name=q data-mikomi-trait=inquiry></textarea>
        <select name=i data-mikomi-trait=industry><option>IT<option>製造業</select>
        <input type=checkbox name=c1 data-mikomi-trait=consent checked> <input type=checkbox data-mikomi-trait=unticked>
        <input type=radio name=r data-mikomi-trait=size value=S>
        <input type=radio name=r data-mikomi-trait=size value=L>
        <input type=password data-mikomi-trait=p1 value=secret> <input type=hidden data-mikomi-trait=p2 value=secret>
        <input autocomplete="section-a cc-number" data-mikomi-trait=p3 value=secret>
        <input autocomplete=new-password data-mikomi-trait=p4 value=secret> <input type=file data-mikomi-trait=p5>
        <button>go</button></form>
        <script>document.forms[0].addEventListener("submit", (event) => event.stopPropagation())</script>""",
    )
    until(page, lambda: site.named("page"))
    before = own_id(page)
    page.fill("[name=m]", "taro@hokusei.example")
    page.fill("[name=n]", "山田")
    page.fill("[name=q]", "質問です")
    page.fill("[name=other]", "private")
    page.select_option("select", "製造業")
    page.check("[value=L]")
    page.click("button")
    page.get_by_text("thanks").wait_for()
    assert "private" in posted[0]
    (told,) = sent
    fields = {"email": "taro@hokusei.example", "lastName": "山田", "inquiry": "質問です", "industry": "製造業"}
    assert told["fields"] == {**fields, "consent": "on", "size": "L"} and told["captured"] is True
    assert told["context"]["page"]["path"] == "/own"
    until(page, lambda: site.named("Form Submitted"))
    (submitted,), (known,) = site.named("Form Submitted"), site.named("identify")
    assert submitted.properties["form"] == "contact" and known.traits["email"] == "taro@hokusei.example"
    assert {submitted.anonymous_id, known.anonymous_id} == {before} == {site.named("page")[0].anonymous_id}


def test_places_that_mikomi_fills(page: Page, site: Site) -> None:
    """Each slot is asked for once, new ones on the page too, and again when the site says so; where nothing comes, or
    an error, the page's own content stays."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        slot = route.request.url.partition("?")[0].rpartition("/")[2]
        asked.append(slot)
        status, body = {"good": (200, "<b>ours</b>"), "none": (204, ""), "bad": (500, "oh")}[slot]
        route.fulfill(status=status, body=body, content_type="text/html")

    page.route("**/v1/slots/**", answer)
    slots = "".join(f'<div id="{slot}" data-mikomi-slot="{slot}">own</div>' for slot in ("good", "none", "bad"))
    page.clock.install()
    show(page, site, slots)
    until(page, lambda: page.inner_text("#good") == "ours")
    page.evaluate("""() => { const place = document.createElement('p'); place.id = 'late';
                            place.dataset.mikomiSlot = 'good'; document.body.append(place) }""")
    until(page, lambda: page.inner_text("#late") == "ours")
    passes(page)
    assert sorted(asked) == ["bad", "good", "good", "none"]
    assert page.inner_text("#none") == page.inner_text("#bad") == "own"
    page.evaluate("document.querySelector('#late').remove(); mikomi('show', 'good')")
    until(page, lambda: len(asked) == 5)
