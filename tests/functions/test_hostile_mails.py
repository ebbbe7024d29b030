"""Hostile templates at publishing: what was good stays published, whatever is uploaded beside it."""

from mikomi.aws import plans
from mikomi.core.checking import workspace

from tests.core import hostile_mails
from tests.core.workspaces import examples
from tests.functions.test_publish import bring, put, report, running
from tests.functions.world import World

__all__ = ["running"]


def test_what_was_good_stays_published(running: World) -> None:
    """Of each kind one that is refused: the running version goes on, the report counts what is wrong, and the file as
    it was takes the refusal away."""
    before, tried = plans.active(), 0
    for kind in hostile_mails.KINDS:
        for hostile in hostile_mails.drawn(kind):
            files = {name: text.encode("utf-8", "replace") for name, text in hostile.files.items()}
            if list(files) == ["mails/faq.html"] and workspace.read(examples() | files)[0] is None:
                bring(put("mails/faq.html", files["mails/faq.html"]))
                told = report("mails/faq.html")
                assert (told["outcome"], told["version"]) == ("refused", 1) and told["errors"], kind
                assert plans.active() == before
                tried += 1
                break
    assert tried >= 12
    bring(put("mails/faq.html", examples()["mails/faq.html"]))
    assert report("mails/faq.html")["errors"] == 0 and plans.active().mails == before.mails
