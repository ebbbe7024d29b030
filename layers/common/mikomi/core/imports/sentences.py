"""Why a row, or a whole list, cannot be taken: what is wrong, and what to do."""

from mikomi.core.words.visible import visible
from mikomi.model.base import Json

SENTENCES: dict[str, tuple[str, str]] = {
    "line_broken": (
        '行の形が崩れています。引用符（"）が閉じていないかもしれません。',
        "The line is broken: a quotation mark may not be closed.",
    ),
    "letters_unread": (
        "読めない文字があります。ファイルを UTF-8 で保存し直してください。",
        "Some letters cannot be read. Save the file as UTF-8.",
    ),
    "list_text_long": (
        "「{name}」が長すぎます（{most} 文字まで）。",
        '"{name}" is too long: {most} characters at most.',
    ),
    "list_address_invalid": (
        "「{given}」はメールアドレスの形になっていません。",
        '"{given}" is not an e-mail address.',
    ),
    "list_address_out_of_reach": (
        "「{given}」は @ の前に英数字以外の文字があり、送れないアドレスです。",
        'No mail can be sent to "{given}": the name before the @ has letters outside ASCII.',
    ),
    "list_nobody": (
        "メールアドレスも顧客IDもありません。どちらかを入れてください。",
        "There is neither an e-mail address nor a user id: fill in one of them.",
    ),
    "list_two_people": (
        "アドレスと顧客IDの組み合わせが、同じファイルの {line} 行目と食い違います。",
        "Its address and its user id do not go together with line {line} of the same file.",
    ),
    "list_two_leads": (
        "アドレスと顧客IDが、登録済みの別々の人（{one} と {other}）のものです。正しい方だけを入れてください。",
        "Its address and its user id belong to two different leads ({one}, {other}): name the right one alone.",
    ),
    "list_erased": (
        "本人の情報を消した記録があるため、取り込みません。本人がフォームなどから改めて登録すれば戻ります。",
        "This person was erased, so no list brings them back. They can begin anew themselves, by a form.",
    ),
    "list_no_headings": (
        "「メールアドレス」か「顧客ID」の列がありません。列名を直すか、「列名=email」と指定してください"
        "（コマンドでは --column）。",
        'No column of addresses or user ids was found. Name one "email" or "userId", or say "NAME=email" of a column '
        "(in the command: --column).",
    ),
    "list_empty": ("ファイルに人の行がありません。", "The file has no rows of people."),
    "list_too_long": (
        "{most} 行を超えています。ファイルを分けてください。",
        "There are more than {most} rows. Part the file.",
    ),
    "list_too_large": (
        "ファイルが大きすぎます（{most} MB まで）。分けてください。",
        "The file is too large: {most} MB at most. Part it.",
    ),
    "list_spreadsheet_invalid": (
        "Excel のブックとして読めません。パスワードが付いていれば外し、.xlsx で保存し直してください。",
        "This cannot be read as an Excel workbook. Take off a password, and save it as .xlsx.",
    ),
    "list_consent_invalid": (
        "同意の文面（{most} 文字まで）か、根拠がないこと（コマンドでは none）を示してください。",
        "Say the words that they agreed to ({most} characters at most), or that there are none (in the command: none).",
    ),
    "list_column_invalid": (
        "列の指定「{given}」は「列名=項目」の形で書いてください。",
        '"{given}" is not of the form "NAME=field".',
    ),
    "target_nobody": (
        "会社名も、法人番号も、ドメインもありません。どれかを入れてください。",
        "There is no name, no corporate number and no domain: fill in one of them.",
    ),
    "target_number_wrong": (
        "法人番号「{given}」が正しくありません（13 桁の数字を確かめてください）。",
        'The corporate number "{given}" is wrong: check its thirteen digits.',
    ),
    "target_owner_unknown": (
        "「{given}」という営業担当は settings.json の reps にいません。",
        'There is no sales rep "{given}" among reps in settings.json.',
    ),
    "target_no_headings": (
        "「会社名」「法人番号」「ドメイン」のどの列もありません。",
        "No column of names, corporate numbers or domains of companies was found.",
    ),
    "list_gone": (
        "ファイルがもうありません。もう一度送ってください。",
        "The file is not there any more. Send it again.",
    ),
    "list_changed": (
        "確かめたあとで、ファイルの中身が変わりました。もう一度確かめてください。",
        "The file has changed since it was looked at. Look at it again.",
    ),
}


def sentence(code: str, language: str, params: Json) -> str:
    return SENTENCES[code][language == "en"].format(**{name: visible(str(value)) for name, value in params.items()})
