"""`mikomi leads`: the command finds as the pages do (`tests/functions/test_directory.py`)."""

import json

from mikomi.cli.__main__ import _parser

from tests.functions.read_api import shop
from tests.functions.test_directory import lead

__all__ = ["shop"]


def said(capsys, *words):
    """What the command says, and how it ends."""
    asked = _parser().parse_args(["leads", *words])
    asked.lang = "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out + spoken.err


def test_the_command_finds_as_the_pages_do(shop, capsys):
    """By the same words; as JSON; a filter that is not there is refused; and it writes the directory anew."""
    for number in range(3):
        lead(number, phone=f"03-1234-567{number}", company="青空" if number else "海")
    code, told = said(capsys, "青空", "--limit", "1")
    assert (code, told.count("@example.co.jp"), "For more" in told) == (0, 1, True)
    code, told = said(capsys, "5671", "--sort", "recent", "--active-since", "1d", "--json")
    assert [(each["email"], each["phone"]) for each in json.loads(told)] == [("p1@example.co.jp", "03-1234-5671")]
    assert said(capsys, "nobody")[1].startswith("Nobody")
    assert said(capsys, "--band", "lukewarm") == (2, 'There is no band "lukewarm". You can use hot, cool.\n')
    assert said(capsys, "--on-site", "--band", "cool", "海")[0] == 0
    assert said(capsys, "--renew") == (0, "3 leads: 0 written anew\n")
