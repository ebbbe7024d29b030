"""The guide in the console: to anybody, in both languages, with a paragraph for every problem that a report names."""

import re

import pytest
from mikomi.console import guide
from mikomi.core.checking import paragraph
from mikomi.core.checking.report import Report
from mikomi.core.checking.sentences import SENTENCES
from mikomi.model.problem import Problem

from tests.functions.test_console import at_home, get

__all__ = ["at_home"]
HOST = "ma.example.co.jp"
LANGUAGES = ("ja", "en")
ANYBODY = ("/console/guide", *(f"/console/guide/{name}" for name in guide.PAGES))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_read_without_a_login(world, language):
    """Ours, no script in it, with the way to all the others, and no frame of somebody who is logged in."""
    for path in ANYBODY:
        answer = get(path, {"lang": language}, host=HOST)
        assert answer["statusCode"] == 200 and f'<html lang="{language}">' in answer["body"]
        assert all(f'href="{url}"' in answer["body"] for url in ANYBODY if not url.endswith("/index"))
        assert answer["body"].count("<script") == 1 and "/auth/logout" not in answer["body"]
        assert not re.search(r"<[^>]*\sstyle=", answer["body"]), (
            "the page's policy forbids it; in a text it may be told"
        )
        assert "default-src 'none'" in answer["headers"]["content-security-policy"]
    assert get("/console/leads", host=HOST)["statusCode"] != 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_to_a_problem_leads_to_its_paragraph(world, language):
    """Whichever language the browser speaks: the link says its own."""
    for code in SENTENCES:
        path, _, rest = paragraph.address(code, language).partition("?")
        query, _, anchor = rest.partition("#")
        answer = get(path, query, host=HOST, **{"Accept-Language": "fr"})
        assert (
            f'<a id="{anchor}"></a><h3>{code}</h3>' in answer["body"] and f'<html lang="{language}">' in answer["body"]
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_within_the_guide_leads_somewhere(language):
    """To a page that there is, and on it to an anchor that there is."""
    followed = 0
    for name in guide.PAGES:
        for url, anchor in re.findall(r'href="(/console/guide[^"#]*)?(?:#([^"]*))?"', guide.text(name, language)):
            to = url.removeprefix("/console/guide").strip("/") or "index" if url else name
            assert to in guide.PAGES and (not anchor or f'id="{anchor}"' in guide.text(to, language)), (
                name,
                url,
                anchor,
            )
            followed += 1
    assert followed > 100


def test_whoever_is_inside_has_the_console_around_it(at_home):
    """In the navigation, marked as where one is; the other pages of its group lead there."""
    assert '<a href="/console/guide" aria-current="page">Guide</a>' in get("/console/guide/steps")["body"]
    assert '<a href="/console/guide">Guide</a>' in get("/console/attention")["body"]


@pytest.mark.parametrize("path", ["none", "steps/more", "../pages", "steps.ja.html", "STEPS"])
def test_there_is_no_other_page(world, path):
    """Nothing but the pages: no path leads out of their folder."""
    assert get(f"/console/guide/{path}", host=HOST)["statusCode"] == 404


def test_a_report_leads_to_the_guide_of_whoever_reads_it():
    """In the console a path; in the bucket the deployment's own address."""
    problem = Problem(file="a.json", code="E-unknown", ja="誤り", en="wrong")
    report = Report(outcome="refused", version=1, published_at=1, checked_at=1, problems=(problem,))
    assert b'"/console/guide/problems?lang=en#e-unknown"' in report.as_json()
    assert b'"https://ma.example.co.jp/console/guide/problems?lang=ja#e-unknown"' in report.as_json(
        f"https://{HOST}/console/guide"
    )
