"""The notice of what a site sends: complete in both languages, in the company's name, and printed by one command."""

import pytest
from mikomi.cli.__main__ import main
from mikomi.core.checking import workspace
from mikomi.core.telling import notice
from mikomi.model.plan import Plan

from tests.core.workspaces import EXAMPLES, examples

HOST = "ma.example.co.jp"


def published() -> Plan:
    plan, _ = workspace.read(examples())
    assert plan
    return plan


@pytest.mark.parametrize("number", [0, 1], ids=["ja", "en"])
def test_all_that_is_sent_and_kept_is_told(number: int) -> None:
    """Every field, every purpose, every name that stands in the browser; to whom, for how long, whom to ask."""
    plan, language = published(), ("ja", "en")[number]
    text = notice.markdown(plan.settings, plan.forms.values(), language, HOST, 123)
    for field in notice.FIELDS:
        assert field.what[number] in text and field.why[number] in text, field.path
    for name, what, long in notice.STORED:
        assert name in text and what[number] in text and long[number] in text
    assert HOST in text and "123" in text and plan.settings.company.contact in text


def test_what_the_forms_ask_is_told_in_the_forms_words() -> None:
    """The labels that a visitor sees, not the names of traits; nothing of what is hidden."""
    plan = published()
    text = notice.markdown(plan.settings, plan.forms.values(), "ja", HOST, 400)
    assert "「資料請求」に入力された内容: メールアドレス・姓・名・会社名・役職・電話番号・業種" in text


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """In the company's language or the one asked for; 2 where there is no such folder."""
    assert main(["notice", str(EXAMPLES), "--host", HOST]) == 0
    assert capsys.readouterr().out.startswith("# 外部送信について\n")
    assert main(["notice", str(EXAMPLES), "--host", HOST, "--lang", "en"]) == 0
    assert "What is sent" in capsys.readouterr().out
    assert main(["notice", str(EXAMPLES / "none"), "--host", HOST]) == 2


def test_a_workspace_with_errors_has_no_notice(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    """Half a notice would be worse than none."""
    assert main(["notice", str(tmp_path), "--host", HOST]) == 1
    said = capsys.readouterr()
    assert said.out == "" and "mikomi check" in said.err
