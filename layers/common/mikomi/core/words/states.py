"""How a mail, an alert, a run or an address stands, and what it waits for or failed of. Part of the glossary."""

STATES: dict[str, tuple[str, str]] = {
    # states of a mail's or an alert's row
    "status.planned": ("これから送信", "about to be sent"),
    "status.claimed": ("送信中", "being sent"),
    "status.sent": ("送信済み", "sent"),
    "status.skipped": ("送信しませんでした", "not sent"),
    "status.failed": ("送信できませんでした", "failed"),
    "status.unknown": ("送信できたか不明", "outcome unknown"),
    "status.held": ("送信待ち", "waiting to be sent"),
    "status.digest": ("翌営業日の朝のまとめに入れました", "in the next morning’s digest"),
    # states of an enrolment
    "status.active": ("進行中", "active"),
    "status.finished": ("完了", "finished"),
    "status.exited": ("離脱", "left"),
    "status.goal": ("ゴール達成", "goal reached"),
    "status.held_out": ("効果測定のため送らない組", "held out to measure the effect"),
    # why a step ended without a mail
    "skip.stage": (
        "今の商談ステージでは、この種類のメールを止めています",
        "their stage with sales stops this kind of mail",
    ),
    "skip.excluded": (
        "営業の対象外（競合・自社など）のため送りません",
        "they are no customer (a competitor, our own staff …)",
    ),
    "skip.no_consent": ("配信への同意がありません", "they have not agreed to marketing email"),
    "skip.unsubscribed": ("配信停止の手続きをされています", "they have unsubscribed"),
    "skip.unsubscribed_topic": (
        "この種類のメールの配信を停止されています",
        "they have unsubscribed from this kind of mail",
    ),
    "skip.paused": ("30日間の休止を希望されています", "they asked for a pause of 30 days"),
    "skip.soft_bounces": (
        "メールが続けて戻っているため、1通届くまで止めています",
        "emails kept coming back, so none goes there until one arrives",
    ),
    "skip.suppressed": ("このアドレスには送れません(配信停止または不達)", "this address is blocked"),
    "skip.no_address": ("メールアドレスが分かりません", "we have no email address"),
    "skip.left_scenario": ("送る前にシナリオを離れました", "they left the scenario before it was sent"),
    "skip.window_closed": ("配信できる時間帯の外でした", "the send window was closed"),
    "skip.held_out": ("効果測定のため送りません", "they are held out, to measure the effect"),
    "skip.too_often": (
        "本人と確かめられていないアドレスなので、1日の上限を超えて送りません",
        "this address is unconfirmed and has had its emails for the day",
    ),
    "skip.too_many_new": (
        "本人と確かめられていないアドレスへの初めてのメールが、1日の上限に達したため送りません",
        "the day's first mails to addresses that nobody has shown to be theirs are used up",
    ),
    "skip.too_late": ("配信の期限を過ぎました", "it was too late: the mailing's last moment had passed"),
    "skip.mailing_cancelled": ("配信が取りやめになりました", "the mailing was cancelled"),
    "skip.snoozed": ("営業の回答により休止中です", "paused by a sales rep's answer"),
    # why a mail or an alert waits or failed
    "reason.limited": ("配信数の上限に達したため待っています", "waiting: the email limit has been reached"),
    "reason.window_closed": ("配信できる時間帯を待っています", "waiting for the send window to open"),
    "reason.after": ("前のステップの送信を待っています", "waiting for the step before it"),
    "reason.throttled": (
        "送信サービスが混み合っています。自動で再送します",
        "the mail service is busy; we will try again",
    ),
    "reason.set_up": (
        "送信サービスの設定が整うのを待っています",
        "waiting until the set-up of the mail service is mended",
    ),
    "reason.breaker": (
        "マーケティングメールを止めているため待っています",
        "waiting: marketing mail is stopped",
    ),
    "reason.warm_up": (
        "新しいドメインのウォームアップ中で、今日の上限に達したため、次の日に送ります",
        "waits for tomorrow: today’s ceiling of the new domain’s warm-up is reached",
    ),
    "reason.refused": ("送信サービスに断られました", "the mail service refused it"),
    "reason.bounced": ("宛先に届かずに戻りました", "it bounced"),
    "reason.again": ("もう一度送ります", "we are sending it again"),
    "reason.no_reply": ("受け取られなかったので、もう一度送ります", "not taken yet: it will be sent again"),
    "reason.receiver_busy": ("送り先の応答が遅いので、少し待っています", "waits a little: its receiver is slow"),
    "reason.gone": ("送り先がもう受け取らないと答えました（410）", "its receiver takes no more (410)"),
    "reason.not_public": ("公開のアドレスではないので送りません", "not sent: its address is not a public one"),
    "reason.given_up": ("一日たっても受け取られませんでした", "not taken within a day"),
    "reason.channel": (
        "チャンネルに届かなければ、メールを送ります",
        "goes by mail if no channel takes it",
    ),
    "reason.no_crm": ("CRM が sales.json からなくなりました", "the CRM is no longer in sales.json"),
    "reason.no_channel": ("チャンネルが sales.json からなくなりました", "its channel is no longer in sales.json"),
    "reason.no_secret": (
        "チャンネルの鍵が登録されていません。mikomi channel secret で登録してください",
        "nothing is kept for its secret: mikomi channel secret",
    ),
    "reason.other_secret": (
        "登録された鍵が、この種類のチャンネルのものではありません",
        "what is kept as its secret is not of this kind of channel",
    ),
    "reason.channel_refused": (
        "チャンネルに断られました。アドレス、トークン、部屋を確かめてください",
        "the channel refused it: look at its address, token or room",
    ),
    "reason.in_line": ("送信の順番を待っています", "waiting for its turn to be sent"),
    "reason.withdrawn": ("シナリオが削除されたため待っています", "waiting: its scenario was deleted"),
    "reason.stopped": ("配信が一時停止中のため待っています", "waiting: the mailing is paused"),
    "reason.no_answer": ("送信サービスの応答がありませんでした", "the mail service did not answer"),
    "reason.render": ("メールの文面を作れませんでした", "the email could not be put together"),
    "reason.address": ("メールアドレスの形が正しくありません", "this is not a valid email address"),
    "reason.no_template": ("この版にメールの文面がありません", "this version of the plan has no such email"),
    "reason.waited_too_long": ("待ち続けたため取りやめました", "it waited too long, so we stopped trying"),
    "reason.no_receiver": (
        "通知を受け取る営業担当がいません。settings.json の reps を設定してください",
        "there is no sales rep to tell: add one to reps in settings.json",
    ),
    "reason.deputy_has_it": (
        "担当が不在で、代わりの担当者に同じ通知が届くため、送りませんでした",
        "not sent: the rep is away, and the deputy gets this alert anyway",
    ),
    "reason.not_carried": (
        "今お知らせする担当の通知は、このチャンネルには送られません",
        "alerts of whoever is told by now do not go there",
    ),
    "reason.frozen": ("対象外とされたため、知らせませんでした", "not told: sales have taken this lead off their list"),
    "reason.person_gone": ("この方のデータがありません", "this person’s data has been deleted"),
    # how a mailing stands
    "mailing.planned": ("予定", "planned"),
    "mailing.listing": ("名簿を作成中", "making the list"),
    "mailing.going": ("配信中", "going out"),
    "mailing.paused": ("一時停止中", "paused"),
    "mailing.cancelled": ("取りやめ", "cancelled"),
    "mailing.ended": ("配信済み", "sent"),
    "mailing.not_sent": ("配信なし", "not sent"),
    "mailing.why.changed": (
        "予定が変わったため、この日時には送りませんでした",
        "the schedule was changed: nothing was sent at this moment",
    ),
    "mailing.why.draft": ("シナリオが下書きだったため、送りませんでした", "the scenario was a draft: nothing was sent"),
    "mailing.why.paused": (
        "シナリオが一時停止中だったため、送りませんでした",
        "the scenario was paused: nothing was sent",
    ),
    "mailing.why.gone": ("シナリオが削除されていたため、送りませんでした", "the scenario was gone: nothing was sent"),
    "mailing.why.segment": (
        "セグメントが削除されていたため、送りませんでした",
        "the segment was gone: nothing was sent",
    ),
    "mailing.why.late": (
        "期限を過ぎたため、残りの人には送りませんでした",
        "its last moment came: the rest did not get it",
    ),
    # who was chosen for a mailing and cannot get it
    "chosen.gone": ("データが削除されています", "their data has been deleted"),
    "chosen.nameless": ("まだ名前の分からない訪問者です", "a visitor whose name is not known yet"),
    # how work over everybody stands
    "work.waiting": ("開始待ち", "not begun yet"),
    "work.going": ("進行中", "under way"),
    "work.stopped": ("停止中", "stopped"),
    "work.ended": ("終了", "done"),
    # urgencies
    "urgency.now": ("今すぐ", "now"),
    "urgency.today": ("本日中", "today"),
    "urgency.digest": ("まとめて", "in the digest"),
    # suppressions
    "suppressed.unsubscribed": ("配信停止", "unsubscribed"),
    "suppressed.unsubscribed_topic": ("種類ごとの配信停止", "unsubscribed from one kind"),
    "suppressed.paused": ("30日間の休止", "paused for 30 days"),
    "suppressed.bounce": ("不達", "bounced"),
    "suppressed.soft_bounces": ("続けて戻ったため休止", "paused: emails kept coming back"),
    "suppressed.complaint": ("迷惑メール報告", "complained"),
    "suppressed.by_hand": ("手で登録", "added by hand"),
    "suppressed.erasure": ("データ削除", "erased"),
}
