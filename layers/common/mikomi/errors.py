"""What Mikomi answers when it cannot do what a request asks.

Rules
1. A program reads the code, which never changes its meaning; people read the sentence, which may get better.
2. A sentence says what is wrong and what to do, in Japanese and in English. Where it is wrong is the pointer beside it.
3. 429 and 503 mean "send the same again", after as long as Retry-After says: clients do, and it lands on the same keys.
   Any other 4xx means that sending it again is no use.
"""

from typing import Any

from mikomi import api_errors
from mikomi.api_errors import Saying

CODES: dict[str, Saying] = {
    # the request
    "encoding_unsupported": Saying(
        400,
        "Content-Encoding「{encoding}」には対応していません。gzip か、圧縮なしで送ってください。",
        'The Content-Encoding "{encoding}" is not supported. Send gzip, or nothing compressed.',
    ),
    "gzip_invalid": Saying(
        400,
        "gzip として読めません。途中で切れているか、壊れています。",
        "The body is not valid gzip: it has been cut off or damaged.",
    ),
    "base64_invalid": Saying(400, "base64 として読めません。", "This is not valid base64."),
    "not_utf8": Saying(400, "文字コードを UTF-8 にして送ってください。", "Send the body as UTF-8."),
    "json_invalid": Saying(
        400,
        "JSON として読めません。{line}行{column}列のあたりを確かめてください。",
        "The body is not valid JSON: look at line {line}, column {column}.",
    ),
    "json_not_object": Saying(
        400,
        "JSON のオブジェクト({{ … }})を送ってください。",
        "Send a JSON object ({{ … }}).",
    ),
    "form_unreadable": Saying(
        400,
        "フォームの内容を読み取れません。multipart/form-data か application/x-www-form-urlencoded で送ってください。",
        "The form cannot be read. Send it as multipart/form-data or as application/x-www-form-urlencoded.",
    ),
    "batch_missing": Saying(
        400,
        "batch に、イベントの配列を入れてください。",
        "Put the events in a list called batch.",
    ),
    "batch_too_long": Saying(
        413,
        "1回に送れるイベントは{limit}件までです({count}件ありました)。分けて送ってください。",
        "A request can hold up to {limit} events; this one has {count}. Send them in several requests.",
    ),
    "batch_of_too_many": Saying(
        413,
        "1回に送れるのは{limit}人分のイベントまでです({count}人分ありました)。分けて送ってください。",
        "A request can hold the events of up to {limit} people; this one has {count}. Send them in several requests.",
    ),
    "body_too_large": Saying(
        413,
        "1回に送れるのは{limit}バイトまでです(圧縮を解いた大きさ)。分けて送ってください。",
        "A request can hold up to {limit} bytes, uncompressed. Send the events in several requests.",
    ),
    "packet_too_large": Saying(
        413,
        "同じ人のイベントが大きすぎて、1件として保存できません。分けて送ってください。",
        "One person’s events are too large to be stored together. Send them in several requests.",
    ),
    "not_found": Saying(404, "このアドレスには何もありません。", "There is nothing at this address."),
    # keys
    "key_missing": Saying(
        401,
        "書き込みキーがありません。Authorization: Basic か writeKey で送ってください。",
        "The write key is missing. Send it as Authorization: Basic, or as writeKey.",
    ),
    "key_wrong": Saying(
        401,
        "書き込みキーが違います。管理画面かスタックの出力にあるキーを使ってください。",
        "The write key is wrong. Use the one in the stack's outputs.",
    ),
    "key_secret_in_address": Saying(
        401,
        "秘密キー(sk_)をアドレスに書かないでください。履歴やログに残ります。Authorization で送ってください。",
        "Never put the secret key (sk_) into an address: it stays in histories and logs. Send it as Authorization.",
    ),
    # an event
    "event_not_object": Saying(
        400,
        "イベントは JSON のオブジェクト({{ … }})で送ってください。",
        "An event is a JSON object ({{ … }}).",
    ),
    "event_too_large": Saying(
        413,
        "1件のイベントは{limit}バイトまでです({size}バイトありました)。",
        "An event can be up to {limit} bytes; this one is {size}.",
    ),
    "type_missing": Saying(
        400,
        "type がありません。{allowed} のどれかを入れてください。",
        "type is missing. Use one of {allowed}.",
    ),
    "type_unknown": Saying(
        400,
        "type「{given}」は知らない種類です。{allowed} のどれかにしてください。",
        'There is no type "{given}". Use one of {allowed}.',
    ),
    "id_missing": Saying(
        400,
        "anonymousId か userId が必要です。誰のイベントか分かりません。",
        "anonymousId or userId is needed, to tell whose event this is.",
    ),
    "id_placeholder": Saying(
        400,
        "{name} の「{given}」は、ID がないときにプログラムが書く値なので、ID として扱いません。"
        "{name} を省くか、本物の ID を送ってください。",
        "{name} “{given}” is what programs write when there is no id, so it is not taken as one. "
        "Leave {name} out, or send the real id.",
    ),
    "trait_email": Saying(
        400,
        "traits.email の「{given}」はメールアドレスの形になっていないため、アドレスとして扱いません。"
        "アドレスを1つだけ送ってください。",
        "traits.email “{given}” is not an email address, so it is not taken as one. Send a single address.",
    ),
    "trait_email_local": Saying(
        400,
        "traits.email の「{given}」は @ の前に英数字以外の文字があり、メールを送れないため、アドレスとして扱いません。",
        "traits.email “{given}” cannot be written to, so it is not taken as one: only ASCII may stand before the @.",
    ),
    "not_text": Saying(400, "{name} は文字列で送ってください。", "{name} must be text."),
    "not_object": Saying(
        400, "{name} はオブジェクト({{ … }})で送ってください。", "{name} must be an object ({{ … }})."
    ),
    "event_name_missing": Saying(
        400,
        "track には event (何が起きたか)が必要です。",
        "track needs event: the name of what happened.",
    ),
    "user_id_missing": Saying(400, "alias には userId が必要です。", "alias needs userId."),
    "previous_id_missing": Saying(400, "alias には previousId が必要です。", "alias needs previousId."),
    "group_id_missing": Saying(400, "group には groupId が必要です。", "group needs groupId."),
    "number_not_finite": Saying(
        400,
        "非数と無限大は、数として保存できません。数が分からないときは、項目ごと省いてください。",
        "A number has to be finite. Leave the key out where the number is unknown.",
    ),
    "number_too_large": Saying(
        400,
        "数が大きすぎます(-2^63 以上、2^63 未満まで)。桁の多い番号は文字列で送ってください。",
        "This number is too large: it lies from -2^63 up to 2^63. Send a number that is a name as text.",
    ),
    "nested_too_deep": Saying(
        400,
        "入れ子が深すぎます({limit}段まで)。平たくして送ってください。",
        "This is nested too deeply: up to {limit} levels are allowed. Please flatten it.",
    ),
    # the table
    "throttled": Saying(
        429,
        "混み合っています。少し待って、同じものをもう一度送ってください。二重にはなりません。",
        "Too many requests at once. Send it again in a moment; nothing is counted twice.",
    ),
    "unavailable": Saying(
        503,
        "いまは保存できません。少し待って、同じものをもう一度送ってください。二重にはなりません。",
        "This cannot be stored right now. Send it again in a moment; nothing is counted twice.",
    ),
    # links of our mails
    "link_invalid": Saying(
        404,
        "このリンクは使えません。メールのリンクを、途中で切れないように開いてください。",
        "This link does not work. It may have been cut off: please open it from the email.",
    ),
    "link_expired": Saying(
        410,
        "このリンクの期限が切れました。お手数ですが、もう一度お申し込みください。",
        "This link has expired. Please send your request again.",
    ),
    # forms
    "form_unknown": Saying(404, "このフォームは公開されていません。", "There is no such form."),
    "slot_unknown": Saying(404, "この表示枠（slot）は公開されていません。", "There is no such slot."),
    "form_incomplete": Saying(
        400,
        "入力に不足や誤りがあります。印の付いた項目を直してください。",
        "Something is missing or not right. Please check the marked fields.",
    ),
    "field_required": Saying(400, "入力してください。", "Please fill this in."),
    "field_not_text": Saying(400, "文字で入力してください。", "Please enter text."),
    "field_too_long": Saying(400, "{limit}文字までで入力してください。", "Please use at most {limit} characters."),
    "field_email": Saying(
        400,
        "メールアドレスの形になっていません。",
        "Please enter a valid email address.",
    ),
    "field_email_local": Saying(
        400,
        "@ の前が英数字（半角）のメールアドレスを入力してください。日本語などの文字を含むアドレスには送信できません。",
        "Please use an address with plain letters and digits before the @. Others cannot be written to.",
    ),
    "field_several": Saying(400, "1つだけ入力してください。", "Please give only one."),
    "field_too_many": Saying(400, "{limit}個までにしてください。", "Please give at most {limit}."),
    "field_option": Saying(400, "選択肢から選んでください。", "Please choose one of the options."),
    "field_number": Saying(400, "数字で入力してください。", "Please enter a number."),
    "field_at_least": Saying(400, "{limit}以上で入力してください。", "Please enter {limit} or more."),
    "field_at_most": Saying(400, "{limit}以下で入力してください。", "Please enter {limit} or less."),
    "field_step": Saying(400, "{step}刻みで入力してください。", "Please enter it in steps of {step}."),
    "field_date": Saying(400, "日付を2027-01-05のように入力してください。", "Please enter a date, like 2027-01-05."),
    "field_not_before": Saying(400, "{day}以降の日付を入力してください。", "Please enter {day} or a later date."),
    "field_not_after": Saying(400, "{day}までの日付を入力してください。", "Please enter {day} or an earlier date."),
    "consent_required": Saying(400, "送信には同意が必要です。", "Your agreement is needed."),
    "form_too_often": Saying(
        429,
        "短い間に何度も送信されました。{minutes}分ほどおいて、もう一度お試しください。",
        "This has been sent too many times. Please try again in about {minutes} minutes.",
    ),
    "named_too_often": Saying(
        429,
        "このアドレスの名乗り、またはこのネットワークからの名乗りが多すぎます。{minutes}分ほどおいて、もう一度お送りください。",
        "Too many browsers named this address, or named one from this network, in a short time. "
        "Please send it again in about {minutes} minutes.",
    ),
    "form_too_fast": Saying(
        400,
        "送信が速すぎて、自動入力と区別できませんでした。入力を確かめて、もう一度「送信」を押してください。",
        "That was very quick. Please check what you entered and send it once more.",
    ),
    "form_page_old": Saying(
        400,
        "ページを開いてから時間がたちました。入力はそのままです。もう一度「送信」を押してください。",
        "This page was open for a long time. Everything you entered is still here: please send it once more.",
    ),
    "form_trap": Saying(
        400,
        "自動入力と判断しました。見えない欄を空にして、もう一度お試しください。",
        "This looks like an automatic entry. Please leave the hidden field empty and try again.",
    ),
    **api_errors.CODES,
}


class Refused(Exception):
    """A request, or a part of it, that cannot be accepted. `pointer` is a JSON pointer into what was sent, "" for all
    of it."""

    def __init__(self, code: str, pointer: str = "", **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.pointer = pointer
        self.params = params

    @property
    def status(self) -> int:
        return CODES[self.code].status


def sentence(code: str, language: str, params: dict[str, Any]) -> str:
    """The sentence of a code, in `ja` or `en`."""
    saying = CODES[code]
    return (saying.ja if language == "ja" else saying.en).format(**params)


def described(code: str, pointer: str, params: dict[str, Any], language: str) -> dict[str, Any]:
    """A refusal as data: `code`, `pointer`, `message` in the reader's language, and `messages` in both."""
    messages = {each: sentence(code, each, params) for each in ("ja", "en")}
    return {"code": code, "pointer": pointer, "message": messages[language], "messages": messages}
