"""Alerts by a channel: each is told under one id, ends, and is told by one way at least (I46)."""

from collections.abc import Iterator

from simulation.invariants.sight import Json, Sight
from simulation.workload.channels import CHANNEL, Channelled

LATE = 30_000
"""By so much clocks and writes may lie apart."""


def each_is_told(sight: Sight) -> Iterator[str]:
    """I46: at rest each alert that a channel was to carry has ended there, under one id; where it says sent it was
    heard; and whatever became of the channel, sales were told: by it, or by mail. Where the channel goes first, no mail
    leaves after it was taken.
    """
    if not isinstance(sight.story, Channelled):
        return
    alerts = {(step.effect["person"], step.effect["id"]): step.effect for step in sight.decided if _rings(step.effect)}
    yield from _under_one_id(sight, alerts)
    for (person, alert), effect in alerts.items():
        pk = f"person#{person}"
        row = sight.state.get((pk, f"channel#{alert}.{CHANNEL}"))
        mails = [
            each for (at, sk), each in sight.state.items() if at == pk and sk.split(".")[0] == f"alert#{alert}"
        ] or [each for (at, sk), each in sight.state.items() if at == pk and sk == f"alert#{alert}"]
        if row is None:
            yield from (
                f"{alert} of {person} is {each['status']['S']}, and its channel has no row"
                for each in mails
                if each["status"]["S"] == "sent" and not _before_the_channel(sight, each)
            )
            continue
        yield from _ended(sight, person, alert, row, effect)
        yield from _told(sight, (pk, alert), row, mails)


def _rings(effect: Json) -> bool:
    return bool(effect["kind"] == "alert")


def _before_the_channel(sight: Sight, mail: Json) -> bool:
    """It went by a digest after all, or before sales.json had the channel."""
    return "digest" in mail or not sight.activated or int(mail["at"]["N"]) <= sight.activated[0][0]


def _ended(sight: Sight, person: str, alert: str, row: Json, effect: Json) -> Iterator[str]:
    assert isinstance(sight.story, Channelled)
    status = row["status"]["S"]
    if status not in ("sent", "failed", "skipped", "unknown"):
        yield f"{alert} of {person} has not ended at its channel: {status}"
    taken = [each for each in sight.story.desk.heard if each.alert == alert and each.taken]
    if status == "sent" and not taken:
        yield f"{alert} of {person} is sent, and its channel never took it"


def _told(sight: Sight, of: tuple[str, str], row: Json, mails: list[Json]) -> Iterator[str]:
    assert isinstance(sight.story, Channelled)
    pk, alert = of
    heard = [each for each in sight.story.desk.heard if each.alert == alert]
    mailed = [mail for mail, (at, sk) in sight.sent if at == pk and sk.startswith(f"alert#{alert}")]
    says_sent = any(mail["status"]["S"] == "sent" for mail in mails)
    if says_sent and not heard and not mailed:
        yield f"{alert} of {pk} is said to be sent, and neither its channel nor a mail told it"
    if sight.story.mail == "too" and says_sent and not mailed:
        yield f"{alert} of {pk}: its channel stood in the way of its mail"
    for each in mails:
        if "via" not in each or int(each["attempt"]["N"]) > 1 or row["status"]["S"] != "sent":
            continue
        if mailed and int(each["claimed_at"]["N"]) > int(row["at"]["N"]) + LATE:
            yield f"{alert} of {pk} was mailed, though its channel had taken it"


def _under_one_id(sight: Sight, alerts: dict[tuple[str, str], Json]) -> Iterator[str]:
    assert isinstance(sight.story, Channelled)
    names = {alert for _, alert in alerts}
    ids: dict[str, set[str]] = {}
    for heard in sight.story.desk.heard:
        ids.setdefault(heard.id, set()).add(heard.alert)
        if heard.alert not in names:
            yield f"the channel was told of {heard.alert}, which nobody decided"
    for known_as, of in ids.items():
        if len(of) > 1:
            yield f"{sorted(of)} were told under one id {known_as}"
    for person, alert in alerts:
        row = (f"person#{person}", f"channel#{alert}.{CHANNEL}")
        if row not in sight.state:
            continue
        under = {heard.id for heard in sight.story.desk.heard if heard.alert == alert}
        places = [each for each in alerts if each[1] == alert]
        if len(under) > len(places):
            yield f"{alert} was told under {len(under)} ids"
