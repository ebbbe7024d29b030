"""What one file does to the checker is a problem of that file: named, with its place, and told within a bound of work.

The bound is counted, not timed: the lines of Python that the check runs, beside those that the examples alone take.
"""

import random
import sys

import pytest
from mikomi.core.checking import source, workspace
from mikomi.core.mails import body, templates
from mikomi.core.mails.body import Reader
from mikomi.model.plan import MailTemplate

from tests.core.workspaces import examples
from tests.effort import effort

MAIL = "mails/hostile.html"
LINES = 6_000_000
"""Of Python, for one workspace: the example's own take some three hundred thousand."""

TEMPLATES = {
    "Outlook's conditions": "<title>x</title><![ if mso ]>hi<![endif]><![if !mso]><![CDATA[ <!doctype [ <!x",
    "paragraphs that never end": "<p>" * 20_000,
    "nearly as many as are allowed": "<p>x" * 9_000,
    "a list without ends": "<li>x" * 5_000,
    "a list of Japanese": "<li>日本" * 9_000,
    "links in links": '<a href="https://e.jp/{{ lead.name }}">' * 4_000,
    "marks that never close": "{{" * 20_000,
    "blocks that never close": "{%" * 20_000,
    "raw marks": "{% raw %}" + "{{" * 4_000 + "{% endraw %}",
    "deep branches": "{% if lead.a %}" * 5_000 + "{% endif %}" * 5_000,
    "deep brackets": "{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}",
    "a number of 5,000 digits": "{{ " + "9" * 5_000 + " }}",
    "a number too large": "{{ 1e999999999 }}",
    "hidden in hidden": "<div hidden>" * 9_000,
    "comments that never end": "<!--" * 9_000,
    "attributes that never end": "<a " + 'a="' * 80_000,
    "half a tag, often": "<!" * 9_000 + "</" * 900,
    "no letters": "\x00\ufffe" * 10_000,
}
SCENARIO = "scenarios/doc-request.json"
JSON = {
    "a number of 5,000 digits": b'{"version": ' + b"9" * 5_000 + b"}",
    "a power without bounds": b'{"version": 1e99999}',
    "arrays in arrays": b"[" * 100_000,
    "objects in objects": b'{"a":' * 100_000,
    "5,000 unknown keys": b"{" + b",".join(b'"k%d": 1' % number for number in range(5_000)) + b"}",
    "quotation marks": b'"' * 300_000,
    "backslashes": b'"' + b"\\" * 300_000,
    "one key, often": b"{" + b'"a": 1, ' * 20_000 + b"}",
    "wide colons": "：".encode() * 50_000,
}


def counted(files):
    """What the check answers, and after how many lines of Python; past the bound it is given up."""
    lines = 0

    def count(_frame, event, _arg):
        nonlocal lines
        lines += event == "line"
        assert lines < LINES, "the check goes on and on"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        return workspace.read(files)
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("name", list(TEMPLATES))
def test_a_hostile_template_is_its_own_problem(name):
    """The check ends within its bound of work; what is wrong names the file, and no other file is accused."""
    _, problems = counted({**examples(), MAIL: TEMPLATES[name].encode("utf-8", "replace")})
    assert {problem.file for problem in problems if problem.is_error} <= {MAIL}


@pytest.mark.parametrize("name", list(JSON))
def test_a_hostile_scenario_is_its_own_problem(name):
    """The same of JSON; it is always wrong, and a reader can go through what is told of it."""
    _, problems = counted({**examples(), SCENARIO: JSON[name]})
    told = [problem for problem in problems if problem.file == SCENARIO]
    assert any(problem.is_error for problem in told) and len(told) < 400


def test_a_check_that_tells_without_end_is_found(monkeypatch):
    """With the bound of alike problems taken away, the same file floods its reader, and the law above sees it."""
    monkeypatch.setattr(source, "MOST_ALIKE", 1_000_000)
    with pytest.raises(AssertionError):
        test_a_hostile_scenario_is_its_own_problem("5,000 unknown keys")


def test_a_file_changed_at_random_never_fells_the_check():
    """Whatever bytes are cut, doubled or put in, the check answers, and what it says of a mail stands at that mail."""
    draw = random.Random(7)
    files = examples()
    marks = [b"{{", b"}}", b"{%", b"%}", b"<![", b"<!--", b"<", b'"', b"\\", b"&#", "「".encode(), b"\xff", b"\x00"]
    for _ in range(effort(60)):
        name = draw.choice([file for file in files if file.endswith((".html", ".json", ".txt"))])
        changed = bytearray(files[name])
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(changed) + 1)
            match draw.randrange(3):
                case 0:
                    changed[at:at] = draw.choice(marks) * draw.choice([1, 2, 50])
                case 1:
                    del changed[at : at + draw.randint(1, 40)]
                case _:
                    changed[at:at] = changed[at : at + draw.randint(1, 200)] * draw.choice([1, 20])
        plan, problems = workspace.read({**files, name: bytes(changed)})
        assert plan is not None or any(problem.is_error for problem in problems)


def test_a_filled_part_has_an_end():
    """A template that shows a long value thousands of times is given up, one just short of the bound is not."""
    value, times = "x" * 1_000, body.LONGEST // 1_000
    for shown, is_fine in ((times, True), (times + 1, False)):
        template = MailTemplate(id="m", html="{{ lead.name }}" * shown, text="", subject="")
        reader = Reader({"lead": templates.lead({"name": value})}, {}, str)
        if is_fine:
            assert len(body.html(template, reader)) == body.LONGEST
        else:
            with pytest.raises(body.TooLong):
                body.html(template, reader)
