"""`mikomi suppression list | add | lift`: the addresses to which no marketing mail goes.

Whoever may write to the stack's table is an admin here; in the console the groups decide.
"""

import argparse
import getpass
import json
import sys
from pathlib import Path

from mikomi import clock, errors, keys, mail_address, tokens
from mikomi.aws import everybody, plans, secrets, suppressions
from mikomi.aws.row_wishes import WishForLess
from mikomi.aws.suppressions import Suppression
from mikomi.cli import address_file
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.telling import consent_record
from mikomi.core.words import moments, wording
from mikomi.core.words.visible import visible
from mikomi.shell.operator import suppression
from mikomi.shell.operator.suppression import NotDone

NONE: Pair = ("配信停止のアドレスはありません。", "There is no address to which mail is stopped.")
LINE: Pair = ("{who}  {reason}  {at} から{hand}", "{who}  {reason}  since {at}{hand}")
HAND: Pair = ("  {by}: {because}", "  {by}: {because}")
HEALS: Pair = ("  次のメールが届けば自動で再開", "  the next email that arrives ends it")
MORE: Pair = (
    "{n} 件を表示しました。--limit で増やせます。",
    "These are the latest {n}: --limit shows more.",
)
GATHERED: Pair = (
    "以前のリリースの記録を {n} 件、一覧に加えました（アドレスが分かったもの {known} 件）。",
    "Entered {n} of an earlier release into the list; {known} of them with their address.",
)
ADDED: Pair = (
    "{address} への案内メールを止めました。新しく送り始めるものはありません（SES に渡した後のものは戻せません）。",
    "No marketing mail to {address} from now on. What SES has been given already cannot be called back.",
)
THERE: Pair = ("{address} はすでに止まっています（{reason}）。", "Mail to {address} is stopped already ({reason}).")
LIFTED: Pair = (
    "{address} の配信停止を解除しました。",
    "Mail may go to {address} again, if there is a consent.",
)
TOPIC_BACK: Pair = (
    "{address} に「{topic}」のメールを再開しました。",
    "Mail of “{topic}” may go to {address} again, if there is a consent.",
)
PAUSE_OVER: Pair = (
    "{address} の休止を終えました。",
    "The pause of {address} is over: mail may go there, if there is a consent.",
)
LESS: Pair = (
    "{who}  「{topic}」だけ停止  {at} から（解除: --topic {id}、管理者のみ）",
    "{who}  no mail of “{topic}”  since {at} (--topic {id} lifts it; admins alone)",
)
PAUSED: Pair = (
    "{who}  休止中  {until} まで（解除: --pause、管理者のみ）",
    "{who}  paused  until {until} (--pause lifts it; admins alone)",
)
SUMMARY: Pair = (
    "登録 {new} 件、登録済み {there} 件、読めない行 {refused} 件、重複 {twice} 件。",
    "Added {new}, stopped already {there}, refused {refused}, repeated {twice}.",
)
BAD_LINE: Pair = ("{n} 行目: {written}  {why}", "line {n}: {written}  {why}")
SEVERAL: Pair = ("アドレスが2つ以上あります。1行に1つにしてください。", "There are several addresses: one a line.")
NO_FILE: Pair = ("ファイル「{name}」を読めません。", 'The file "{name}" cannot be read.')
ONE: Pair = (
    "アドレスか --file のどちらかを指定してください。",
    "Name either an address, or a file with --file.",
)
PROGRESS: Pair = ("{n} 行まで進みました", "{n} lines done")
EVERY = 200


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    verb = verbs.add_parser("suppression", help="配信停止リスト / the addresses to which no marketing mail goes")
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="list | add | lift")
    act = acts.add_parser("list", parents=where, help="一覧と理由 / who, why, since when")
    act.add_argument("address", metavar="ADDRESS", nargs="?", help="この人だけ / this one alone")
    act.add_argument("--limit", type=int, default=100, metavar="N", help="何件まで / how many (default: 100)")
    act.add_argument(
        "--all",
        action="store_true",
        help="以前のリリースの記録も含めてすべて / all, also what earlier releases wrote (a whole scan)",
    )
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=listed)
    act = acts.add_parser("add", parents=where, help="止める / no marketing mail to this address")
    act.add_argument("address", metavar="ADDRESS", nargs="?")
    act.add_argument("--file", metavar="FILE", help="アドレスの一覧 / addresses, one a line, or a CSV")
    act.add_argument(
        "--reason",
        choices=suppression.REASONS,
        default="unsubscribed",
        help="種類 / of what it is (default: unsubscribed)",
    )
    _by_hand(act)
    act.set_defaults(act=stop)
    act = acts.add_parser("lift", parents=where, help="解除する / let mail go there again")
    act.add_argument("address", metavar="ADDRESS")
    act.add_argument("--evidence", default="", metavar="TEXT", help="本人の希望が分かる根拠 / what shows the wish")
    what = act.add_mutually_exclusive_group()
    what.add_argument("--topic", metavar="ID", help="この種類だけ / mail of this topic, which the person had left")
    what.add_argument("--pause", action="store_true", help="30日間の休止を終える / end a pause of 30 days")
    _by_hand(act)
    act.set_defaults(act=lift)


def _by_hand(act: argparse.ArgumentParser) -> None:
    act.add_argument("--because", required=True, metavar="TEXT", help="理由 / why")
    act.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    act.add_argument("--json", action="store_true", help="for programs")


def listed(asked: argparse.Namespace) -> int:
    """0; 1 if an address was named to which all mail may go."""
    if asked.all:
        _gather(asked)
    if asked.address:
        address = mail_address.pick(asked.address) or asked.address
        stopped, less = suppressions.standing(address), suppression.wishes(address, clock.now())
        _print([stopped] if stopped else [], asked, (address, less))
        return DONE if stopped or less else LEFT
    limit = sys.maxsize if asked.all else max(1, asked.limit)
    there: list[Suppression] = []
    after: dict[str, suppressions.Place] | None = {}
    while after is not None and len(there) < limit:
        page, after = suppressions.listed(min(100, limit - len(there)), after)
        there += page
    _print(there, asked)
    if after is not None and not asked.json:
        print(say(MORE, asked, n=len(there)), file=sys.stderr)
    return DONE


def stop(asked: argparse.Namespace) -> int:
    """0 if no mail goes there now; 1 if a line of the file was refused; 2 if the address is none."""
    if bool(asked.file) == bool(asked.address):
        print(say(ONE, asked), file=sys.stderr)
        return WRONG
    by = asked.by or getpass.getuser()
    if asked.file:
        return _stop_all(asked, by)
    try:
        added = suppression.add(asked.address, by, asked.because, clock.now(), asked.reason)
    except NotDone as why:
        return _refused(why, asked)
    if asked.json:
        print(json.dumps({"how": added.how, **suppression.plain(added.stopped)}, ensure_ascii=False))
    elif added.how == "new":
        print(say(ADDED, asked, address=added.address))
    else:
        print(say(THERE, asked, address=added.address, reason=_reason(added.stopped, asked)))
    return DONE


def lift(asked: argparse.Namespace) -> int:
    """0 if mail may go there; 1 if it may not, for a reason that is said; 2 if the address is none."""
    by = asked.by or getpass.getuser()
    try:
        if asked.pause or asked.topic is not None:
            suppression.put_back(asked.address, asked.topic, "admin", by, asked.because, asked.evidence, clock.now())
        else:
            suppression.lift(asked.address, "admin", by, asked.because, asked.evidence, clock.now())
    except NotDone as why:
        return _refused(why, asked)
    said = PAUSE_OVER if asked.pause else LIFTED if asked.topic is None else TOPIC_BACK
    told = say(said, asked, address=asked.address, topic=_topic(asked.topic or "", asked))
    print(json.dumps({"lifted": True}) if asked.json else told)
    return DONE


def _stop_all(asked: argparse.Namespace, by: str) -> int:
    try:
        raw = Path(asked.file).read_bytes()
    except OSError:
        print(say(NO_FILE, asked, name=asked.file), file=sys.stderr)
        return WRONG
    counted = {"new": 0, "there": 0, "refused": 0, "twice": 0}
    refused = []
    met: set[str] = set()
    for place, line in enumerate(address_file.lines(raw), start=1):
        if place % EVERY == 0:
            print(say(PROGRESS, asked, n=line.number), file=sys.stderr)
        if line.address is None:
            counted["refused"] += 1
            refused.append({"line": line.number, "written": visible(line.written)[:100], "code": line.code})
        elif line.address in met:
            counted["twice"] += 1
        else:
            met.add(line.address)
            try:
                counted[suppression.add(line.address, by, asked.because, clock.now(), asked.reason).how] += 1
            except NotDone as why:
                if why.code.startswith("suppression_") and why.code != "suppression_changed":
                    return _refused(why, asked)  # the same for every line
                counted["refused"] += 1
                refused.append({"line": line.number, "written": visible(line.written)[:100], "code": why.code})
    if asked.json:
        print(json.dumps({**counted, "lines": refused}, ensure_ascii=False))
    else:
        for each in refused:
            why_not = say(SEVERAL, asked) if each["code"] == "address_several" else _sentence(str(each["code"]), asked)
            print(say(BAD_LINE, asked, n=each["line"], written=each["written"], why=why_not), file=sys.stderr)
        print(say(SUMMARY, asked, **counted))
    return LEFT if refused else DONE


def _gather(asked: argparse.Namespace) -> None:
    root = secrets.root()
    names: dict[str, str] = {}
    after: str | None = None
    while True:
        page = everybody.page(after, 1_000)
        for person in page.people:
            for address in filter(None, (person.email, *person.undeliverable)):
                names[keys.address_pk(tokens.keyed_hash(root, keys.same_address(address)))] = address
        after = page.after
        if after is None:
            break
    known = list(suppressions.gather(names))
    if known:
        print(say(GATHERED, asked, n=len(known), known=sum(known)), file=sys.stderr)


def _print(
    there: list[Suppression], asked: argparse.Namespace, of_one: tuple[str, list[WishForLess]] | None = None
) -> None:
    """`of_one`: an address that was named, and what its holder wants less of."""
    if asked.json:
        told = {"wishes": [suppression.plain_wish(each) for each in of_one[1]]} if of_one else {}
        print(json.dumps({"suppressions": [suppression.plain(each) for each in there], **told}, ensure_ascii=False))
        return
    if not there and not (of_one and of_one[1]):
        print(say(NONE, asked))
        return
    zone, language, now = plans.active().settings.timezone, asked.lang or "ja", clock.now()
    for each in there:
        hand = say(HAND, asked, by=visible(each.by), because=visible(each.because)) if each.by else ""
        hand = say(HEALS, asked) if each.reason == suppression.SOFT else hand
        at = moments.full(each.at, zone, language, now)
        unknown = consent_record.line("erased" if each.reason == "erasure" else "not_known", language)
        print(say(LINE, asked, who=each.address or unknown, reason=_reason(each, asked), at=at, hand=hand))
    address, less = of_one or ("", [])
    for wish in less:
        at, until = (moments.full(moment, zone, language, now) for moment in (wish.at, wish.until or wish.at))
        topic = _topic(wish.topic or "", asked)
        print(say(PAUSED if wish.until else LESS, asked, who=address, topic=topic, id=wish.topic, at=at, until=until))


def _topic(topic: str, asked: argparse.Namespace) -> str:
    """Its name, if there is still one."""
    language = asked.lang or "ja"
    known = wording.names_of(plans.active(), language) if topic else {}
    return visible(known.get(f"topic:{topic}", topic))


def _reason(stopped: Suppression, asked: argparse.Namespace) -> str:
    return consent_record.stop_in_words(stopped.stopped_by, asked.lang or "ja")


def _refused(why: NotDone, asked: argparse.Namespace) -> int:
    print(_sentence(why.code, asked), file=sys.stderr)
    return WRONG if why.code.startswith("address_") else LEFT


def _sentence(code: str, asked: argparse.Namespace) -> str:
    return errors.sentence(code, asked.lang or "ja", {})
