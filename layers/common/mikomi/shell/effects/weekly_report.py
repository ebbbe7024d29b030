"""The weekly report goes out once a week to each receiver: a row for each, claimed before SES is called, as with mails.

Rules
1. A receiver's row of a week is there before its moment. The row of the week after is made before this one is claimed,
   so that whatever becomes of this one, there will be another.
2. settings.json says who and when, at the moment of sending too: a row that waits for another hour goes on waiting for
   the right one, and who is not named any more gets nothing.
3. Nothing is sent before the last week was counted to its end, and nothing after this week: another report comes then.
4. It tells what is so when it is sent; sent again after silence it may say more.
"""

from collections import Counter

from mikomi import keys
from mikomi.aws import dead_letters, ledger, people, plans
from mikomi.aws.ledger import Key
from mikomi.core import week
from mikomi.core.mails.honorific import full_name
from mikomi.core.mails.laid_out import Words
from mikomi.core.people.owners import owner_of
from mikomi.core.sales import report_mail
from mikomi.core.sales.receivers import Receiver, named
from mikomi.core.sales.report_mail import Figures, Mention
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import wording
from mikomi.core.words.visible import visible
from mikomi.model.base import Json, Millis
from mikomi.model.company import CompanySettings
from mikomi.model.duration import Span
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.settings import settings
from mikomi.shell.archive import counted
from mikomi.shell.effects import silence, staff_mail

REPORT = "report"
AGAIN_AFTER = 10 * 60_000
"""How long (milliseconds) it waits for the last week to be counted to its end."""
IN_TROUBLE = 50


def published(plan: Plan, now: Millis) -> None:
    """See to it that everybody who is named has a row that waits for the next report, at its right moment."""
    for receiver in receivers(plan.settings):
        _await(receiver, plan.settings, now, now)


def go_on(pk: str, now: Millis) -> None:
    """Send the report of this row, if it waits and its moment has come."""
    row = ledger.read(Key(pk, REPORT))
    if row is None or not row.is_due(now):
        return
    plan = plans.active()
    company, report = plan.settings, plan.settings.report
    receiver = next((each for each in receivers(company) if _key(each, pk.rpartition("#")[2]).pk == pk), None)
    if report is None or receiver is None:
        ledger.move(row, "skipped", now, reason="not_named")
        return
    calendar = Calendar.of(company)
    monday = calendar.parse_moment(pk.rpartition("#")[2])
    ends = calendar.add(monday, Span(amount=7, unit="d"))
    _await(receiver, company, max(ends, calendar.parse_moment(week.monday_of(now, calendar).isoformat())), now)
    if row.status == "claimed" and not (row := silence.after_silence(row, "again", now)):
        return
    due_at = week.report_at(monday, report, calendar)
    rolled = counted.week()
    if now >= ends:
        ledger.move(row, "skipped", now, reason="too_late")
    elif now < due_at:
        ledger.move(row, "held", now, due_at=due_at)
    elif not rolled or rolled["weeks"]["this"]["name"] != week.monday_of(now, calendar).isoformat():
        ledger.move(row, "held", now, reason="not_counted", due_at=now + AGAIN_AFTER)
    else:
        staff_mail.send(receiver, words(rolled, plan, receiver.language), plan.settings, row, now)


def words(rolled: Json, plan: Plan, language: str) -> Words:
    """The report as it is now. `rolled` is `counted.week()`."""
    last, before = (rolled["weeks"][which]["name"] for which in ("last", "before"))
    goals, earlier = (Counter(each.scenario for each in counted.listed(name, "goals") or ()) for name in (last, before))
    attention = len(ledger.in_trouble(IN_TROUBLE)) + sum(not letter.is_dropped for letter in dead_letters.noted())
    figures = Figures(
        rolled, {each: (goals[each], earlier[each]) for each in goals | earlier}, _hot(last, plan, language), attention
    )
    return report_mail.report_words(figures, plan, language, _console())


def receivers(company: CompanySettings) -> list[Receiver]:
    """Whom the report goes to, each address once."""
    return named(company.report, company)


def _await(receiver: Receiver, company: CompanySettings, after: Millis, now: Millis) -> None:
    """The row of the first report from this moment on; where that week has had its own, of the week after."""
    calendar, report = Calendar.of(company), company.report
    if report is None:
        return
    due_at = week.report_at(after, report, calendar)
    for _ in range(2):
        key = _key(receiver, week.monday_of(due_at, calendar).isoformat())
        if ledger.begin(key, "held", "", now, due_at=due_at):
            return
        row = ledger.read(key)
        if row is not None and not row.has_ended:
            if row.status == "held" and row.attempt == 0 and row.due_at != due_at:
                ledger.move(row, "held", now, due_at=due_at)
            return
        due_at = week.report_at(due_at + 1, report, calendar)


def _hot(name: str, plan: Plan, language: str) -> list[Mention]:
    """Who came into the hot band in that week, as they are by now."""
    whose = dict.fromkeys(each.who for each in counted.listed(name, "hot") or ())
    names = wording.names_of(plan, language)
    return [_named(person, plan, names, language) for person in people.load_homes(whose) if person.is_lead]


def _named(person: Person, plan: Plan, names: wording.Names, language: str) -> Mention:
    name = full_name(person.traits_plain, language) or person.email or wording.word("nameless", language)
    owner = names.get(f"rep:{owner_of(person, plan.settings)}")
    company = person.trait("company")
    told = (
        company if isinstance(company, str) else "",
        wording.word("alert.owner", language, name=owner) if owner else "",
    )
    beside = " · ".join(filter(None, told))
    return Mention(visible(name), visible(beside), f"{_console()}/leads/{person.id}")


def _key(receiver: Receiver, monday: str) -> Key:
    return Key(keys.report_pk(receiver.address, monday), REPORT)


def _console() -> str:
    return f"{settings().api_url}/console"
