"""Everything wrong is told in one pass: a wrong shape hides no wrong meaning, and one slip prints no followers."""

import json

import pytest
from mikomi.core.checking import workspace

from tests.core.workspaces import examples

DOC = "scenarios/doc-request.json"
FAQ = "mails/faq.html"
BESIDE = (DOC, '"to": "owner"', '"to": "satou"')
"""What is wrong with the meaning, in the same file, further down."""
SHAPES = [
    ('"wait": "2d"', '"wait": "2 days"', "E-duration"),
    ('"wait": "2d"', '"wiat": "2d"', "E-unknown"),
    ('"steps": [', '"stpes": [', "E-unknown"),
    ('"mail": { "template": "faq"', '"wait": "2d", "mail": { "template": "faq"', "E-two-verbs"),
    ('"mail": { "template": "faq"', '"mial": { "template": "faq"', "E-unknown"),
    ('"template": "faq"', '"templete": "faq"', "E-unknown"),
    ('"id": "faq"', '"id": "FAQ 1"', "E-id"),
    ('"status": "active"', '"status": "on"', "E-choice"),
    ('"engaged": "/cases/**"', '"engaged": "cases/**"', "E-path"),
    ('"trigger": { "when": { "submitted": "download" } }', '"trigger": { "when": { "tag": 5 } }', "E-type"),
    ('"steps": [', '"steps": ', "E-no-bracket"),
    ('"mail": { "template": "faq", "subject": "よくあるご質問をまとめました" }', '"mail": "faq"', "E-type"),
]  # fmt: skip


def told(*changes: tuple[str, str, str]) -> list[tuple[str, str]]:
    """File and code of each problem of the examples with these changes."""
    files = examples()
    for file, old, new in changes:
        text = files[file].decode()
        assert old in text, f"{old!r} is not in {file}"
        files[file] = text.replace(old, new, 1).encode()
    return [(problem.file, problem.code) for problem in workspace.read(files)[1]]


@pytest.mark.parametrize(("old", "new", "code"), SHAPES)
def test_a_wrong_shape_hides_no_wrong_meaning_of_its_file(old: str, new: str, code: str) -> None:
    """One slip is one problem; with a second one further down, there are two, each in its place."""
    assert told((DOC, old, new)) == [(DOC, code)]
    assert sorted(told((DOC, old, new), BESIDE)) == sorted([(DOC, code), (DOC, "E-rep")])


@pytest.mark.parametrize(
    ("file", "old", "new", "codes"),
    [
        ("settings.json", '"reps"', '"rips"', ["E-unknown"]),
        ("settings.json", '"reps": [', '"reps": { "x": [', ["E-unclosed", "E-type"]),
        ("scoring.json", '"id": "hot"', '"id": "Hot"', ["E-id"]),
        ("scoring.json", '"bands"', '"zones"', ["E-unknown"]),
        (DOC, '"id": "setup-free"', '"id": "Setup free"', ["E-id"]),
        ("forms/download.json", '"gives"', '"gave"', ["E-unknown"]),
        ("settings.json", "{", "[", ["E-brackets"]),
    ],
)
def test_what_others_name_is_not_missed_for_a_slip(file: str, old: str, new: str, codes: list[str]) -> None:
    """A rep, a band, an offer, an asset: what may stand in what could not be read is not reported as absent."""
    assert {code for _, code in told((file, old, new))} <= set(codes)
    assert told((file, old, new))


def test_a_mail_with_wrong_braces_is_read_to_its_end() -> None:
    """Each of them at its own place; the misspelt names and the missing legal line below them as well."""
    page = examples()[FAQ].decode().replace("{{ company.postal_address }}", "")
    page = (
        page.replace("{{ lead.honorific }}", "{{ lead.honorific }", 1)
        + "\n{% if lead.title }x{% endif %}{{ sendr.name }}"
    )
    problems = workspace.read(examples() | {FAQ: page.encode()})[1]
    found = {(p.code, p.excerpt[p.caret - 1 :][: p.width] if p.line else "") for p in problems if p.is_error}
    assert found == {
        ("E-template-syntax", "{{ lead.honorific }"),
        ("E-template-syntax", "{% if lead.title }"),
        ("E-variable", "sendr.name"),
        ("E-legal", ""),
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lead.honorifc", "lead.honorific"),
        ("sendr.name", "sender.name"),
        ("company.postal_adress", "company.postal_address"),
        ("unsubscribe_ur", "unsubscribe_url"),
        ("unsubscribeUrl", "unsubscribe_url"),
        ("offer.deadlin", "offer.deadline"),
        ("view_uri", "view_url"),
    ],
)
def test_a_misspelt_name_of_ours_is_an_error_that_knows_the_name(written: str, meant: str) -> None:
    """Whatever a mail sees of Mikomi, not of a form: it would be blank for everybody."""
    page = examples()[FAQ].decode() + "{{ " + written + " }}"
    problems = workspace.read(examples() | {FAQ: page.encode()})[1]
    assert [(p.code, p.suggestion) for p in problems] == [("E-variable", meant)]


@pytest.mark.parametrize(
    ("file", "change"),
    [
        (DOC, {"active": {"from": "2026-02-30"}}),
        (DOC, {"active": {"until": "2026-02-30T10:00"}}),
        (DOC, {"goal": {"name": "x", "when": {"submitted": "contact"}, "target": {"count": 1, "by": "2026-02-30"}}}),
        (DOC, {"trigger": {"schedule": "2026-02-30T10:00"}, "goal": None}),
        (DOC, {"trigger": {"schedule": "2026-03-01T10:00", "not_later_than": "2026-02-30T11:00"}, "goal": None}),
        (DOC, {"audience": {"trait": "renewal", "is": "> 2026-02-30"}}),
        ("settings.json", {"calendar": {"closed": ["2026-02-30"]}}),
    ],
)
def test_a_day_that_does_not_exist_is_found_wherever_a_day_stands(file: str, change: dict[str, object]) -> None:
    """The thirtieth of February, told once and shown where it stands."""
    files = examples()
    files[file] = json.dumps({**json.loads(files[file]), **change}, ensure_ascii=False).encode()
    found = [p for p in workspace.read(files)[1] if "2026-02-30" in p.ja]
    assert [p.code for p in found] in (["E-date"], ["E-trait-compare"])
    assert "2026-02-30" in found[0].excerpt[found[0].caret - 1 :][: found[0].width]
