"""What people answer, by shape (see `inbound_mails`); and what the company itself writes into the same thread."""

from tests.core.inbound_mails import ENCLOSED, LEAD, OURS, RE, SUBJECT, Shape, mail, mixed, word

PEOPLE = (
    Shape(
        "Gmail in a browser",
        "person",
        mixed(
            RE,
            "multipart/alternative",
            ("text/plain; charset=utf-8", "はい"),
            ("text/html; charset=utf-8", "<div>はい</div>"),
        ),
    ),
    Shape(
        "Outlook, ISO-2022-JP",
        "person",
        mail(
            word("RE: " + SUBJECT, "iso-2022-jp"),
            charset="iso-2022-jp",
            Thread_Index="AQHc",
            X_MS_Has_Attach="",
            Importance="high",
        ),
    ),
    Shape(
        "Outlook in a browser, behind a filter",
        "person",
        mail(
            RE,
            X_MS_Exchange_Organization_SCL="-1",
            X_MS_Exchange_Transport_CrossTenantHeadersStamped="TYC",
            References=f"<a@b.example> {OURS}",
        ),
    ),
    Shape("iPhone", "person", mail(RE, X_Mailer="iPhone Mail (22G90)", References=f"\r\n {OURS}")),
    Shape(
        "docomo, without References",
        "person",
        mail(word("Re:" + SUBJECT, "iso-2022-jp"), charset="iso-2022-jp", References=None),
    ),
    Shape(
        "docomo, two dots in its name",
        "person",
        mail(RE, From="<ta..ro.@docomo.ne.jp>"),
        envelope="ta..ro.@docomo.ne.jp",
        sender="ta..ro.@docomo.ne.jp",
    ),
    Shape("au, References alone", "person", mail(RE, In_Reply_To=None)),
    Shape(
        "Thunderbird, Shift_JIS",
        "person",
        mail(word("Re: " + SUBJECT, "shift_jis"), charset="shift_jis", Disposition_Notification_To=LEAD),
    ),
    Shape(
        "Becky!, a Japanese subject prefix",
        "person",
        mail(word("Re[2]: " + SUBJECT, "iso-2022-jp"), charset="iso-2022-jp", X_Mailer="Becky! ver. 2.81"),
    ),
    Shape("Yahoo! JAPAN", "person", mail(word("Re: " + SUBJECT), X_Mailer="YahooMailWebService", Precedence=None)),
    Shape("a subject in bare Shift_JIS", "person", mail(("Re: " + SUBJECT).encode("cp932"), charset="shift_jis")),
    Shape(
        "a subject in bare ISO-2022-JP", "person", mail(("Re: " + SUBJECT).encode("iso2022_jp"), charset="iso-2022-jp")
    ),
    Shape("a subject in bare UTF-8", "person", mail("Re: " + SUBJECT)),
    Shape("words cut within a character", "person", mail("=?utf-8?B?UmU6IOWwjg==?=\r\n =?utf-8?B?5YWl?=")),
    Shape("an encoded word that is broken", "person", mail("=?utf-8?B?UmU6IOWw?= =?x-nobody?Q?=E5?=")),
    Shape(
        "MIME that ends in the middle",
        "person",
        mixed(RE, "multipart/mixed", ("text/plain", "はい"), ("image/png", "iVBOR"))[:-60],
    ),
    Shape("a boundary that is not there", "person", mail(RE, Content_Type='multipart/mixed; boundary="?"')),
    Shape("two subjects", "person", mail(RE + "\r\nSubject: Re: again")),
    Shape("an answer under other words", "person", mail(word("お見積りのお願い"))),
    Shape(
        "an answer to a notice of holidays", "person", mail(word("Re: 夏季休業のお知らせ")), ours="夏季休業のお知らせ"
    ),
    Shape(
        "an answer to a mail on automatic replies",
        "person",
        mail(word("Re: 自動返信メールの作り方")),
        ours="自動返信メールの作り方",
    ),
    Shape(
        "an answer to words in brackets",
        "person",
        mail(word("Re: 【自動返信】をやめる3つの方法")),
        ours="【自動返信】をやめる3つの方法",
    ),
    Shape("who was out when somebody called", "person", mail(word("不在にしており失礼しました"))),
    Shape("who writes of absences", "person", mail(word("Re: 不在時の対応について"))),
    Shape(
        "an English answer", "person", mail("Re: Our customers' stories", "Yes please."), ours="Our customers' stories"
    ),
    Shape("who is back in the office", "person", mail("Back in the office, let's talk", "Sorry.")),
    Shape("who asks about vacation", "person", mail("Re: vacation schedule", "Yes.")),
    Shape("Auto-Submitted: no", "person", mail(RE, Auto_Submitted="no")),
    Shape("X-Autoreply: no", "person", mail(RE, X_Autoreply="no")),
    Shape("asks for a reading report", "person", mail(RE, Disposition_Notification_To=LEAD, Return_Receipt_To=LEAD)),
    Shape(
        "signed with S/MIME",
        "person",
        mixed(RE, "multipart/signed", ("text/plain", "はい"), ("application/pkcs7-signature", "MIA=")),
    ),
    Shape(
        "Gmail's filter forwards it",
        "person",
        mail(
            RE,
            X_Forwarded_To="r@reply.example.co.jp",
            X_Forwarded_For="news@example.co.jp r@reply.example.co.jp",
            Delivered_To="news@example.co.jp",
        ),
        envelope="news+caf_=r=reply.example.co.jp@example.co.jp",
    ),
    Shape(
        "Exchange redirects it",
        "person",
        mail(RE, Resent_From="news@example.co.jp", X_MS_Exchange_Inbox_Rules_Loop="news@example.co.jp"),
        envelope="news@example.co.jp",
    ),
    Shape(
        "a group of ours hands it on",
        "person",
        mail(RE, Precedence="list", List_ID="<sales.example.co.jp>", List_Unsubscribe="<mailto:x@example.co.jp>"),
        envelope="sales+bncB@example.co.jp",
    ),
    Shape(
        "a group of ours writes in its own name",
        "person",
        mail(
            RE,
            From=f"{word('山田 (sales 経由)')} <sales@example.co.jp>",
            X_Original_From=f"Yamada <{LEAD}>",
            X_Original_Sender=LEAD,
            Precedence="list",
            List_ID="Sales <sales.example.co.jp>",
        ),
        envelope="sales+bncB@example.co.jp",
    ),
    Shape(
        "forwarded as an attachment by a mailbox of ours",
        "person",
        mixed(
            "FW",
            "multipart/mixed",
            ("text/plain", "FYI"),
            ("message/rfc822", ENCLOSED),
            From="news@example.co.jp",
            In_Reply_To=None,
            References=None,
        ),
        envelope="news@example.co.jp",
    ),
    Shape("a mail program without threads", "person", mail(RE, In_Reply_To=None, References=None), answers=False),
    Shape(
        "encloses a bounce that they got",
        "person",
        mixed(
            RE,
            "multipart/mixed",
            ("text/plain", "はい"),
            ("message/rfc822", "Subject: x\r\nContent-Type: multipart/report; boundary=c\r\n\r\n--c--"),
        ),
    ),
    Shape("a new subject on vacation", "person", mail("Vacation rentals in our offer")),
    Shape(
        "ids as encoded words",
        "person",
        mail(RE, In_Reply_To=f"{word(OURS[:40])}\r\n {word(OURS[40:])}", References=None),
    ),
    Shape("no Message-ID", "person", mail(RE, Message_ID=None)),
    Shape(
        "in a long thread",
        "person",
        mail(
            RE,
            In_Reply_To="<last@example.co.jp>",
            References=" ".join(f"<{n}@example.co.jp>" for n in range(60)) + f" {OURS}",
        ),
    ),
    Shape("a thread that lost its brackets", "person", mail(RE, In_Reply_To=OURS.strip("<>"), References=None)),
    Shape("a name full of marks", "person", mail(RE, From=f'"Yamada <\u202eTaro> \\"x\\"" <{LEAD}>')),
    Shape("an address in capitals and full width", "person", mail(RE, From="<Ｔ.Yamada@Customer.co.jp>")),
)

OWN = (
    Shape(
        "a rep answers the lead, with us in copy",
        "own",
        mail(RE, From="Sato <sato@example.co.jp>"),
        envelope="sato@example.co.jp",
        sender="sato@example.co.jp",
    ),
    Shape(
        "a mailbox of ours forwards it in its own words",
        "own",
        mail("FW: Re: stories", From="news@example.co.jp"),
        envelope="news@example.co.jp",
        sender="news@example.co.jp",
    ),
)
