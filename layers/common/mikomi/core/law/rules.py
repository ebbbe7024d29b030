"""The law list: what those who send marketing mail are asked, in Japan and wherever else its readers live.

Rules
1. Each is one demand, with where it stands. Where several laws ask the same it is told once, by the strictest.
2. Who answers for it is said: `checked` names what looks (`mail`: every finished mail; else tests and the simulation's
   promises), `account` needs a real AWS account or domain, `lawyer` a person who knows the company.
3. A number is never given to another rule: reports and tests name them.
"""

from typing import Literal, NamedTuple

Pair = tuple[str, str]
State = Literal["checked", "account", "lawyer"]
STATES: dict[State, Pair] = {
    "checked": ("自動で確認", "checked"),
    "account": ("実際の環境で確認", "needs an account"),
    "lawyer": ("専門家に確認", "needs a lawyer"),
}
MAIL = "mail"
"""Looked for in each finished mail (`marketing_mail`)."""


class LawRule(NamedTuple):
    """`by`: for what is checked, `mail`, a promise of the simulation or a test; else what helps whoever answers it."""

    id: str
    source: Pair
    sentence: Pair
    state: State
    by: tuple[str, ...] = ()

    @property
    def is_of_mail(self) -> bool:
        return MAIL in self.by


_TOKUDEN: Pair = ("特定電子メール法", "Act on Specified Electronic Mail (JP)")
_TOKUSHO: Pair = ("特定商取引法", "Act on Specified Commercial Transactions (JP)")
_KOJIN: Pair = ("個人情報保護法", "Act on Protection of Personal Information (JP)")
_CONSENT, _LINKS = "tests/functions/test_consent_record.py", "tests/functions/test_links.py"
_FOLLOWED = "tests/functions/test_mail_law.py::test_the_link_of_a_mail_works_at_once_and_for_years"


def _at(law: Pair, place: Pair) -> Pair:
    return f"{law[0]} {place[0]}", f"{law[1]}, {place[1]}"


def _art(law: Pair, number: str, ja: str = "") -> Pair:
    return _at(law, (ja or f"第{number}条", f"Art. {number}"))


RULES = (
    LawRule("R1", _art(_TOKUDEN, "3(1)", "第3条第1項"), (
        "同意した人だけに送る",
        "Marketing mail goes to those alone who agreed to it before.",
    ), "checked", ("I16", "tests/functions/test_opt_in.py::test_nobody_has_agreed_before_the_button_is_pressed")),
    LawRule("R2", _art(_TOKUDEN, "3(2)", "第3条第2項"), (
        "同意の記録を残し、示せる",
        "What proves the consent is kept, and can be shown.",
    ), "checked", (f"{_CONSENT}::test_everything_that_was_said_is_on_record",)),
    LawRule("R3", _art(_TOKUDEN, "3(3)", "第3条第3項"), (
        "断った人にはもう送らない",
        "Whoever refused gets no more.",
    ), "checked", ("I16", "I17")),
    LawRule("R4", _art(_TOKUDEN, "4(1)", "第4条第1号"), (
        "送信者の名前が、差出人と本文で分かる",
        "The sender's name stands in From and in the mail.",
    ), "checked", (MAIL, "I20")),
    LawRule("R5", _art(_TOKUDEN, "4(2)", "第4条第2号"), (
        "断るためのリンクが、HTML とテキストの両方で読める",
        "The link to unsubscribe can be read in the HTML and in the text.",
    ), "checked", (MAIL, "I20")),
    LawRule("R6", _at(_TOKUDEN, ("施行規則（表示事項）", "Ordinance (what is shown)")), (
        "送信者の住所が載っている",
        "The sender's postal address is shown.",
    ), "checked", (MAIL, "I20")),
    LawRule("R7", _at(_TOKUDEN, ("施行規則（表示事項）", "Ordinance (what is shown)")), (
        "苦情や問い合わせの連絡先が載っている",
        "Where to complain or ask is shown.",
    ), "checked", (MAIL, "I20")),
    LawRule("R8", _art(_TOKUDEN, "5", "第5条"), (
        "差出人を偽らない。差出人は一つで、会社のアドレス",
        "No false sender: one From, and it is the company's own address.",
    ), "checked", (MAIL,)),
    LawRule("R9", _art(_TOKUDEN, "6", "第6条"), (
        "架空のアドレスに送らない。宛先は一人で、停止リンクもその人のもの",
        "No made-up addresses: one recipient, whose own link to unsubscribe it is.",
    ), "checked", (MAIL, "I19")),
    LawRule("R10", _art(_TOKUSHO, "12-3", "第12条の3"), (
        "広告メールの承諾の記録を3年残す",
        "The record of consent to advertising is kept for three years.",
    ), "checked", (f"{_CONSENT}::test_evidence_is_kept_for_three_years_and_nothing_else_is",)),
    LawRule("R11", _art(_TOKUSHO, "11, 12", "第11条・第12条"), (
        "販売の広告に必要な表示があり、誇大でない",
        "An advertisement that sells says what it must, and does not exaggerate.",
    ), "lawyer"),
    LawRule("R12", _art(_KOJIN, "17, 21", "第17条・第21条"), (
        "利用目的を決めて公表している",
        "What personal data is used for has been decided and published.",
    ), "lawyer"),
    LawRule("R13", _art(_KOJIN, "27, 28", "第27条・第28条"), (
        "第三者や外国への提供に、同意や根拠がある",
        "There is a basis for handing data to others, and abroad.",
    ), "lawyer"),
    LawRule("R14", _art(_KOJIN, "23", "第23条"), (
        "ほかの人の情報が載らない",
        "A mail shows nobody else's data.",
    ), "checked", ("I19",)),
    LawRule("R15", _art(_KOJIN, "35", "第35条"), (
        "電話などで頼まれた停止も、すぐ効く",
        "Who asks by phone or by letter is stopped at once, too.",
    ), "checked", ("tests/functions/test_suppressions.py",)),
    LawRule("R16", _at(("電気通信事業法", "Telecommunications Business Act (JP)"), ("第27条の12", "Art. 27-12")), (
        "外部送信の通知や公表が必要か、内容は正しいか",
        "Whether what the site sends must be published, and whether the text is right.",
    ), "lawyer", ("mikomi notice",)),
    LawRule("R17", _at(("ePrivacy 指令", "ePrivacy Directive"), ("第13条1・2項", "Art. 13(1), (2)")), (
        "EU の人には事前の同意か、既存顧客の例外がある",
        "In the EU there is prior consent, or the exception for one's own customers.",
    ), "lawyer"),
    LawRule("R18", _at(("ePrivacy 指令", "ePrivacy Directive"), ("第5条3項", "Art. 5(3)")), (
        "開封とクリックを記録してよい根拠がある",
        "There is a basis for noting opens and clicks.",
    ), "lawyer"),
    LawRule("R19", _at(("GDPR", "GDPR"), ("第7条1項", "Art. 7(1)")), (
        "誰がいつ何に同意したかを、本人ごとに書き出せる",
        "Who agreed to what, and when, can be exported for each person.",
    ), "checked", (f"{_CONSENT}::test_the_command_shows_and_exports",)),
    LawRule("R20", _at(("GDPR", "GDPR"), ("第7条3項・第21条", "Art. 7(3), 21")), (
        "やめるのは、始めるのと同じくらい簡単",
        "Withdrawing is as easy as agreeing, and takes effect at once.",
    ), "checked", (_FOLLOWED,)),
    LawRule("R21", _at(("CAN-SPAM 法", "CAN-SPAM Act (US)"), ("第5条(a)(1)・(2)", "Sec. 5(a)(1), (2)")), (
        "件名があり、返信や転送を装わない",
        "The subject is there, and pretends to be no answer.",
    ), "checked", (MAIL,)),
    LawRule("R22", _at(("CAN-SPAM 法", "CAN-SPAM Act (US)"), ("第5条(a)(5)", "Sec. 5(a)(5)")), (
        "米国の人には、広告だと分かるように書く",
        "In the US a mail says clearly that it is an advertisement.",
    ), "lawyer"),
    LawRule("R23", _at(("CAN-SPAM 法", "CAN-SPAM Act (US)"), ("第5条(a)(3)・(4)", "Sec. 5(a)(3), (4)")), (
        "ログインも手数料もなく、30日以上いつでも停止できる",
        "Unsubscribing needs no login and no fee, for thirty days and longer.",
    ), "checked", (_FOLLOWED,)),
    LawRule("R24", _at(("CASL", "CASL (CA)"), ("第6条・第10条", "Sec. 6, 10")), (
        "カナダの人の同意の種類と期限が合っている",
        "In Canada the kind of consent is right and has not expired.",
    ), "lawyer"),
    LawRule("R25", _at(("CASL", "CASL (CA)"), ("第6条・第11条", "Sec. 6, 11")), (
        "停止のリンクが、送ってから60日以上使える",
        "The link to unsubscribe works for sixty days after the mail, and longer.",
    ), "checked", (_FOLLOWED,)),
    LawRule("R26", _at(("RFC 2369", "RFC 2369"), ("3.2", "3.2")), (
        "List-Unsubscribe が一つあり、URL が切れずに入っている",
        "There is one List-Unsubscribe, with its URL whole.",
    ), "checked", (MAIL, "I20")),
    LawRule("R27", _at(("RFC 8058", "RFC 8058"), ("3.1", "3.1")), (
        "ワンクリックで停止できるヘッダーがあり、URL は https",
        "The one-click header is there, and the URL is https.",
    ), "checked", (MAIL, "I20")),
    LawRule("R28", _at(("RFC 8058", "RFC 8058"), ("4", "4")), (
        "DKIM の署名が、停止の二つのヘッダーを覆っている",
        "The DKIM signature covers both headers.",
    ), "account", ("mikomi doctor --sender",)),
    LawRule("R29", _at(("RFC 5322", "RFC 5322"), ("3.6", "3.6")), (
        "Date、From、To、Subject、Message-ID が一つずつ、正しい形である",
        "Date, From, To, Subject and Message-ID are there once each, well formed.",
    ), "checked", (MAIL,)),
    LawRule("R30", _at(("RFC 5322", "RFC 5322"), ("2.1・2.3", "2.1, 2.3")), (
        "改行は CRLF だけ、一行は998字以内、制御文字がない",
        "Lines end in CRLF alone, hold 998 characters at most and no controls.",
    ), "checked", (MAIL,)),
    LawRule("R31", ("RFC 2045・2046・2047", "RFC 2045, 2046, 2047"), (
        "テキストと HTML の両方があり、文字化けしない",
        "Text and HTML are both there, and every character arrives.",
    ), "checked", (MAIL,)),
    LawRule("R32", ("Gmail・Yahoo の送信者ガイドライン", "Sender rules of Gmail and Yahoo"), (
        "SPF、DKIM、DMARC が差出人のドメインと合い、TLS で届く",
        "SPF, DKIM and DMARC agree with the From domain; delivery is by TLS.",
    ), "account", ("mikomi doctor --sender",)),
    LawRule("R33", ("Gmail・Yahoo、SES の基準", "Gmail, Yahoo and SES: thresholds"), (
        "迷惑メール率は0.3 %未満、SES の苦情は0.1 %、バウンスは5 %未満",
        "Spam reports below 0.3 %, in SES complaints below 0.1 % and bounces below 5 %.",
    ), "account", ("I40", "Postmaster Tools")),
    LawRule("R34", ("Mikomi の約束", "Mikomi's own promise"), (
        "差し込みの空欄や、置き換え忘れがない",
        "No variable is empty, and none was left unfilled.",
    ), "checked", (MAIL,)),
)  # fmt: skip
BY_ID = {rule.id: rule for rule in RULES}
