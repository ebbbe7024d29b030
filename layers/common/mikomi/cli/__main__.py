"""`python -m mikomi.cli`, or `mikomi` where `make setup` has been: one command, its verbs below it."""

import argparse
import io
import locale
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mikomi.cli import check, check_formats, doctor, law, notice, schemas, secret_key, speaking


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the verb; 2 where it was not understood."""
    try:
        ended = _carried_out(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads (`| head`) has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return ended


def _carried_out(arguments: Sequence[str] | None) -> int:
    asked = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a character shows ?
    if asked.verb == "check":
        colour = sys.stdout.isatty() and not asked.no_color
        form = "json" if asked.json else asked.format
        return check.check(Path(asked.path), asked.lang or _language(), form=form, colour=colour, guide=asked.guide)
    if asked.verb == "init":
        from mikomi.cli import init

        asked.lang = asked.lang or _language()
        return init.begin(asked)
    if asked.verb == "test":
        from mikomi.cli import tryout

        colour = sys.stdout.isatty() and not asked.no_color
        return tryout.run(Path(asked.folder), asked.lang or _language(), as_json=asked.json, colour=colour)
    if asked.verb == "secret-key":
        return secret_key.tell(asked.secret)
    if asked.verb == "notice":
        return notice.tell(Path(asked.folder), asked.lang, asked.host, asked.days)
    if asked.verb == "doctor":
        asked.lang = asked.lang or _language()
        return doctor.visit(asked)
    if asked.verb == "law":
        asked.lang = asked.lang or _language()
        return law.tell(asked)
    if asked.verb == "schemas":
        return schemas.write(Path(asked.folder))
    asked.lang = asked.lang or _language()
    if (at_home := getattr(asked, "at_home", None)) and not asked.stack and not asked.local:
        return int(at_home(asked))
    return speaking.attended(asked, asked.act)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mikomi", description="Mikomi: marketing automation in your own AWS account.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("init", help="見本からワークスペースを作る / a ready workspace to begin with")
    verb.add_argument("name", metavar="NAME", help="document | seminar | shop | trial")
    verb.add_argument("folder", metavar="FOLDER", help="新しいフォルダー / a folder that is not there yet, or empty")
    verb.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: LANG, then ja)")
    verb.add_argument("--company", help="会社名 / the company's name")
    verb.add_argument("--domain", help="サイトのドメイン / the domain of its site")
    verb.add_argument("--sender", metavar="ADDRESS", help="差出人のアドレス / the address that mails come from")
    verb.add_argument("--contact", help="お問い合わせ先 / an address or a phone number for readers")
    verb.add_argument("--postal-address", help="住所 / the postal address")
    verb.add_argument("--day", help="セミナーやセールの日 / the day of the seminar or the sale: 2027-03-04")
    verb = verbs.add_parser("check", help="ワークスペースを確かめる / check a workspace before it is uploaded")
    verb.add_argument(
        "path", metavar="PATH", nargs="?", default=".", help="the folder that holds settings.json, or a file in it"
    )
    verb.add_argument("--format", choices=check_formats.FORMATS, default="text", help="出力形式 / (default: text)")
    verb.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: LANG, then settings.json)")
    verb.add_argument("--json", action="store_true", help="= --format json")
    verb.add_argument(
        "--guide",
        metavar="ADDRESS",
        help="説明の場所 / links lead there: https://…/console/guide (default: docs/guide)",
    )
    verb.add_argument("--no-color", action="store_true", help="no colours, also on a terminal")
    verb = verbs.add_parser(
        "test", help="ワークスペースのテストを実行する / run the tests of a workspace (tests/*.test.json)"
    )
    verb.add_argument("folder", nargs="?", default=".", help="the folder that holds settings.json (default: this one)")
    verb.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: LANG, then settings.json)")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.add_argument("--no-color", action="store_true", help="no colours, also on a terminal")
    doctor.add(verbs)
    law.add(verbs)
    verb = verbs.add_parser("notice", help="外部送信の公表文 / the notice of what the site sends to Mikomi")
    verb.add_argument("folder", nargs="?", default=".", help="the folder that holds settings.json (default: this one)")
    verb.add_argument("--lang", choices=("ja", "en"), help="言語 / language (default: settings.json)")
    verb.add_argument("--host", required=True, help="Mikomi のアドレス / where Mikomi answers: ma.example.co.jp")
    verb.add_argument(
        "--days",
        type=int,
        default=1095,
        help="保存日数 (ArchiveDays と EventDays の長い方) / days that an event is kept (default: 1095)",
    )
    verb = verbs.add_parser(
        "schemas", help="JSON Schemas と誤りの一覧を書き出す / write JSON Schemas and the list of problems"
    )
    verb.add_argument("folder", nargs="?", default="docs")
    verb = verbs.add_parser("secret-key", help="サーバー用の秘密キーを表示 / show the secret write key of a deployment")
    verb.add_argument("secret", help="the output SecretOfKeys of the stack (an ARN or a name)")
    _add_care(verbs)
    verbs.metavar = " | ".join(verbs.choices)
    return parser


def _add_care(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verbs that speak to a deployment."""
    from mikomi.cli import act as act_by_hand
    from mikomi.cli import (
        approve,
        archive,
        audit,
        backtest,
        channel,
        companies,
        consent,
        coupon,
        crm,
        dead,
        diff,
        dump,
        erase,
        export,
        fit,
        forecast,
        kinship,
        leads,
        list_import,
        mailing,
        mails,
        marketing_stop,
        migrate,
        push,
        reassign,
        report,
        results,
        segment,
        sent,
        shadow,
        suppression,
        targets,
        versions,
        webhook_secret,
        work,
    )

    where = [speaking.options()]
    push.add(verbs, where)
    approve.add(verbs, where)
    versions.add(verbs, where)
    diff.add(verbs, where)
    backtest.add(verbs, where)
    forecast.add(verbs, where)
    shadow.add(verbs, where)
    fit.add(verbs, where)
    mails.add(verbs, where)
    webhook_secret.add(verbs, where)
    channel.add(verbs, where)
    crm.add(verbs, where)
    suppression.add(verbs, where)
    consent.add(verbs, where)
    sent.add(verbs, where)
    erase.add(verbs, where)
    dump.add(verbs, where)
    marketing_stop.add(verbs, where)
    _add_readback(verbs, where)
    segments = verbs.add_parser("segment", help="セグメントの人数と名簿 / the segments, and who is in one")
    acts = segments.add_subparsers(dest="act_name", required=True, metavar="list | people | export")
    act = acts.add_parser("list", parents=where, help="一覧と人数 / all of them, with how many are in each")
    act.add_argument("--count", action="store_true", help="今の人数を数える / count them now")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=segment.listed)
    act = acts.add_parser("people", parents=where, help="今いる人 / who is in it now")
    act.add_argument("segment", metavar="SEGMENT")
    act.add_argument("--limit", type=int, default=100, metavar="N", help="何人まで / how many at most (default: 100)")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=segment.people)
    act = acts.add_parser("export", parents=where, help="全員を CSV で / all of them as CSV")
    act.add_argument("segment", metavar="SEGMENT")
    act.add_argument("--to", metavar="FILE", help="ファイルへ / into a file (default: standard output)")
    act.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    act.add_argument("--json", action="store_true", help="一行に一人の JSON / JSON, a line each")
    act.set_defaults(act=segment.export)
    mailings = verbs.add_parser("mailing", help="一斉配信 / mailings: preview, send, pause, resume, cancel, status")
    acts = mailings.add_subparsers(
        dest="act_name", required=True, metavar="preview | send | pause | resume | cancel | status"
    )
    for name, act_of, told in (
        ("preview", mailing.preview, "誰に届き、誰に届かないか / who would get it, and who not, and why"),
        ("send", mailing.send, "今すぐ送る / send it now"),
        ("pause", mailing.pause, "一時停止 / nobody more has their turn"),
        ("resume", mailing.resume, "再開 / the rest have their turn"),
        ("cancel", mailing.cancel, "取りやめ / the rest never get it"),
        ("status", mailing.status, "今の状況 / how it stands"),
    ):
        act = acts.add_parser(name, parents=where, help=told)
        act.add_argument(
            "scenario", metavar="SCENARIO", help="シナリオ、または配信の id / a scenario, or a mailing's id"
        )
        act.add_argument("--json", action="store_true", help="for programs")
        if name in ("preview", "send"):
            whom = act.add_mutually_exclusive_group()
            whom.add_argument(
                "--segment", metavar="SEGMENT", help="このセグメントの人だけ / only those of this segment"
            )
            whom.add_argument(
                "--people", metavar="WHAT", help="結果のこの数の人(clicked など) / who is behind a number"
            )
            act.add_argument(
                "--of", metavar="SCENARIO[/STEP]", help="--people: どのシナリオ、どのステップの / of which"
            )
            act.add_argument("--variant", help="--people: どの案の / of which variant")
            act.add_argument("--detail", help="--people: どのリンク、どの理由の / of which link or reason")
        if name == "send":
            act.add_argument("--again", action="store_true", help="もう一度送る / send it once more")
        act.set_defaults(act=act_of)
    leads.add(verbs, where)
    companies.add(verbs, where)
    targets.add(verbs, where)
    list_import.add(verbs, where)
    kinship.add(verbs, where)
    export.add(verbs, where)
    act_by_hand.add(verbs, where)
    reassign.add(verbs, where)
    migrate.add(verbs, where)
    works = verbs.add_parser("work", help="全員に対する処理 / what is done with everybody: list, stop, resume")
    acts = works.add_subparsers(dest="act_name", required=True, metavar="list | stop | resume")
    act = acts.add_parser("list", parents=where, help="一覧と進み具合 / all of it, and how far it is")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=work.listed)
    for name, act_of, told in (
        ("stop", work.stop, "止める / nothing more of it until it is resumed"),
        ("resume", work.resume, "再開 / go on where it was"),
    ):
        act = acts.add_parser(name, parents=where, help=told)
        act.add_argument("id", metavar="ID", help="mikomi work list にある名前 / as mikomi work list calls it")
        act.add_argument("--json", action="store_true", help="for programs")
        act.set_defaults(act=act_of)
    act = verbs.add_parser(
        "coupon", parents=where, help="クーポンを確かめる、使う / a coupon's code: look, or redeem it"
    )
    act.add_argument("code", metavar="CODE")
    act.add_argument("--redeem", action="store_true", help="使用済みにする / redeem it, once")
    act.add_argument("--order", metavar="ID", help="注文番号 / the order for which it is redeemed")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=coupon.coupon)
    letters = verbs.add_parser("dead", help="処理できなかったもの / what could not be processed")
    acts = letters.add_subparsers(dest="act_name", required=True, metavar="list | show | retry | drop")
    act = acts.add_parser("list", parents=where, help="一覧 / what needs attention, the latest first")
    act.add_argument("--dropped", action="store_true", help="対応しないと決めたもの / what was dismissed")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=dead.listed)
    act = acts.add_parser("show", parents=where, help="一件と、そのイベント / one, with its event")
    act.add_argument("letter", metavar="ID")
    act.set_defaults(act=dead.show)
    act = acts.add_parser("retry", parents=where, help="もう一度試す / try again; nothing happens twice")
    act.add_argument("letters", nargs="*", metavar="ID")
    act.add_argument("--all", action="store_true", help="すべて / all that can be tried again")
    act.set_defaults(act=dead.retry)
    act = acts.add_parser("drop", parents=where, help="対応しない / dismiss; the reason is kept")
    act.add_argument("letter", metavar="ID")
    act.add_argument("--because", required=True, metavar="TEXT", help="理由 / the reason")
    act.set_defaults(act=dead.drop)
    act = verbs.add_parser("audit", parents=where, help="足あとの漏れを探す / find people who lag behind the log")
    act.add_argument("--repair", action="store_true", help="補う / fold what is missing")
    act.add_argument("--from", dest="begin", metavar="SUBJECT", help="続きから / go on behind this one")
    act.set_defaults(act=audit.audit)
    act = verbs.add_parser("rebuild", parents=where, help="人をログから作り直す / make people from the log again")
    act.add_argument("people", nargs="*", metavar="PERSON")
    act.add_argument("--all", action="store_true", help="全員 / everybody")
    act.add_argument("--from", dest="begin", metavar="PERSON", help="続きから / go on behind this one")
    act.set_defaults(act=audit.rebuild)
    results.add(verbs, where)
    reports = verbs.add_parser("report", help="週次レポート / the weekly report")
    acts = reports.add_subparsers(dest="act_name", required=True, metavar="preview")
    act = acts.add_parser("preview", parents=where, help="今送るとどうなるか / as it would go out now")
    act.add_argument("--html", metavar="FILE", help="HTML をファイルへ / its HTML into a file")
    act.set_defaults(act=report.preview)
    kept = verbs.add_parser("archive", help="履歴 / the archive: the log for longer than its table keeps it")
    acts = kept.add_subparsers(dest="act_name", required=True, metavar="audit")
    act = acts.add_parser("audit", parents=where, help="履歴とログを照合する / is every event archived, once?")
    act.add_argument("--repair", action="store_true", help="補う / write anew what is missing")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=archive.audit)


def _add_readback(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]
) -> None:
    """What a workspace says, read back: of files, or of what is published."""
    from mikomi.cli import explain, graph, preview

    for name, module, told in (
        ("explain", explain, "シナリオを文章で / a scenario told in prose"),
        ("graph", graph, "シナリオを図で / a scenario as a picture: SVG, or Mermaid"),
    ):
        act = verbs.add_parser(name, parents=where, help=told)
        act.add_argument(
            "scenario", metavar="SCENARIO", help="scenarios/ のファイル、または id / a file, or what is published"
        )
        act.set_defaults(act=module.published, at_home=module.at_home)
        if name == "graph":
            act.add_argument("--mermaid", action="store_true", help="Mermaid の文で / as the text of a Mermaid diagram")
            act.add_argument("--out", metavar="FILE", help="ファイルへ / into a file (default: standard output)")
    act = verbs.add_parser(
        "preview", parents=where, help="メールを一人のリードで見る / a mail as one lead would get it"
    )
    act.add_argument("mail", metavar="MAIL", help="mails/ のファイル、またはメールの id / a file of mails/, or its id")
    act.add_argument("--lead", required=True, metavar="FILE|ID", help="属性の JSON、またはリード / traits, or a lead")
    act.add_argument("--scenario", metavar="ID", help="どのシナリオから / as a step of which scenario")
    act.add_argument("--step", metavar="ID", help="どのステップから / as which of its steps")
    act.add_argument("--variant", metavar="ID", help="どの案か / which variant")
    act.add_argument("--out", metavar="DIR", help="HTML・テキスト・項目をフォルダーへ / its parts into a folder")
    act.add_argument(
        "--send-to", metavar="ME", help="テスト送信: 営業の id か settings.json の宛先 / send it as a test"
    )
    act.set_defaults(act=preview.deployed, at_home=preview.at_home)


def _language() -> str | None:
    """What LANG says, if it says ja or en."""
    try:
        name = locale.setlocale(locale.LC_CTYPE, "")[:3]
    except locale.Error:  # a language that this machine does not have
        return None
    return {"ja_": "ja", "en_": "en"}.get(name)


if __name__ == "__main__":
    sys.exit(main())
