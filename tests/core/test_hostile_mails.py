"""Three hundred hostile templates: each is refused with a sentence, or goes out as something that harms nobody."""

import re
import time

import pytest
from mikomi.core.checking import workspace
from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails import body, render, sample
from mikomi.core.mails.links import SampleLinks

from tests.core import hostile_mails
from tests.core.hostile_mails import Hostile
from tests.core.workspaces import examples

NOW = 1_796_086_800_000
SECONDS = 8.0
"""Of the processor, for one workspace and one mail: the worst of them takes a quarter of it on a busy machine."""
READER = {
    "email": "a@example.com",
    "company": "\"'><script>alert(1)</script>\r\nBcc: victim@example.com\u202e",
    "firstName": "javascript:alert(1)//",
    "lastName": "{{ 7 * 7 }}",
    "employees": 0,
}
LINKS = SampleLinks("root-of-the-tests", "https://ma.example.jp")
ACTS = frozenset(("script", "iframe", "object", "embed", "form", "base", "frame", "frameset", "applet"))
SCHEME = re.compile(r"(?:java|vb)script:|data:(?!image/)", re.IGNORECASE)


class Harm(HtmlReader):
    """What of a mail would act by itself, as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.met: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: re.sub(r"[\x00-\x20\x7f]", "", value or "") for name, value in attrs}
        if tag in ACTS or (tag == "meta" and given.get("http-equiv", "").lower() == "refresh"):
            self.met.append(tag)
        self.met += [name for name in given if name.startswith("on")]
        self.met += [name for name in ("href", "src", "action") if SCHEME.match(given.get(name, ""))]
        if re.search(r"expression\(|behavior:|-moz-binding|javascript:", given.get("style", ""), re.IGNORECASE):
            self.met.append("style")


def files_of(hostile: Hostile) -> dict[str, bytes]:
    files = {**examples(), **{name: text.encode("utf-8", "replace") for name, text in hostile.files.items()}}
    if hostile.subject is not None:
        scenario = files["scenarios/doc-request.json"].decode()
        written = f'"subject": {hostile_mails.as_json(hostile.subject)}'
        assert hostile_mails.FAQ_SUBJECT in scenario
        files["scenarios/doc-request.json"] = scenario.replace(hostile_mails.FAQ_SUBJECT, written, 1).encode()
    return files


@pytest.mark.parametrize("kind", list(hostile_mails.KINDS))
def test_it_is_refused_with_a_sentence_or_harms_nobody(kind: str) -> None:
    """Within its bounds of time and bytes; of a refusal it is said what and where, in both languages, at the files that
    are to blame; a mail that goes out runs nothing, sends nowhere, and its subject is one line."""
    refused = 0
    for number, hostile in enumerate(hostile_mails.drawn(kind)):
        files, begun = files_of(hostile), time.process_time()
        plan, problems = workspace.read(files)
        blamed = {*hostile.files, *(("scenarios/doc-request.json",) if hostile.subject is not None else ())}
        errors = [each for each in problems if each.is_error]
        assert (plan is None) == bool(errors), number
        assert all(each.ja and each.en and len(each.en) < 1_500 for each in problems)
        assert {each.file for each in errors} <= blamed, number
        assert len(problems) < 400
        refused += bool(errors)
        if plan is not None:
            reader = sample.person_of(READER, NOW)
            sending = next(sample.sendings(plan, "faq"))
            try:
                words = sample.made(sending, reader, plan, LINKS, NOW).words
            except render.Unrenderable as told:  # said, and no mail goes out
                assert str(told)
            else:
                assert Harm(words.html).met == [], number
                assert max(len(words.html), len(words.text)) <= body.LONGEST
                assert words.subject and not re.search(r"[\x00-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069]", words.subject)
                assert "49" not in words.text.split(), number
        assert time.process_time() - begun < SECONDS, number
    assert refused >= LEAST_REFUSED.get(kind, 0)


LEAST_REFUSED = {
    "escape": 15,
    "builtin": 15,
    "active": 13,
    "link": 8,
    "css": 4,
    "mjml": 11,
    "recursion": 8,
    "confusable": 12,
}
"""So many of the fifteen; the others may be shown as the words that they are."""


def test_the_corpus_is_what_it_says() -> None:
    """Three hundred, by number alone, hardly any twice."""
    drawn = [each for kind in hostile_mails.KINDS for each in hostile_mails.drawn(kind)]
    assert len(drawn) == 300 and drawn == [each for kind in hostile_mails.KINDS for each in hostile_mails.drawn(kind)]
    assert len({(str(each.files), each.subject) for each in drawn}) > 230


@pytest.mark.parametrize(
    "html", ["<iframe src=x>", "<p onclick=x>", "<a href=' java&Tab;script:x'>", "<p style='width:expression(1)'>"]
)
def test_harm_is_seen(html: str) -> None:
    """The law above looks for what it says."""
    assert Harm(html).met
