"""What programs are told that ask the API with the secret key, and how every refusal is said (`errors`)."""

from typing import NamedTuple


class Saying(NamedTuple):
    status: int
    ja: str
    en: str


CODES: dict[str, Saying] = {
    # the read API
    "read_key_missing": Saying(
        401,
        "秘密キー(sk_)が必要です。Authorization: Basic (キーと「:」を base64 にしたもの)か Bearer で送ってください。",
        'The secret key (sk_) is needed: send Authorization: Basic (base64 of the key and ":"), or Bearer.',
    ),
    "read_key_wrong": Saying(
        401,
        "秘密キーが違います。公開キー(wk_)では読み出せません。Secrets Manager にある sk_ のキーを使ってください。",
        "The secret key is wrong. A public key (wk_) cannot read anything; use the sk_ key in Secrets Manager.",
    ),
    "parameter_unknown": Saying(
        400,
        "「{given}」という指定はありません。使えるのは {allowed} です。",
        'There is no parameter "{given}". You can use {allowed}.',
    ),
    "sort_unknown": Saying(
        400,
        "sort「{given}」には対応していません。{allowed} のどれかにしてください。",
        'There is no sort "{given}". Use one of: {allowed}.',
    ),
    "filter_unknown": Saying(
        400,
        "{name} に「{given}」はありません。使えるのは {allowed} です。",
        'There is no {name} "{given}". You can use {allowed}.',
    ),
    "since_invalid": Saying(
        400,
        "{name} の「{given}」を読めません。2026-11-29T09:00:00Z のような日時か、7d のような期間で書いてください。",
        '{name}: "{given}" is no moment. Write one such as 2026-11-29T09:00:00Z, or how long ago, such as 7d.',
    ),
    "text_too_long": Saying(
        400,
        "{name} は {most} 文字までです。短くしてください。",
        "{name} may have {most} characters at most: shorten it.",
    ),
    "coupon_unknown": Saying(
        404,
        "「{coupon}」というクーポンは、誰にも表示されていません。コードを確かめてください。",
        'Nobody was shown a coupon "{coupon}". Check the code.',
    ),
    "coupon_redeemed": Saying(
        409,
        "「{coupon}」は {at} にすでに使われています。",
        '"{coupon}" was redeemed already, at {at}.',
    ),
    "coupon_over": Saying(
        410,
        "「{coupon}」の期限は {at} でした。",
        '"{coupon}" could be redeemed until {at}.',
    ),
    "order_invalid": Saying(
        400,
        "order_id には、{most} 文字までの注文番号を文字列で入れてください。",
        "order_id is the number of the order: a text of up to {most} characters.",
    ),
    "limit_invalid": Saying(
        400,
        "{name} は 1 から {most} までの整数にしてください。",
        "{name} must be a whole number from 1 to {most}.",
    ),
    "truth_invalid": Saying(400, "{name} には true か false を指定してください。", "{name} must be true or false."),
    "cursor_invalid": Saying(
        400,
        "cursor が正しくありません。前の答えの next をそのまま使うか、cursor なしで最初からやり直してください。",
        "This cursor is not valid. Use next from the previous answer, or start again without a cursor.",
    ),
    "email_invalid": Saying(
        400,
        "email がメールアドレスの形になっていません。",
        "email is not a valid address.",
    ),
    "link_of_sample": Saying(
        404,
        "これはテスト送信やプレビューのメールにあるリンクです。押しても、配信停止などは何も起こりません。",
        "This link stands in a test or a preview of a mail: nothing comes of it, and nobody was unsubscribed.",
    ),
    "version_unknown": Saying(
        404,
        "この版はありません。GET /v1/versions で確かめてください。",
        "There is no such version: see GET /v1/versions.",
    ),
    "shadow_day_unknown": Saying(
        404,
        "この日の一覧はありません。GET /v1/shadow の days で確かめてください。",
        "There is no list of this day: see days of GET /v1/shadow.",
    ),
    "scenario_unknown": Saying(
        404,
        "このシナリオはありません。GET /v1/scenarios で確かめてください。",
        "There is no such scenario: see GET /v1/scenarios.",
    ),
    "change_unknown": Saying(
        400,
        "act には version、words、stop のどれかを指定してください。",
        "act must be one of version, words, stop.",
    ),
    "act_unknown": Saying(
        400,
        "act には {allowed} のどれかを指定してください。",
        "act must be one of {allowed}.",
    ),
    "act_wants": Saying(
        400,
        "この操作には {name} が必要です。",
        "This act wants {name}.",
    ),
    "act_one_of": Saying(
        400,
        "{name}「{given}」は使えません。使えるのは {allowed} です。",
        '{name} cannot be "{given}": it is one of {allowed}.',
    ),
    "crm_system": Saying(
        400,
        "CRM の名前「{given}」は使えません。半角の英小文字、数字、_ で40文字までにしてください。",
        'A CRM cannot be called "{given}": use up to 40 of a–z, 0–9 and _.',
    ),
    "crm_id": Saying(
        400,
        "{name} が必要です（{most}文字まで）。external_id は CRM での見込み客の id、id はこの知らせの id です。",
        "{name} is needed, up to {most} characters: external_id is the CRM’s id of the lead, id that of this entry.",
    ),
    "crm_at": Saying(
        400,
        "at に、起きた日時を 2026-12-01T10:00:00+09:00 の形で書いてください。",
        "at must say when it happened, as 2026-12-01T10:00:00+09:00.",
    ),
    "crm_unknown": Saying(
        404,
        "{system} の「{given}」がどの見込み客か、まだ分かりません。先に秘密キーの identify か mikomi import で、"
        "属性 external_id_{system} に入れてください。CRM からの知らせで見込み客は増えません。",
        'Nobody was said to be "{given}" of {system}. First say it as the trait external_id_{system}, by an identify '
        "with the secret key or by mikomi import. What a CRM says makes no new lead.",
    ),
    "crm_says_nothing": Saying(
        400,
        "stage、outcome、owner、note のうち、少なくとも一つを書いてください。",
        "Say at least one of stage, outcome, owner and note.",
    ),
    "crm_one_stage": Saying(
        400,
        "stage と outcome は、どちらか一つを書いてください。amount を書くときも、どちらかが必要です。",
        "Say either stage or outcome, not both; amount stands beside one of them.",
    ),
    "crm_one_of": Saying(
        400,
        "{name}「{given}」はありません。使えるのは {allowed} です（sales.json と settings.json）。",
        'There is no {name} "{given}", only {allowed} (sales.json, settings.json).',
    ),
    "crm_amount": Saying(
        400,
        "amount には、0 以上の金額を数字で書いてください。",
        "amount must be an amount of 0 or more.",
    ),
    "act_gone": Saying(
        409,
        "この操作は取り消せません。もう取り消されたか、古すぎます。今の状態を直すには、新しい操作をしてください。",
        "This act cannot be taken back: it was already, or is too long ago. A new act changes how things stand.",
    ),
    "points_invalid": Saying(
        400,
        "points には、0 以外の −{most} から {most} までの数を指定してください。",
        "points must be a number from −{most} to {most}, and not 0.",
    ),
    "value_invalid": Saying(
        400,
        "value には、0 以上の金額を数字で指定してください。",
        "value must be an amount of 0 or more.",
    ),
    "moment_invalid": Saying(
        400,
        "{name} を日時として読めません。「2027-01-05T10:00」のように書いてください。",
        "{name} is not a moment we can read: write it as 2027-01-05T10:00.",
    ),
    "moment_over": Saying(
        400,
        "{name} はもう過ぎています。これからの日時を指定してください。",
        "{name} is over already: give a moment to come.",
    ),
    "task_unknown": Saying(
        404,
        "このタスクは、この人の開いているタスクにありません。もう終わっているか、取り消されています。",
        "This is no open task of this person: it was closed, or taken back.",
    ),
    "tasks_too_many": Saying(
        409,
        "開いているタスクが{most}件あります。先にどれかを終えてください。",
        "There are {most} open tasks. Close one of them first.",
    ),
    "no_address": Saying(
        409,
        "この人のメールアドレスが分かりません。止めるメールがありません。",
        "We have no email address of this person, so there is no mail to stop.",
    ),
    "run_unknown": Saying(
        404,
        "この人はこのシナリオの途中にいません。GET /v1/leads/{{id}} の enrolments で確かめてください。",
        "This person is not in that scenario: see enrolments of GET /v1/leads/{{id}}.",
    ),
    "step_unknown": Saying(
        404,
        "このシナリオに、その名前のステップはありません。ステップの id を確かめてください。",
        "The scenario has no step of this name: check the step's id.",
    ),
    "period_invalid": Saying(
        400,
        "期間の終わり（to）が始まり（from）より前です。",
        "The period ends (to) before it begins (from).",
    ),
    "version_not_understood": Saying(
        409,
        "この版は、今の Mikomi では全部を読めないので試せません。",
        "This version cannot be tried: this release cannot read all of it.",
    ),
    "text_invalid": Saying(
        400,
        "{name} には {most} 字までの文字列を指定してください。",
        "{name} must be a text of at most {most} characters.",
    ),
    "number_unknown": Saying(
        400,
        "what には結果の数字の名前を指定してください（{allowed}）。",
        "what must name a number of the results: one of {allowed}.",
    ),
    "list_too_long": Saying(
        413,
        "{number} 人は、この画面では保存できません（{most} 人まで）。mikomi results --people で保存してください。",
        "{number} people are too many for a page to save (up to {most}): use mikomi results --people.",
    ),
    # mail to an address, stopped and let go again by hand
    "suppression_none": Saying(
        404,
        "このアドレスへの配信は止まっていません。",
        "Nothing stops mail to this address.",
    ),
    "suppression_of_all": Saying(
        409,
        "このアドレスはすべての案内メールが止まっています。先にそれを解除してください。",
        "All marketing mail to this address is stopped: lift that first.",
    ),
    "suppression_changed": Saying(
        409,
        "ほかの人が同時に変えました。今の状態を見てから、もう一度行ってください。",
        "Somebody changed this at the same moment. Look how it stands now, then do it again.",
    ),
    "suppression_kept_admin": Saying(
        403,
        "これを解除できるのは管理者（Cognito のグループ admins か、mikomi suppression lift）だけです。",
        "Only an admin may lift this: the Cognito group admins, or mikomi suppression lift.",
    ),
    "suppression_kept_erasure": Saying(
        403,
        "消去された方のアドレスです。手では解除できません。",
        "This is the address of an erased person: nobody lifts that by hand.",
    ),
    "suppression_wants_evidence": Saying(
        400,
        "ご本人が止めたものです。解除を望んでいると分かる根拠（メール、同意書など）を書いてください。",
        "The person stopped this. Name what shows that they wish mail again: a letter, a signed form.",
    ),
    "suppression_wants_reason": Saying(400, "理由を書いてください。", "Say why."),
    "suppression_text_long": Saying(
        400, "理由、根拠、名前は、それぞれ 300 字までです。", "A reason, evidence or a name has 300 characters at most."
    ),
    "suppression_reason_unknown": Saying(
        400,
        "登録できる種類は unsubscribed、bounce、complaint のどれかです。",
        "What is added is one of unsubscribed, bounce, complaint.",
    ),
    "address_invalid": Saying(
        400,
        "メールアドレスの形になっていません。",
        "This is not an address of mail.",
    ),
    "address_out_of_reach": Saying(
        400,
        "@ の前に英数字以外の文字があり、ここからは送れないアドレスです（登録しなくても届きません）。",
        "The name before the @ has letters outside ASCII: no mail is ever sent there, so there is nothing to stop.",
    ),
    "company_unknown": Saying(
        404,
        "この id の会社はありません。その会社の見込み客がいないか、まだ届いていません。",
        "There is no company with this id: no lead is of it, or none was heard of yet.",
    ),
    "lead_unknown": Saying(
        404,
        "この id の見込み客はいません。削除されたか、まだ匿名の訪問者です。",
        "There is no lead with this id: it was deleted, or is still an anonymous visitor.",
    ),
    "merge_of_one": Saying(
        409,
        "この二つの id は、すでに同じ一人です。",
        "These two ids are one person already.",
    ),
    "merge_of_several": Saying(
        409,
        "{one} も {other} も、すでに何人かを一人にしたものです。先に片方を mikomi unmerge で戻してください。",
        "Both {one} and {other} are made of several already: part one of them first, with mikomi unmerge.",
    ),
    "merge_too_many": Saying(
        409,
        "一人にできるのは {most} 人までです。",
        "No more than {most} leads become part of one.",
    ),
    "merge_unknown": Saying(
        404,
        "この id は、ほかの人と一人になっていません。mikomi merge が答えた id を指定してください。",
        "This id became part of nobody. Name the one that mikomi merge answered.",
    ),
    "segment_unknown": Saying(
        404,
        "この id のセグメントは公開されていません。GET /v1/segments に一覧があります。",
        "No segment with this id is published. GET /v1/segments lists them.",
    ),
    "mailing_unknown": Saying(
        404,
        "この id の一斉配信はありません。GET /v1/mailings に一覧があります。",
        "There is no mailing with this id. GET /v1/mailings lists them.",
    ),
}
