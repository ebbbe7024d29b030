"""What the page of a mail as it was sent says, and what a timeline says of a reply to one, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "reply.kept": ("本文は {until} まで残ります", "The text is kept until {until}"),
    "reply.gone": ("本文は残っていません（{until} まで残す設定でした）", "The text is gone; it was kept until {until}"),
    "sent.open": ("送ったメールを見る", "The email as it was sent"),
    "sent.title": ("送ったメール", "The email as it was sent"),
    "sent.same": (
        "SES に渡したメールと1バイトも違いません（SHA-256 で確認済み）。リンクだけは押せないようにしてあります。",
        "Byte for byte what SES was given, as its SHA-256 shows. Only the links are switched off here.",
    ),
    "sent.other": (
        "送った当時とまったく同じものは作れませんでした。そのあとの更新で、文面の作り方か署名の鍵が変わったためです。"
        "下は、当時と同じ相手の値・同じ版の文面から今のリリースで作ったものです。",
        "Not byte for byte what was sent: a later release writes mails otherwise, or the signing key has changed. "
        "Below it is made of the same values and the same version, in the way of this release.",
    ),
    "sent.cut": (
        "このメールに使われた値は長すぎたため、保存していません。送ったときの SHA-256 だけが残っています。",
        "What this email showed was too long to be kept. Only the SHA-256 of what was sent is left.",
    ),
    "sent.none": (
        "このメールはもう作れません。送った版のファイルに、今のリリースでは読めないものがあります。",
        "This email can no longer be made: the version that it was sent by holds what this release cannot read.",
    ),
    "sent.not_noted": (
        "送ったときの内容は残っていません。以前のリリースが送ったメールです。",
        "What was sent was not kept: an earlier release sent this email.",
    ),
    "sent.as_of_now": ("いま送るとどうなるかを見る", "What would be sent now"),
    "sent.doubt": (
        "SES の返事が届かなかったため、もう一度送っています。この{attempt}回目のメールは、届いていないかもしれません。",
        "SES gave no answer, so it was sent again. Whether this attempt, number {attempt}, arrived is not known.",
    ),
    "sent.to": ("宛先", "To"),
    "sent.from": ("差出人", "From"),
    "sent.at": ("日時", "Sent"),
    "sent.version": ("公開した版", "Published version"),
    "sent.digest": ("SHA-256", "SHA-256"),
    "sent.phone": ("スマートフォンの幅", "As wide as a phone"),
    "sent.desk": ("パソコンの幅", "As wide as a desk"),
    "sent.text": ("テキスト部分", "Text part"),
}
