"""Who clicked, in results: people, machines, and what nobody knows."""

from mikomi import clock

from tests.functions.archive import archived
from tests.functions.test_results import HOUR, NOBODY, NOW, answered, count, outcome, results, run
from tests.functions.test_results import shop as shop


def test_each_mail_stands_under_the_surest_of_those_who_clicked(shop):
    """A person before what nobody knows, that before a machine: no mail twice. What turned out to be a person's (noted
    under `o:`) is one, in the numbers, the links, the variants and the week alike.
    """
    told: dict[str, list[dict[str, str]]] = {
        "1": [{"by": "machine"}, {"by": "unknown"}, {"by": "human"}],
        "2": [{"by": "machine"}, {"by": "unknown"}],
        "3": [{"by": "machine"}],
        "4": [{}],
        "5": [{"by": "unknown"}],
    }
    archived(*(packet for name in told for packet in run(name)))
    of = {name: {"step": "faq", "mail": f"m-{name}", "link": "https://x/"} for name in told}
    clicks = [
        outcome(name, "Mail Clicked", NOW - HOUR + n * 1_000, "p", **of[name], **said)
        for name, all_ in told.items()
        for n, said in enumerate(all_)
    ]
    archived(*clicks, outcome("5", "Mail Clicked", **of["5"], by="human"), first=60)
    count()
    mail = next(each for each in results()["mails"] if each["variant"] == "A")
    numbers = {name: mail[name] for name in ("clicked", *NOBODY)}
    assert numbers == {**NOBODY, "clicked": 3, "clicked_unknown": 1, "clicked_machine": 1}
    answers, _ = answered(clock.now())
    assert [(row["link"], row["clicked"]) for row in answers["mail_links"]] == [("https://x/", 3)]
    days = [row["mails"] for row in answers["variant_days"] if row["clicked_on"]]
    assert sum(days) == 3
