"""A workspace becomes a plan, or everything that is wrong with it."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.cli.excerpts import Ink, shown
from mikomi.core.checking import sentences, workspace
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem

from tests.core.workspaces import EXAMPLES, examples, with_change

DOC = "scenarios/doc-request.json"
COLD = "scenarios/cold-appo.json"
SALE = "scenarios/winter-sale.json"


def codes(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(problem.file, problem.code) for problem in workspace.read(files)[1]]


def test_the_examples_are_a_plan() -> None:
    """Nothing is wrong with them, nothing doubtful; every file is in the plan; a stored plan is the same plan."""
    plan, problems = workspace.read(examples())
    assert problems == ()
    assert plan is not None
    assert " ".join(plan.scenarios) == "cold-appo customer-upgrade doc-request price-3-views story-reader winter-sale"
    assert set(plan.forms) == {"contact", "download"} and plan.assets == ("assets/guide.pdf",)
    assert plan.mails["thanks"].subject == "資料をお申し込みいただき、ありがとうございます"
    assert plan.standing_range == (-5, 20)
    assert Plan.model_validate_json(plan.model_dump_json(by_alias=True, exclude_none=True)) == plan


def test_the_english_examples_are_a_plan() -> None:
    """The second, small workspace, for readers of English."""
    folder = EXAMPLES.parent / "examples-en"
    files = {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}
    plan, problems = workspace.read(files)
    assert problems == () and plan is not None and workspace.language_of(files) == "en"


def test_the_order_of_files_does_not_matter() -> None:
    """The same files, met in another order, are the same plan."""
    files = examples()
    assert workspace.read(dict(reversed(files.items()))) == workspace.read(files)


BAD = """{
  "version"： 1, "id": "bad", "name": "だめな例", "status": "active",
  "trigger": { "when": { "submitted": "download" } },
  "steps": [
    { "id": "faq", "mail": { "templete": "faq" } },
    { "wait": "3にち" }
  ]
}
"""


def test_problems_read_as_the_format_says() -> None:
    """File, line:column, code, pointer, sentence, suggestion, excerpt, caret; several at once; in both languages."""
    plan, problems = workspace.read(examples() | {"scenarios/bad.json": BAD.encode()})
    assert plan is None
    assert [shown(problem, "ja", Ink(False)) for problem in problems] == [
        "scenarios/bad.json:2:12  E-fullwidth  /  全角の「：」が使われています。半角の : に直してください。\n"
        '    2 |   "version"： 1, "id": "bad", "name": "だめな例", "status": "active",\n'
        "      |            ^^",
        "scenarios/bad.json:5:30  E-unknown  /steps/0/mail/templete  "
        "「templete」という項目はありません。もしかして「template」？\n"
        '    5 |     { "id": "faq", "mail": { "templete": "faq" } },\n'
        "      |                              ^^^^^^^^^^",
        "scenarios/bad.json:6:15  E-duration  /steps/1/wait  「3にち」は期間として読めません。"
        "30m・2h・3d・1w・2bd、または 30分・2時間・3日・1週間・2営業日 のように書いてください。\n"
        '    6 |     { "wait": "3にち" }\n'
        "      |               ^^^^^^^",
    ]
    assert problems[1].en == 'There is no item called "templete". Did you mean "template"?'


CHANGES = [
    # form
    (DOC, '"trigger"', '"triger"', "E-unknown"),
    (DOC, '"when": { "submitted"', '"when": { "submited"', "E-unknown"),
    (DOC, '"wait": "2d"', '"wiat": "2d"', "E-unknown"),
    (DOC, '"id": "faq", ', "", "E-missing"),
    (DOC, '"wait": "2d"', '"wait": "2 days"', "E-duration"),
    (DOC, '"after": "180d"', '"after": "3bd"', "E-duration-fixed"),
    (DOC, '"status": "active"', '"status": "actve"', "E-choice"),
    (DOC, '"id": "doc-request"', '"id": "Doc Request"', "E-id"),
    (DOC, '"at": "10:00", "on"', '"at": "25:00", "on"', "E-hour"),
    (DOC, '"by": "2027-03-31"', '"by": "2027-02-31"', "E-date"),
    (DOC, '"engaged": "/cases/**"', '"engaged": "cases/**"', "E-path"),
    (DOC, '"priority": 50', '"priority": 500', "E-range"),
    (DOC, '"priority": 50', '"priority": "50"', "E-type"),
    (DOC, '"exit_when": [ { "tag": "顧客" }, ', '"exit_when": [ { "tag": "顧客", "band": "hot" }, ', "E-two-verbs"),
    (DOC, '{ "wait": "3bd" }', '{ "id": "h", "webhook": { "url": "x", "secret": "crm" } }', "E-webhook-https"),
    (COLD, '"tag": "展示会2026秋"', '"segment": "autumn"', "E-segment"),
    ("scenarios/price-3-views.json", '"score": "< 80"', '"score": "under 80"', "E-comparison"),
    ("scoring.json", '"in": ["製造業", "IT"]', '"in": ["IT"], "exists": true', "E-trait-test"),
    ("scoring.json", '"from": 40 }', '"from": 40, }', "E-trailing-comma"),
    ("settings.json", '"language": "ja"', '"language": "fr"', "E-choice"),
    ("settings.json", '"site": "https', '"hosts": ["https://shop.example.co.jp"], "site": "https', "E-host"),
    ("settings.json", '"site": "https', '"hosts": ["shop.example.co.jp", "a b"], "site": "https', "E-host"),
    ("settings.json", '"site": "https', '"hosts": ["shop.example.co.jp/"], "site": "https', "E-host"),
    ("settings.json", '"site": "https', '"hosts": ["*.example.co.jp"], "site": "https', "E-host"),
    ("settings.json", '"site": "https', '"hosts": ["shop.example.co.jp", "日本語.jp:8080"], "site": "https', None),
    # what a schema cannot see
    (DOC, '"id": "doc-request"', '"id": "other"', "E-id-file"),
    (DOC, '"template": "faq"', '"template": "fap"', "E-template"),
    (DOC, '"id": "cases-again"', '"id": "cases"', "E-twice"),
    (DOC, '"clicked": "cases"', '"clicked": "casse"', "E-mail-step"),
    (DOC, '"offer.setup-free - 1d"', '"offer.setup-fee - 1d"', "E-offer"),
    (DOC, '"offer.setup-free - 1d"', '"offer.setup-free -1d"', "E-until"),
    (DOC, '"until": "offer.setup-free - 1d"', '"until": "2026-02-30T10:00"', "E-date"),
    (DOC, '"until": "offer.setup-free - 1d"', '"until": "2027-02-29"', "E-date"),
    (DOC, '"until": "offer.setup-free - 1d"', '"until": "0000-01-01T00:00"', "E-date"),
    (DOC, '"until": "offer.setup-free - 1d"', '"until": "2028-02-29T10:00"', None),
    (SALE, '"schedule": "2026-12-10T10:00"', '"schedule": "2026-02-30T10:00"', "E-date"),
    (DOC, '"valid_for": "7d"', '"valid_for": "1d"', "E-offer-window"),
    (DOC, '"url": "https://example.co.jp/offer"', '"url": "javascript:alert(1)"', "E-url"),
    (DOC, '"timezone": "Asia/Tokyo"', '"timezone": "Asia/Tokio"', "E-timezone"),
    (DOC, '"calendar": "jp"', '"calendar": "us"', "E-calendar"),
    (DOC, '"to": "owner", "why": "オファー', '"to": "satou", "why": "オファー', "E-rep"),
    (DOC, '"subject": "よくあるご質問をまとめました"', '"subject": "{{ offer.deadline }}"', "E-variable-offer"),
    (DOC, '"subject": "よくあるご質問をまとめました"', '"subject": "{{ lead.__class__ }}"', "E-template-forbidden"),
    (DOC, '"submitted": "contact" }, "target"', '"tag": "誰も付けない" }, "target"', "W-goal"),
    (DOC, '"submitted": "contact" }, "target"', '"clicked": "no-such" }, "target"', "E-mail-step"),
    (DOC, '"submitted": "contact" }, "t', '"all": [{"tag": "商談化"}, {"not": {"tag": "商談化"}}] }, "t', "E-goal"),
    (DOC, '"submitted": "contact" }, "target"', '"score": "> 90", "axis": "fit" }, "target"', None),
    (DOC, '"submitted": "contact" }, "t', '"all": [{"score": "> 90"}, {"score": "< 50"}] }, "t', "E-goal"),
    (DOC, '"clicked": "cases" }, { "engaged": "/cases/**", "seconds": 30 }', '"opened": "cases" }', "W-opens-alone"),
    (DOC, '"when": { "submitted": "download" }', '"when": { "visited": "/", "times": 2 }', "E-within"),
    (COLD, '{ "enter": "doc-request" }', '{ "enter": "doc-reqest" }', "E-scenario"),
    (COLD, '{ "enter": "doc-request" }', '{ "exit": true }, { "add_tag": "x" }', "E-unreachable"),
    (COLD, '{ "wait": "4bd" }', '{ "enter": "cold-appo" }', "E-loop"),
    (SALE, '"schedule": "2026-12-10T10:00"', '"schedule": "next week"', "E-schedule"),
    (SALE, '"from": "2026-12-10"', '"from": "2026-12-24"', "E-from-until"),
    ("scoring.json", '"id": "download", ', '"id": "contact", ', "E-twice"),
    ("scoring.json", '"on_enter": "hot"', '"on_enter": "hott"', "E-band"),
    ("scoring.json", '"half_life": "30d"', '"half_life": "1m"', "E-half-life"),
    ("scoring.json", '"exit": "nurture"', '"exit": "nuture"', "E-exit"),
    ("scoring.json", '"enter": "doc-request"', '"enter": "doc-reqest"', "E-scenario"),
    ("scoring.json", '"matches": "(課長|部長|取締役|社長)"', '"matches": "(課長"', "E-regex"),
    ("scoring.json", '"matches": "(課長|部長|取締役|社長)"', '"matches": "(課)(?=長)"', "E-regex"),
    ("scoring.json", '"matches": "(課長|部長|取締役|社長)"', r'"matches": "(課|部)\\1"', "E-regex"),
    ("scoring.json", '"submitted": "contact"', '"submitted": "contakt"', "W-form"),
    ("scoring.json", '"cap": { "points": 3', '"cap": { "points": 0.5', "W-cap"),
    ("settings.json", '"country": "JP"', '"country": "JPN"', None),
    ("settings.json", '"country": "JP"', '"country": "Nippon"', "E-country"),
    ("settings.json", '"address": "news@example.co.jp"', '"address": "news"', "E-address"),
    ("settings.json", '"name": "サンプル商店"', '"name": "a\\r\\nBcc: x@example.com"', "E-line-break"),
    ("settings.json", '"default": "round_robin"', '"default": "yamada"', "E-rep"),
    ("forms/download.json", '"asset": "assets/guide.pdf"', '"asset": "assets/gide.pdf"', "E-asset"),
    ("forms/download.json", '"confirm": "none"', '"confirm": "mail"', None),
    ("forms/download.json", '"trait": "firstName"', '"trait": "lastName"', "E-twice"),
    ("forms/download.json", '"trait": "firstName"', '"trait": "consent"', "E-field-reserved"),
    ("forms/download.json", '} }, "IT",', '} }, "IT", { "value": "IT" },', "E-twice"),
    ("forms/download.json", '} }, "IT",', '} },', None),
    ("forms/download.json", '"type": "tel", "unless', '"type": "select", "unless', "E-options"),
    ("forms/download.json", '"type": "tel", "unless', '"type": "hidden", "unless', "W-unless-known"),
    ("forms/download.json", '"text": { "ja": "お役立ち', f'"text": {{ "ja": "{"約款。" * 700}お役立ち', "E-length"),
    ("forms/download.json", '"https://example.co.jp/privacy"', '"/privacy"', "E-url"),
    # mails
    ("mails/faq.html", "{{ sender.name }}", "", None),
    ("mails/faq.html", "{{ company.name }}", "", None),
    ("mails/faq.html", "{{ company.postal_address }}", "", "E-legal"),
    ("mails/faq.html", "{{ company.contact }}", "", "E-legal"),
    ("mails/faq.html", '<a href="{{ unsubscribe_url }}">', "<a>", "E-legal"),
    ("mails/faq.html", '<a href="{{ unsubscribe_url }}">', '<a hidden href="{{ unsubscribe_url }}">', "E-legal"),
    ("mails/faq.html", '<a href="{{ un', '<a style="color:red; display: none" href="{{ un', "E-legal"),
    ("mails/faq.html", "{{ company.contact }}", "{% if lead.title %}{{ company.contact }}{% endif %}", "E-legal"),
    ("mails/faq.html", "{{ company.contact }}", "info@example.co.jp", None),
    ("mails/faq.html", "{{ company.contact }}", "{{ compny.contact }}", "E-variable"),
    ("mails/faq.html", "{{ lead.honorific }}", "{{ lead.nickname }}", "W-trait"),
    ("mails/faq.html", "{{ lead.honorific }}", "{{ lead.title }}", "W-default"),
    ("mails/faq.html", "{{ lead.honorific }}", "{{ lead.honorific | shout }}", "E-template-filter"),
    ("mails/faq.html", "{{ lead.honorific }}", "{{ lead.honorific", "E-template-syntax"),
    ("mails/faq.html", "{{ lead.honorific }}", "{{ offer.deadline }}", "E-variable-offer"),
    ("mails/faq.html", "{{ lead.honorific }}", "{{ asset_url }} {{ lead.honorific }}", None),
    ("mails/campaign.html", "{{ lead.honorific }}", "{{ asset_url }} {{ lead.honorific }}", "E-variable-asset"),
    ("mails/last-call.html", "{{ lead.honorific }}", "{{ offer.deadline }} {{ lead.honorific }}", None),
    ("mails/faq.html", "</body>", "<script>1</script></body>", "E-script"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "code"), CHANGES)
def test_each_slip_is_found(file: str, old: str, new: str, code: str | None) -> None:
    """One change to the examples: it is found where it was made, under its code, and nothing else of that file is."""
    plan, problems = workspace.read(with_change(file, old, new))
    assert {problem.code for problem in problems if problem.file == file} == ({code} if code else set())
    assert (plan is None) == any(problem.is_error for problem in problems)
    if code:
        found = next(problem for problem in problems if problem.file == file)
        assert found.line or not found.excerpt


@pytest.mark.parametrize("file", sorted(examples()))
def test_a_missing_file_is_named_by_those_that_need_it(file: str) -> None:
    """A workspace of which one file has not arrived: not published if others need it, and it is said which one."""
    files = examples()
    del files[file]
    plan, problems = workspace.read(files)
    needed = {problem.needs for problem in problems}
    if file in ("settings.json", "assets/guide.pdf") or file.startswith("catalogs/") or file.endswith(".html"):
        assert plan is None and needed == {file}
    elif file in ("scenarios/doc-request.json", "forms/download.json"):
        assert plan is None and file in needed
    else:  # a form of the company's own site would send the same events, and a scenario may come later
        assert plan is not None


def test_a_mail_needs_a_subject_from_somewhere() -> None:
    """The step has none and the template has no title: reported at the step."""
    title = "<title>資料をお申し込みいただき、ありがとうございます</title>"
    assert codes(with_change("mails/thanks.html", title, "")) == [(DOC, "E-no-subject")]


def test_strays_are_doubtful() -> None:
    """A file that nothing reads is told of, with the place where it was perhaps meant to be; notes and hidden files
    are let be."""
    strays = ("scenario/x.json", "setings.json", "README.md", ".DS_Store", "reports/latest.json")
    files = examples() | dict.fromkeys(strays, b"{}")
    _, problems = workspace.read(files)
    assert [(problem.file, problem.code, problem.suggestion) for problem in problems] == [
        ("scenario/x.json", "W-file", "scenarios/x.json"),
        ("setings.json", "W-file", "settings.json"),
    ]


def test_a_mail_that_no_step_sends_is_doubtful() -> None:
    """It is no error: it may be a draft."""
    files = examples() | {"mails/spare.html": examples()["mails/faq.html"]}
    assert codes(files) == [("mails/spare.html", "W-mail-unused")]


def test_the_text_part_needs_the_legal_lines_too() -> None:
    """A .txt that the marketer wrote is held to the same; one derived from the HTML has them."""
    assert codes(examples() | {"mails/faq.txt": b"Hello"}) == [("mails/faq.txt", "E-legal")] * 4
    plan, _ = workspace.read(examples())
    assert plan is not None and "配信を停止する: {{ unsubscribe_url }}" in plan.mails["faq"].text


def test_circles_through_several_scenarios_are_found_once() -> None:
    """A enters B, B enters C, C enters A, all at once: one problem that names the way. With a wait: none."""

    def scenario(name: str, to: str, wait: bool = False) -> bytes:
        steps = ([{"wait": "1d"}] if wait else []) + [{"enter": to}]
        return json.dumps({"id": name, "name": name, "trigger": {"manual": True}, "steps": steps}).encode()

    circle = {"scenarios/a.json": scenario("a", "b"), "scenarios/b.json": scenario("b", "c")}
    _, problems = workspace.read(examples() | circle | {"scenarios/c.json": scenario("c", "a")})
    assert [(problem.code, "a → b → c → a" in problem.ja) for problem in problems] == [("E-loop", True)]
    assert not workspace.read(examples() | circle | {"scenarios/c.json": scenario("c", "a", wait=True)})[1]


FILES = st.dictionaries(
    st.sampled_from(
        ["settings.json", "scoring.json", "scenarios/a.json", "mails/a.html", "mails/a.txt", "forms/a.json"]
    ),
    st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
)  # fmt: skip


@given(FILES)
def test_any_files_end_in_problems_or_a_plan(files: dict[str, bytes]) -> None:
    """No bytes raise; without a plan there is an error to act on."""
    plan, problems = workspace.read(files)
    assert (plan is None) == any(problem.is_error for problem in problems)


@given(st.data())
def test_any_damage_to_the_examples_ends_in_problems_or_a_plan(data: st.DataObject) -> None:
    """Some bytes of one file cut out, doubled or replaced."""
    files = examples()
    file = data.draw(st.sampled_from(sorted(name for name in files if not name.startswith("assets/"))))
    raw = files[file]
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 40)))
    put = data.draw(
        st.binary(max_size=8) | st.sampled_from([raw[start:end] * 2, "：".encode(), b'"', b"}", b"{{", b"null"])
    )
    plan, problems = workspace.read(files | {file: raw[:start] + put + raw[end:]})
    assert (plan is None) == any(problem.is_error for problem in problems)
    assert all(problem.ja and problem.en for problem in problems)


ODD: list[object] = [None, True, -1, 0, 10**20, 1.5, "", "x" * 500, [], {}, [[]], {"ja": ""}, "{{ x }}", "2026-01-01"]


@given(st.data())
def test_any_value_in_any_place_ends_in_problems_or_a_plan(data: st.DataObject) -> None:
    """One value somewhere in one file becomes another: no exception, and no English of the checking library."""
    files = examples()
    file = data.draw(st.sampled_from(sorted(name for name in files if name.endswith(".json"))))
    document = json.loads(files[file])
    node = document
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if isinstance(node[key], dict | list) and node[key] and data.draw(st.booleans()):
            node = node[key]
            continue
        node[key] = data.draw(st.sampled_from(ODD))
        break
    plan, problems = workspace.read(files | {file: json.dumps(document).encode()})
    assert (plan is None) == any(problem.is_error for problem in problems)
    assert not [p for p in problems if re.search(r"[Ii]nput should|validation|pydantic", p.ja + p.en)]


def test_every_code_has_a_sentence_and_every_sentence_a_use() -> None:
    """The catalogue and the code that reports agree, in both directions; both languages name the same parameters."""
    core = Path(workspace.__file__).parent
    used = set()
    for module in (*core.glob("*.py"), *(core.parents[1] / "shell").glob("*.py")):
        if not module.name.startswith("sentences"):
            used |= set(re.findall(r'"([EW]-[a-z-]+)"', module.read_text()))
    assert used == set(sentences.SENTENCES)
    for ja, en in sentences.SENTENCES.values():
        plain = [re.sub(r"\{\{\{\{|\}\}\}\}|\{\{%|%\}\}", "", text) for text in (ja, en)]
        assert set(re.findall(r"\{(\w+)\}", plain[0])) >= set(re.findall(r"\{(\w+)\}", plain[1]))


def test_sentences_show_what_they_are_given() -> None:
    """Line breaks and length of a value cannot break a report."""
    ja, _ = sentences.sentence("E-id", None, name="a\nb" * 200)
    assert "\n" not in ja and len(ja) < 250


def _problem(**given: object) -> Problem:
    return Problem(file="a", code="E-id", ja="あ", en="a", **given)


def test_a_terminal_is_never_commanded_by_a_file() -> None:
    """Escape sequences of a file are shown as blanks; carets stand below wide characters."""
    text = shown(_problem(line=1, column=2, excerpt="あ\x1b[31mx", caret=2, width=1), "ja", Ink(False))
    assert "\x1b" not in text and text.endswith("|   ^")


@pytest.mark.parametrize(("letters", "wrong"), [(2_000, []), (2_001, ["E-length"])])
def test_words_of_consent_have_a_length(letters: int, wrong: list[str]) -> None:
    """In either language; a letter more than is kept of them is an error, where they stand."""
    for words in ({"ja": "x" * letters, "en": "Yes"}, {"ja": "はい", "en": "x" * letters}):
        files = examples()
        form = json.loads(files["forms/download.json"])
        form["consent"]["text"] = words
        _, found = workspace.read({**files, "forms/download.json": json.dumps(form).encode()})
        told = [each.code for each in found if each.pointer == "/consent/text"]
        assert told == wrong == [each.code for each in found if each.is_error]
