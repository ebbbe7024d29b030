"""What the check says of one slip: once, in its place, and in words for whoever made it."""

import pytest
from mikomi.core.checking import workspace

from tests.core.workspaces import examples, with_change

DOC = "scenarios/doc-request.json"
AGAIN = '{ "submitted": "download" }'
SLIPS = [
    ("scoring.json", '"matches": "(課長|部長|取締役|社長)"', '"is": ">= 100人"', "E-trait-compare"),
    ("scoring.json", '"matches": "(課長|部長|取締役|社長)"', '"is": "> 2026-02-30"', "E-trait-compare"),
    ("scoring.json", '"matches": "(課長|部長|取締役|社長)"', '"is": "within 30d"', None),
    ("scoring.json", '"trait": "title"', '"trait": "titel"', "W-trait-collected"),
    ("scoring.json", '"from": 0', '"from": 50', "W-band-order"),
    (DOC, '{ "any": [ { "clicked": "cases" }, { "engaged": "/cases/**", "seconds": 30 } ] }', AGAIN, "W-if-trigger"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code"), SLIPS)
def test_one_slip_is_one_problem(file: str, old: str, new: str, code: str | None) -> None:
    """In the whole workspace."""
    assert codes_after((file, old, new)) == ({(file, code)} if code else set())


def codes_after(*changes: tuple[str, str, str], now: int | None = None) -> set[tuple[str, str]]:
    """What is reported of the examples with these changes, by file and code."""
    files = examples()
    for file, old, new in changes:
        assert old in files[file].decode(), old
        files[file] = files[file].decode().replace(old, new, 1).encode()
    _, problems = workspace.read(files, now)
    return {(problem.file, problem.code) for problem in problems}


def test_a_slip_prints_no_followers() -> None:
    """A scenario that cannot be read, and a mail under a misspelt name, make no mail unused and no trait unknown."""
    typo = (DOC, '"trigger"', '"triger"')
    assert codes_after(typo) == {(DOC, "E-unknown")}
    both = {(DOC, "E-unknown"), (DOC, "E-template")}
    assert codes_after(typo, (DOC, '"template": "faq"', '"template": "fag"')) == both
    assert codes_after((DOC, '"template": "faq"', '"template": "fag"')) == {(DOC, "E-template")}
    assert codes_after((DOC, '"template": "faq"', '"template": "none-at-all"')) == {
        (DOC, "E-template"),
        ("mails/faq.html", "W-mail-unused"),
    }


@pytest.mark.parametrize(("until", "over"), [("2026-12-09", True), ("2026-12-10", False), ("2026-12-10T09:59", True)])
def test_a_wait_until_what_is_over(until: str, over: bool) -> None:
    """It is doubtful once the time can be told, and its day is over."""
    now = 1_796_864_400_000  # 2026-12-10T10:00 in Tokyo
    wait = (DOC, '"wait": "2d"', f'"wait": {{ "until": "{until}" }}')
    assert ((DOC, "W-until-past") in codes_after(wait, now=now)) is over
    assert (DOC, "W-until-past") not in codes_after(wait)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{{ lead.honorific }", "close {{ with }}"),
        ("{{ lead.honorific", "begins with {{ and ends with }}"),
        ("{{ lead honorific }}", "only a | and what follows it may stand"),
        ("{% if lead.name %}a", "close {% if %} with {% endif %}"),
        ("{% if lead.name }a{% endif %}", "{% with %}"),
        ("{% if lead.name a %}", "what begins with {% ends with %}"),
        ("{% endif %}", "nothing is open that {% endif %} could belong to"),
        ("{% else %}", "nothing is open that {% else %} could belong to"),
        ("{% elif lead.name %}", "nothing is open that {% elif %} could belong to"),
        ("{% iff lead.name %}", "there is no tag {% iff %}"),
        ("{# note", "what begins with {# ends with #}"),
        ("{{ lead.name ＋ 1 }}", "＋ cannot stand between {{ and }}"),
    ],
)
def test_a_template_that_cannot_be_read_says_what_to_do(written: str, says: str) -> None:
    """In words for whoever writes mails, not for whoever wrote the template language."""
    _, problems = workspace.read(with_change("mails/faq.html", "{{ sender.name }}", written))
    told = [problem for problem in problems if problem.code == "E-template-syntax"]
    assert len(told) == 1 and says in told[0].en and "token" not in told[0].en


def test_what_there_is_is_listed_where_nothing_is_near() -> None:
    """Reps by their ids, in both languages."""
    _, problems = workspace.read(with_change(DOC, '"to": "owner"', '"to": "nobody-of-ours"'))
    told = next(problem for problem in problems if problem.code == "E-rep")
    assert "There is: owner, " in told.en and "あるのは owner、" in told.ja
