"""`sales.json` against the workspace: what stages stop exists, hosts are hosts, nothing stands twice, an alert of
companies looks at something that people do."""

from collections.abc import Iterable

from mikomi.core.checking import lint_conditions, lint_webhooks
from mikomi.core.checking.document import Document
from mikomi.core.checking.lint_conditions import Known
from mikomi.core.checking.lint_settings import check_not_zero, check_receivers, check_texts, check_url, is_host
from mikomi.core.companies import number
from mikomi.core.people.exclusion import comparable
from mikomi.model.channel import Channel
from mikomi.model.company import CompanySettings
from mikomi.model.condition import BehaviourLeaf
from mikomi.model.sales_settings import CompanyAlert, SalesSettings, StageStops


def check(document: Document, sales: SalesSettings, known: Known, settings: CompanySettings | None) -> None:
    _check_ids(document, "stages", [each.id for each in sales.stages], ("ステージの id", "stage id"))
    _check_ids(document, "tasks", [each.id for each in sales.tasks], ("タスクの種類の id", "id of a kind of task"))
    _check_ids(
        document, "exclusion", [each.id for each in sales.exclusion], ("対象外の区分の id", "id of an exclusion")
    )
    _check_ids(document, "channels", [each.id for each in sales.channels], ("チャンネルの id", "channel id"))
    _check_ids(document, "crm", [each.id for each in sales.crm], ("CRM の名前", "CRM’s name"))
    alerts = [each.id for each in sales.company_alerts]
    _check_ids(document, "company_alerts", alerts, ("会社の通知の id", "id of a company alert"))
    for i, alert in enumerate(sales.company_alerts):
        _check_alert(document, i, alert, known, settings)
    for i, stage in enumerate(sales.stages):
        check_texts(document, ("stages", i, "name"), stage.name)
        if isinstance(stage.stops, StageStops):
            _check_stops(document, i, stage.stops, known)
    for i, task in enumerate(sales.tasks):
        check_texts(document, ("tasks", i, "name"), task.name)
        check_url(document, ("tasks", i, "link"), task.link)
        check_not_zero(document, ("tasks", i, "sla"), task.sla)
        if task.escalate is not None:
            check_receivers(document, ("tasks", i, "escalate"), task.escalate, settings)
    for i, channel in enumerate(sales.channels):
        _check_channel(document, i, channel, settings)
    for i, receiver in enumerate(sales.crm):
        lint_webhooks.check_url(document, ("crm", i, "url"), receiver.url)
        if settings is not None:
            lint_webhooks.check_secret(document, ("crm", i, "secret"), receiver.secret, settings)
    for i, excluded in enumerate(sales.exclusion):
        check_texts(document, ("exclusion", i, "name"), excluded.name)
        for j, domain in enumerate(excluded.domains):
            if not is_host(domain.strip().lstrip("@")):
                document.report("E-host", ("exclusion", i, "domains", j), name=domain)
        for j, written in enumerate(excluded.numbers):
            if number.read(written) is None:
                document.report("E-company-named", ("exclusion", i, "numbers", j), name=written)
        for j, company in enumerate(excluded.companies):
            if not comparable(company):
                document.report(
                    "E-length", ("exclusion", i, "companies", j), bound=("1 文字以上", "at least 1 character")
                )


def _check_channel(document: Document, i: int, channel: Channel, settings: CompanySettings | None) -> None:
    path = ("channels", i)
    if (channel.kind == "chatwork") != (channel.room is not None):
        document.report("E-channel-room", (*path, "kind" if channel.room is None else "room"))
    if (channel.kind == "webhook") != (channel.url is not None):
        document.report("E-channel-url", (*path, "kind" if channel.url is None else "url"))
    elif channel.url is not None:
        lint_webhooks.check_url(document, (*path, "url"), channel.url)
    if settings is None:
        return
    if channel.kind == "webhook":
        lint_webhooks.check_secret(document, (*path, "secret"), channel.secret, settings)
    if channel.reps:
        reps = tuple(rep.id for rep in settings.reps)
        for j, name in enumerate(channel.reps):
            if name not in reps:
                document.report("E-rep", (*path, "reps", j), name=name, among=reps)


def _check_alert(
    document: Document, i: int, alert: CompanyAlert, known: Known, settings: CompanySettings | None
) -> None:
    place = ("company_alerts", i)
    check_texts(document, (*place, "name"), alert.name)
    check_not_zero(document, (*place, "within"), alert.within)
    check_receivers(document, (*place, "to"), alert.to, settings)
    lint_conditions.check(document, (*place, "when"), alert.when, known)
    sought = alert.when
    if not isinstance(sought, BehaviourLeaf) or sought.times > 1 or sought.within or sought.since:
        document.report("E-company-alert", (*place, "when"))


def _check_ids(document: Document, key: str, ids: Iterable[str], what: tuple[str, str]) -> None:
    seen: set[str] = set()
    for i, name in enumerate(ids):
        if name in seen or (key == "exclusion" and name == "customer"):
            document.report("E-twice", (key, i, "id"), name=name, what=what)
        seen.add(name)


def _check_stops(document: Document, i: int, stops: StageStops, known: Known) -> None:
    for j, topic in enumerate(stops.topics):
        if known.topics is not None and topic not in known.topics:
            document.report("E-topic", ("stages", i, "stops", "topics", j), name=topic, among=known.topics)
    for j, scenario in enumerate(stops.scenarios):
        if scenario not in known.mail_steps:
            among = tuple(known.mail_steps)
            document.report("E-scenario", ("stages", i, "stops", "scenarios", j), name=scenario, among=among)
