"""What is said of files that are made of each other or speak of each other: layouts, parts of mails."""

FILES: dict[str, tuple[str, str]] = {
    "E-layout": (
        "mails に「{name}」というレイアウトや部品がありません。名前は _ で始まります。",
        'There is no layout or part "{name}" in mails. Its name begins with _.',
    ),
    "E-layout-nested": (
        "レイアウトや部品から extends は使えません。extends は、送るメールの先頭に書きます。",
        "A layout or a part cannot extend another file. Only a mail that is sent can, in its first line.",
    ),
    "E-part-circle": (
        "部品「{name}」が自分自身に戻ってくるか、5 段を超えています。",
        'The part "{name}" leads back to itself, or is nested more than five deep.',
    ),
    "E-block": (
        "レイアウトに「{name}」というブロックはありません。",
        'The layout has no block "{name}".',
    ),
    "E-outside-block": (
        "「{name}」はブロックの外にあるので、メールに入りません。"
        "{{% block … %}} と {{% endblock %}} の間に書いてください。",
        '"{name}" stands outside of the blocks, so nobody would see it. '
        "Put it between {{% block … %}} and {{% endblock %}}.",
    ),
    "W-layout-unused": (
        "このレイアウト・部品は、どのメールにも使われていません。",
        "No mail is made of this layout or part.",
    ),
}
