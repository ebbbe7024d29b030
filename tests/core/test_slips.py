"""A slip is shown where it was made, on both sides of each bound, and what stands behind it is read all the same."""

import json
from typing import Any

import pytest
from mikomi.core.checking import workspace
from mikomi.core.checking.document import Document
from mikomi.core.checking.report import Report
from mikomi.core.checking.source import EXCERPT, Source
from mikomi.model.problem import Problem

from tests.core.workspaces import examples, with_change

PRICE = "scenarios/price-3-views.json"
DOC = "scenarios/doc-request.json"
FORM = "forms/contact.json"


def marked(problem: Problem) -> str:
    """What the carets of the excerpt stand below."""
    return problem.excerpt[problem.caret - 1 :][: problem.width]


def told(files: dict[str, bytes], code: str) -> list[Problem]:
    return [problem for problem in workspace.read(files)[1] if problem.code == code]


def changed(file: str, **top: Any) -> dict[str, bytes]:
    """The examples with some of the outermost keys of one file written anew."""
    files = examples()
    return files | {file: json.dumps({**json.loads(files[file]), **top}, ensure_ascii=False).encode()}


@pytest.mark.parametrize(
    ("text", "codes", "value"),
    [
        ('{"b": 1, {"x": 1}, "a": 2}', ["E-no-key"], {"b": 1, "a": 2}),
        ('{"b": 1, "lonely", "a": 2}', ["E-colon"], {"b": 1, "a": 2}),
        ("[1, :, 2]", ["E-unexpected"], [1, 2]),
    ],
)
def test_what_stands_behind_a_slip_is_read(text: str, codes: list[str], value: Any) -> None:
    """A member without a key, a key without a value, a mark without a place: the file's other problems come up too."""
    document = Document("a.json", text.encode())
    assert [problem.code for problem in document.source.problems] == codes
    assert document.value == value


@pytest.mark.parametrize("end", ["", "\n}", '\n "b": 1}'])
def test_a_backslash_at_the_end_of_a_line_is_its_own_slip(end: str) -> None:
    """What it would have meant is not taken from the line below."""
    document = Document("a.json", ('{"a": "x\\' + end).encode())
    assert document.value["a"] == "x\\"
    assert "E-escape" in [problem.code for problem in document.source.problems]


@pytest.mark.parametrize("before", [0, 100, EXCERPT - 30, EXCERPT - 20, EXCERPT, 400, 5_000])
def test_the_carets_stand_below_the_slip_however_long_the_line(before: int) -> None:
    """Of a long line a piece is shown, and the slip is in it."""
    document = Document("a.json", ('{"a": "' + "x" * before + '", "b"： 1}').encode())
    (problem,) = document.source.problems
    assert problem.code == "E-fullwidth" and marked(problem) == "："
    assert len(problem.excerpt) <= EXCERPT


def test_each_line_of_a_file_is_found_by_its_number() -> None:
    """The first and the last as well; a number that is no line's has no text, and the nearest line's place."""
    source = Source("a.html", "一\ntwo words\r\nlast".encode())
    assert [source.line(number) for number in range(5)] == ["", "一", "two words", "last", ""]
    assert [source.offset(number) for number in range(5)] == [0, 0, 2, 13, 13]
    assert source.offset(2, "words") == 6 and source.offset(2, "no such") == 2


@pytest.mark.parametrize(("band", "codes"), [("hot", []), ("hott", ["E-band"])])
def test_a_condition_names_a_band_that_there_is(band: str, codes: list[str]) -> None:
    """One of scoring.json; of another the nearest is suggested."""
    found = workspace.read(with_change(PRICE, '"score": "< 80"', f'"band": "{band}"'))[1]
    assert [problem.code for problem in found] == codes
    assert [problem.suggestion for problem in found] == ["hot"] * len(codes)


def test_what_is_doubtful_for_its_key_is_shown_at_the_key() -> None:
    """A form without a required address; a cap, or a "once", of points that stand."""
    fields = json.loads(examples()[FORM])["fields"]
    (at_fields,) = told(changed(FORM, fields=fields[1:]), "W-form-email")
    assert marked(at_fields) == '"fields"'
    scoring = json.loads(examples()["scoring.json"])
    for key, value in (("cap", {"points": 30, "per": "7d"}), ("once", True)):
        rule = {"id": "standing", "name": "x", "when": {"tag": "顧客"}, "points": 5, key: value}
        (problem,) = told(changed("scoring.json", rules=[*scoring["rules"], rule]), "W-cap-standing")
        assert marked(problem) == f'"{key}"'


@pytest.mark.parametrize(
    ("weights", "codes"),
    [((50, 50), []), ((1, 0), ["W-weight"]), ((0, 50), ["W-weight"]), ((0, 0), ["E-weights"])],
)
def test_a_variant_that_nobody_gets_is_told_of(weights: tuple[int, int], codes: list[str]) -> None:
    """Weight 0 switches one off, which may be meant; with all of them at 0 nobody could be sent anything."""
    text = examples()[DOC].decode()
    for name, weight in zip("AB", weights, strict=True):
        assert f'"id": "{name}", "weight": 50' in text
        text = text.replace(f'"id": "{name}", "weight": 50', f'"id": "{name}", "weight": {weight}')
    found = workspace.read(examples() | {DOC: text.encode()})[1]
    assert [problem.code for problem in found] == codes
    if codes == ["W-weight"]:
        assert found[0].pointer.endswith(f"/variants/{weights.index(0)}/weight")


@pytest.mark.parametrize(
    ("subjects", "codes"), [((True, True), []), ((True, False), ["E-no-subject"]), ((False, False), ["E-no-subject"])]
)
def test_each_variant_needs_a_subject_where_nothing_else_has_one(subjects: tuple[bool, bool], codes: list[str]) -> None:
    """Neither step nor title: whoever is given the variant without a subject would get a mail without one."""
    files = examples()
    files["mails/plain.html"] = files["mails/faq.html"].replace(b"<title>", b"<!--").replace(b"</title>", b"-->")
    variants = [
        {"id": name, "weight": 1, **({"subject": "件名"} if has else {})}
        for name, has in zip("ab", subjects, strict=True)
    ]
    step = {"id": "m", "mail": {"template": "plain", "variants": variants}}
    files = files | {PRICE: changed(PRICE, steps=[step])[PRICE], "mails/campaign.html": files["mails/campaign.html"]}
    found = [problem for problem in workspace.read(files)[1] if problem.code != "W-mail-unused"]
    assert [(problem.file, problem.code) for problem in found] == [(PRICE, code) for code in codes]


@pytest.mark.parametrize(("form", "needs"), [("contact", None), ("brochure", "forms/brochure.json")])
def test_a_download_link_waits_only_for_a_form_that_is_not_there(form: str, needs: str | None) -> None:
    """A form that has arrived and gives nothing is no file to wait for: the mail is what is wrong."""
    files = changed(PRICE, trigger={"when": {"submitted": form}})
    page = files["mails/campaign.html"].decode()
    files["mails/campaign.html"] = page.replace("{{ lead.honorific }}", "{{ asset_url }} {{ lead.honorific }}").encode()
    (problem,) = told(files, "E-variable-asset")
    assert problem.needs == needs


@pytest.mark.parametrize(
    ("written", "language"),
    [('{"language": "en"}', "en"), ('{"language": "ja"}', "ja"), ("{}", "ja"), ('["en"]', "ja"), ("en", "ja")],
)
def test_problems_are_told_in_the_language_that_settings_ask_for(written: str, language: str) -> None:
    """Japanese wherever settings.json asks for no other one, or cannot be read."""
    assert workspace.language_of({"settings.json": written.encode()}) == language
    assert workspace.language_of({}) == "ja"


def test_a_report_is_read_by_people_too() -> None:
    """Whoever opens reports/latest.json in an editor reads Japanese, not its numbers."""
    problems = workspace.read(with_change(DOC, '"template": "faq"', '"template": "fap"'))[1]
    written = Report(outcome="refused", version=0, published_at=0, checked_at=0, problems=problems).as_json()
    told = [problem["message"]["ja"] for problem in json.loads(written)["problems"]]
    assert told == [problem.ja for problem in problems] and all(each in written.decode() for each in told)
