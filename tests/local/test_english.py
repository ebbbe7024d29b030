"""`make run LANG=en`: the sample company of London, for whoever reads no Japanese."""

import re

from local import demo, story
from local.stack import Stack
from local.story.casts import CASTS


def test_readers_of_english_meet_nothing_in_japanese() -> None:
    """The same story with the English company: its leads, every mail to them and to the reps, its pages."""
    japanese = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    with Stack(language="en") as stack:
        story.play(stack)
        answer = stack.request("GET", "/v1/leads?limit=100", headers={"authorization": "Bearer sk_local"})
        leads = answer.json()["leads"]
        assert {lead["email"] for lead in leads} == {lead.traits["email"] for lead in CASTS["en"].leads}
        assert {lead["band"] for lead in leads} == {"hot", "warm", "cool"}
        mails = stack.mails()
        assert {"jones@example.com", "patel@example.com"} & {mail["to"] for mail in mails}
        for mail in mails:
            assert not japanese.search(mail["subject"] + mail["text"] + mail["html"]), mail["subject"]
        for path in ("/", "/price", "/recruit"):
            page = demo.page(path, [], stack.language)
            assert page and not japanese.search(page.text.replace("日本語", "")), path
