"""What is said of files that are made of each other or speak of each other (layouts, parts of mails, tests), and of the
fields of forms.
"""

FILES: dict[str, tuple[str, str]] = {
    "E-file-path": (
        "このファイルの名前は長すぎるか、改行などの見えない文字や読めない文字を含んでいます。短い普通の名前に変えてください。",
        "The name of this file is too long, or holds line breaks or other characters that cannot be shown. "
        "Give it a short, plain name.",
    ),
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
    "E-template-loop": (
        "繰り返しの書き方が違います。本文に {{% for item in catalogs.products %}} と書き、中では {{{{ item.title }}}} "
        "のように項目を指します。繰り返しの中の繰り返しはできません。名前にハイフンがあるときは "
        'catalogs["new-products"] と書きます。',
        "A loop is not written like that. In the body, write {{% for item in catalogs.products %}} and, within it, "
        "a field such as {{{{ item.title }}}}; no loop within a loop. A name with a hyphen is written "
        'catalogs["new-products"].',
    ),
    "E-catalog": (
        "「{name}」というカタログがありません。",
        'There is no catalog "{name}".',
    ),
    "E-catalog-field": (
        "カタログ「{catalog}」のどの項目にも「{name}」がありません。",
        'No item of the catalog "{catalog}" has "{name}".',
    ),
    "W-catalog-blank": (
        "この項目には「{name}」がなく、メールではそこが空になります。書き足すか、メールで default か if を"
        "使ってください。",
        'This item has no "{name}": in the mail that place stays empty. Add it, or use default or if in the mail.',
    ),
    "W-tags-unused": (
        "{needs} がありません。このタグは、どのメールにも付きません。ファイル名をメールと同じにしてください。",
        "{needs} is missing, so these tags belong to no mail. Give the file the mail's name.",
    ),
    "W-catalog-unused": (
        "このカタログは、どのメールにも使われていません。",
        "No mail shows this catalog.",
    ),
    "E-given": (
        "given には {shown} のどれか一つを書いてください。",
        "An entry of given needs one of: {shown}.",
    ),
    "E-expect": (
        "expect には {shown} のどれか一つを書いてください。",
        "An entry of expect needs one of: {shown}.",
    ),
    "E-form": ("「{name}」というフォームはありません。", 'There is no form "{name}".'),
    "E-answer": (
        "「{name}」という回答は scoring.json の feedback にありません。",
        'There is no answer "{name}" among feedback in scoring.json.',
    ),
    "E-reply": (
        "「{name}」という、メールや webhook のステップはありません。",
        'There is no mail or webhook step "{name}".',
    ),
    "E-alert": (
        "「{name}」という通知のステップも区分もありません。",
        'There is no alert step and no band called "{name}".',
    ),
    "E-test-holds": (
        "holds に書けるのは、その人の今の状態（score・band・tag・trait・segment など）です。行動は given に書きます。",
        "holds asks how somebody stands (score, band, tag, trait, segment). What they do belongs into given.",
    ),
    "E-test-before": (
        "「{name}」は、このテストが始まる前です。",
        '"{name}" is before this test begins.',
    ),
    "E-field-key": (
        "「{name}」は type が {what} の項目でだけ使えます。",
        'Only a field of type {what} can have "{name}".',
    ),
    "E-field-bounds": (
        "上の限り {name} が、下の限り {least} より小さくなっています。",
        "The upper bound {name} is below the lower bound {least}.",
    ),
}
