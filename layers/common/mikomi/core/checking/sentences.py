"""What a problem says: one sentence a code, in Japanese and in English, that tells what is wrong and what to do.

Rules
1. A code never changes its meaning. `E-` keeps a workspace from being published, `W-` does not.
2. A sentence is for people who do not program: no name of a library, no type of Python.
3. `docs/guide/problems.md` is made of this table (`make schemas`).
"""

from collections.abc import Mapping

from mikomi.core.checking.sentences_of_files import FILES
from mikomi.core.checking.sentences_of_meaning import MEANING
from mikomi.core.checking.sentences_of_pages import PAGES
from mikomi.core.checking.sentences_of_time import TIME
from mikomi.core.checking.sentences_of_verbs import VERBS

TYPING: dict[str, tuple[str, str]] = {
    "E-empty": ("ファイルが空です。", "The file is empty."),
    "E-size": (
        "ファイルが大きすぎます。{limit} までにしてください。",
        "The file is too large: keep it within {limit}.",
    ),
    "E-bom": (
        "ファイルの先頭に BOM という見えない文字があります。文字コード「UTF-8（BOM なし）」で保存し直してください。",
        "The file begins with an invisible byte order mark (BOM). Save it as UTF-8 without BOM.",
    ),
    "E-shift-jis": (
        "文字コードが Shift_JIS です。エディタで「UTF-8（BOM なし）」を選んで保存し直してください。",
        "The file is written in Shift_JIS. Save it as UTF-8 without BOM.",
    ),
    "E-encoding-named": (
        "文字コードが {encoding} です。エディタで「UTF-8（BOM なし）」を選んで保存し直してください。",
        "The file is written in {encoding}. Save it as UTF-8 without BOM.",
    ),
    "E-encoding": (
        "UTF-8 として読めない文字があります。エディタで「UTF-8（BOM なし）」を選んで保存し直してください。",
        "Some characters are not UTF-8. Save the file as UTF-8 without BOM.",
    ),
    "E-fullwidth": (
        "全角の「{found}」が使われています。半角の {right} に直してください。",
        "There is a full-width {found} here. Write a half-width {right}.",
    ),
    "E-fullwidth-space": (
        "見えない文字（全角の空白など）があります。半角の空白に直してください。",
        "There is an invisible character here, such as a full-width space. Use an ordinary space.",
    ),
    "E-smart-quote": (
        '「{found}」が引用符として使われています。半角の " に直してください。',
        'The character {found} is used as a quotation mark. Write a plain ".',
    ),
    "E-single-quote": (
        "文字列が ' で囲まれています。\" で囲んでください。",
        "This text is quoted with '. Quote it with \".",
    ),
    "E-comment": (
        'コメントは書けません。メモは "note" という項目に書いてください。',
        'Comments are not allowed. Put your remark in "note" instead.',
    ),
    "E-trailing-comma": (
        "最後の項目の後に余分なカンマがあります。{right} の前のカンマを消してください。",
        "There is a comma after the last item. Remove the comma before {right}.",
    ),
    "E-extra-comma": ("余分なカンマがあります。一つ消してください。", "There is one comma too many. Remove it."),
    "E-comma": (
        "この前にカンマ ( , ) がありません。項目と項目の間をカンマで区切ってください。",
        "There is a comma missing before this. Separate items with commas.",
    ),
    "E-colon": (
        "「{name}」の後にコロン ( : ) がありません。",
        'A colon ( : ) is missing after "{name}".',
    ),
    "E-duplicate": (
        "「{name}」が二度書かれています（一度目は {first} 行目）。一つにしてください。",
        '"{name}" is written twice (first in line {first}). Keep one of them.',
    ),
    "E-unclosed": (
        "ここで開いた {what} が閉じられていません。{right} を補ってください。",
        "The {what} opened here is not closed. Add the missing {right}.",
    ),
    "E-no-bracket": (
        "ここから {{ }} が並んでいますが、一覧の {what} がありません。この前に {what} を、最後に ] を書いてください。",
        "Several {{ }} follow each other here without the {what} of a list. Put {what} before and ] after them.",
    ),
    "E-brackets": (
        "{found} の中に「名前: 値」が書かれています。{found} の代わりに {right} で囲んでください。",
        "There are names with values inside {found}. Write {right} around them.",
    ),
    "E-unclosed-string": (
        '文字列がこの行で閉じられていません。" を補い、改行は \\n と書いてください。',
        'This text has no closing ". Add it; write a line break as \\n.',
    ),
    "E-extra-quote": (
        'この " は余分です。消すか、文字として入れるなら \\" と書いてください。',
        'This " is one too many. Take it out, or write \\" if the text is to show it.',
    ),
    "E-unquoted": (
        '「{found}」が " で囲まれていません。文字列は " で囲んでください。',
        '{found} is not quoted. Put text in plain " marks.',
    ),
    "E-literal": ("「{found}」は小文字で {right} と書いてください。", "Write {right} instead of {found}."),
    "E-number": (
        "「{found}」は数値として読めません。12 や -3.5 のように書いてください。",
        "{found} is not a valid number. Write it like 12 or -3.5.",
    ),
    "E-escape": (
        "文字列の中の {found} は使えません。\\ そのものは \\\\ と書いてください。",
        "{found} is not allowed in text. Write a backslash as \\\\.",
    ),
    "E-control": (
        "文字列の中にタブなどの制御文字があります。消すか、\\t や \\n と書いてください。",
        "There is a control character, such as a tab, in this text. Remove it, or write \\t or \\n.",
    ),
    "E-no-value": ("ここに値がありません。", "A value is missing here."),
    "E-no-key": (
        'ここには "名前": 値 の形で書いてください。',
        'Write this as "name": value.',
    ),
    "E-unexpected": ("ここに「{found}」は書けません。", "{found} is not allowed here."),
    "E-extra": (
        "終わりの括弧の後に余分な文字があります。消すか、括弧の対応を確かめてください。",
        "There is something after the closing bracket. Remove it, or check that the brackets match.",
    ),
    "E-deep": ("括弧の入れ子が深すぎます（{limit} 段まで）。", "Brackets are nested too deeply (at most {limit})."),
}

SHAPE: dict[str, tuple[str, str]] = {
    "E-unknown": ("「{name}」という項目はありません。", 'There is no item called "{name}".'),
    "E-missing": ("「{name}」がありません。書き足してください。", '"{name}" is missing. Add it.'),
    "E-type": ("ここには{want}を書いてください。", "Write {want} here."),
    "E-choice": (
        "「{name}」は使えません。{shown} のどれかを書いてください。",
        '"{name}" is not one of the choices. Write one of: {shown}.',
    ),
    "E-id": (
        "「{name}」は ID として使えません。半角の英小文字・数字・ハイフン・下線で、40 文字までにしてください。",
        '"{name}" cannot be an id. Use lower-case letters, digits, hyphens and underscores, at most 40.',
    ),
    "E-arm-id": (
        "「{name}」は使えません。半角の英数字・ハイフン・下線で、20 文字までにしてください。",
        '"{name}" cannot be used. Use letters, digits, hyphens and underscores, at most 20.',
    ),
    "E-field-name": (
        "「{name}」は項目の名前として使えません。英字で始まる半角の英数字と下線で、40 文字までにしてください。",
        '"{name}" cannot name a field. Begin with a letter; use letters, digits and underscores, at most 40.',
    ),
    "E-hour": (
        "「{name}」は時刻として読めません。09:00 のように書いてください。",
        '"{name}" is not a time of day. Write it like 09:00.',
    ),
    "E-date": (
        "「{name}」は日付として読めません。2026-12-10 のように、実際にある日を書いてください。",
        '"{name}" is not a date. Write a day that exists, like 2026-12-10.',
    ),
    "E-moment": (
        "「{name}」は日時として読めません。2026-12-10 または 2026-12-10T10:00 のように書いてください。",
        '"{name}" is not a date and time. Write it like 2026-12-10 or 2026-12-10T10:00.',
    ),
    "E-path": (
        "「{name}」はページの場所として読めません。/price や /products/** のように / から書いてください。",
        '"{name}" is not a page path. Start with /, as in /price or /products/**.',
    ),
    "E-comparison": (
        '「{name}」は比べ方として読めません。">= 80" のように書いてください。',
        '"{name}" is not a comparison. Write it like ">= 80".',
    ),
    "E-duration": (
        "「{name}」は期間として読めません。30m・2h・3d・1w・2bd、または 30分・2時間・3日・1週間・2営業日 の"
        "ように書いてください。",
        '"{name}" is not a length of time. Write it like 30m, 2h, 3d, 1w or 2bd (business days).',
    ),
    "E-duration-fixed": (
        "ここに営業日は使えません。3d（日）や 2h（時間）で書いてください。",
        "Business days cannot be used here. Write days (3d) or hours (2h).",
    ),
    "E-zero": ("0 の期間は使えません。", "This cannot be 0."),
    "E-range": ("この数値は使えません。{bound}にしてください。", "This number is not allowed: it must be {bound}."),
    "E-length": ("{bound}にしてください。", "This must have {bound}."),
    "E-value": ("この値は使えません。", "This value is not allowed."),
    "E-condition": (
        "条件には {shown} のどれか一つを書いてください。",
        "A condition needs one of: {shown}.",
    ),
    "E-step": ("ステップには {shown} のどれか一つを書いてください。", "A step needs one of: {shown}."),
    "E-trigger": ("trigger には {shown} のどれか一つを書いてください。", "A trigger needs one of: {shown}."),
    "E-two-verbs": (
        "一つの{what}に {found} が一緒に書かれています。一つずつに分けてください。",
        "This {what} has {found} together. Give each its own {what}.",
    ),
    "E-trait-test": (
        "trait には is・in・matches・exists のどれか一つだけを書いてください。",
        "A trait needs exactly one of is, in, matches, exists.",
    ),
    "E-wait": (
        "wait には for か until のどちらか一方を書いてください（at だけでも構いません）。",
        "A wait needs either for or until (or only at).",
    ),
    "E-language": ("ja か en を書いてください。", "Write ja or en."),
    "E-slot-empty": (
        "表示するものがありません。title・text・image のどれかを書いてください。",
        "There is nothing to show. Write title, text or image.",
    ),
    "E-push": (
        "送信されたファイルが壊れているか、途中までです。もう一度 mikomi push を実行してください。",
        "What was pushed is damaged or not whole. Run mikomi push again.",
    ),
    "E-push-file": (
        "この名前で届いた中身が、一覧（manifest.json）と合いません（足りない、書き換わった、二つある、一覧にない）。"
        "もう一度 mikomi push を実行してください。",
        "What came under this name is not what the list (manifest.json) says: it is missing, changed, there twice or "
        "not in the list. Run mikomi push again.",
    ),
    "E-push-name": (
        "この名前のファイルは、ワークスペースの一部にできません"
        "（フォルダーそのもの、「..」や「/」で始まる場所、reports や pushes の中など）。"
        "外してから、もう一度送ってください。",
        "A file of this name cannot be part of a workspace: it is a folder, leads out by .. or /, or stands among "
        "reports or pushes. Leave it out, and push again.",
    ),
    "E-push-large": (
        "一度に送れるのは、すべてのファイルを合わせて 200 MB までです。大きな資料は、先に assets/ に置いてください。",
        "A push can hold 200 MB of files together. Put large assets into assets/ first.",
    ),
    "E-push-asset": (
        "このファイルは、送信の間に差し替えられたか、なくなりました。もう一度 mikomi push を実行してください。",
        "This file was replaced or removed while you pushed. Run mikomi push again.",
    ),
    "E-sender-domain": (
        "送信元のドメインが {domain} です。この環境から送れるのは {only} のアドレスだけです。"
        "アドレスを …@{only} にするか、送信元ドメインを変えて配置し直してください(make deploy)。",
        "Mails would come from {domain}, and this deployment may send for {only} alone. Write an address …@{only}, "
        "or deploy with the other domain (make deploy).",
    ),
    "E-push-over": (
        "送信の間に、ほかの人が第{version}版を公開しました。"
        "その内容を取り込んでから、もう一度 mikomi push を実行してください。",
        "Somebody else published version {version} while you pushed. Take over what they changed, then push again.",
    ),
}

SENTENCES = {**TYPING, **SHAPE, **MEANING, **FILES, **PAGES, **TIME, **VERBS}

Both = tuple[str, str]

MOST_NAMED = 8
"""Names that are listed: more nobody reads in a sentence."""


def sentence(code: str, suggestion: str | None = None, among: tuple[str, ...] = (), **params: object) -> Both:
    """The sentence of `code` in Japanese and in English. A parameter that reads differently in both is a pair. Where
    no name `among` those that would have been right is near, a few are named."""
    ja, en = SENTENCES[code]
    made = ja.format_map(_Shown(params, 0)), en.format_map(_Shown(params, 1))
    if suggestion is not None:
        return f"{made[0]}もしかして「{suggestion}」？", f'{made[1]} Did you mean "{suggestion}"?'
    if not 0 < len(among) <= MOST_NAMED or "shown" in params:
        return made
    return f"{made[0]}あるのは {'、'.join(among)} です。", f"{made[1]} There is: {', '.join(among)}."


def rule(code: str, language: str) -> str:
    """What the code says whatever it is said of: where the case's own words stand, there is an ellipsis."""
    said = SENTENCES[code][1 if language == "en" else 0]
    return said.format_map(_Any())


class _Any(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


class _Shown(dict):
    """Parameters as one language shows them: short, on one line."""

    def __init__(self, params: Mapping[str, object], language: int) -> None:
        super().__init__(params)
        self.language = language

    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if isinstance(value, tuple):
            value = value[self.language]
        text = " ".join(str(value).split())
        return text if len(text) <= 120 else text[:119] + "…"
