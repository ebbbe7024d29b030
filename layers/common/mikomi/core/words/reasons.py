"""Why something happened: a sentence for each reason that a decision gives, in Japanese and English.

A sentence is keyed by the `kind` or `kind.code` of its `Because`; `wording.sentence` fills the braces.
"""

REASONS: dict[str, tuple[str, str]] = {
    "points": ("「{rule}」で{points}点", "{points} points for “{rule}”"),
    "standing": ("属性「{rule}」で{points}点", "{points} points for the attribute “{rule}”"),
    "standing.ends": (
        "属性「{rule}」に当てはまらなくなったため{points}点",
        "{points} points: “{rule}” no longer applies",
    ),
    "no_points": ("「{rule}」は加点されませんでした", "no points for “{rule}”"),
    "no_points.cap": ("「{rule}」は上限に達しているため加点なし", "no points for “{rule}”: its limit has been reached"),
    "no_points.once": ("「{rule}」は一度だけの規則のため加点なし", "no points for “{rule}”: it only counts once"),
    "no_points.frozen": (
        "点数が凍結されているため「{rule}」は加点なし",
        "no points for “{rule}”: the score is frozen",
    ),
    "band": ("ランクが「{band}」になりました", "is now “{band}”"),
    "trait": ("「{traits}」が分かりました", "we learned: {traits}"),
    "owner": ("担当は{rep}さんです（settings.json の規則）", "belongs to {rep} (a rule of settings.json)"),
    "tag": ("タグ「{tag}」が付きました", "tagged “{tag}”"),
    "tag.removed": ("タグ「{tag}」が外れました", "the tag “{tag}” was removed"),
    "entered": ("シナリオ「{scenario}」に入りました", "entered the scenario “{scenario}”"),
    "entered.time": (
        "時間がたって条件に当てはまったため、シナリオ「{scenario}」に入りました",
        "entered the scenario “{scenario}”: time made its condition true",
    ),
    "not_entered": ("シナリオ「{scenario}」には入りませんでした", "did not enter the scenario “{scenario}”"),
    "not_entered.audience": (
        "シナリオ「{scenario}」の対象者の条件に合いません",
        "is not among those the scenario “{scenario}” is for",
    ),
    "not_entered.reentry": (
        "シナリオ「{scenario}」にはまだ再び入れません",
        "cannot enter the scenario “{scenario}” again yet",
    ),
    "not_entered.group": (
        "同じグループのシナリオが進行中のため「{scenario}」に入りません",
        "did not enter “{scenario}”: is in another scenario of the same group",
    ),
    "not_entered.draft": ("シナリオ「{scenario}」はまだ公開されていません", "the scenario “{scenario}” is a draft"),
    "not_entered.out_of_season": (
        "シナリオ「{scenario}」の期間外です",
        "the scenario “{scenario}” is not running at this time of year",
    ),
    "not_entered.too_late": (
        "シナリオ「{scenario}」の配信の期限を過ぎていました",
        "it was too late for the mailing of “{scenario}”",
    ),
    "not_entered.already_in": ("シナリオ「{scenario}」にはもう入っています", "is in the scenario “{scenario}” already"),
    "not_entered.unknown": ("シナリオ「{scenario}」はありません", "there is no scenario “{scenario}”"),
    "not_entered.paused": ("シナリオ「{scenario}」は一時停止中です", "the scenario “{scenario}” is paused"),
    "step": ("シナリオ「{scenario}」の次のステップに進みました", "moved on in the scenario “{scenario}”"),
    "step.arm": ("シナリオ「{scenario}」の振り分けで{arm}の組に入りました", "is in group {arm} of “{scenario}”"),
    "step.arm_held_out": (
        "シナリオ「{scenario}」の振り分けで送らない組（{arm}）に入りました。効果測定のため、この先は何も送りません",
        "is held out of “{scenario}” (group {arm}): gets nothing more of it, to measure the effect",
    ),
    "step.then": ("シナリオ「{scenario}」の条件に合いました", "met the condition in “{scenario}”"),
    "step.else": ("シナリオ「{scenario}」の条件に合いませんでした", "did not meet the condition in “{scenario}”"),
    "step.too_late": (
        "「{scenario}」の日時を過ぎてから来たため、次の待機までを飛ばしました{missed}",
        "came after the moment that “{scenario}” waits for, and skipped to the next wait{missed}",
    ),
    "waiting": ("「{scenario}」で次のステップを待っています", "is waiting for the next step of “{scenario}”"),
    "waiting.unreadable": (
        "「{scenario}」は待機中です。{traits}を日時として読み取れません。「2027-01-05」のように直すと先へ進みます",
        "“{scenario}” is on hold: {traits} is not a date we can read. Change it to one such as 2027-01-05 to go on",
    ),
    "waiting.unknown_step": ("「{scenario}」で新しい版を待っています", "waits in “{scenario}” for a new release"),
    "waiting.best_own": (
        "「{scenario}」で、ご本人がよくご覧になる時刻まで待ちます",
        "waits in “{scenario}” for the hour at which this person usually looks",
    ),
    "waiting.best_everybody": (
        "「{scenario}」で、皆さまがよくご覧になる時刻まで待ちます（比べるためのくじ）",
        "waits in “{scenario}” for the hour at which most people look (drawn for comparison)",
    ),
    "waiting.postponed": (
        "メール「{step}」は、時間帯・回数の上限・優先度の高いメールのため、送れる時まで待ちます",
        "the email “{step}” waits until it may leave: hours, the limit, or a mail of higher priority",
    ),
    "mail": ("メール「{step}」を送ることにしました", "it was time for the email “{step}”"),
    "dealt": ("（{variant}案。くじは均等に{share}ずつ）", " (variant {variant}, by even lots of {share} each)"),
    "dealt.since": (
        "（{variant}案。割合の変更{number}回目：この案は{share}、{since}から）",
        " (variant {variant}, by weights no. {number}: {share} for it, since {since})",
    ),
    "mail_skipped": ("メール「{step}」は送りませんでした: {reason}", "the email “{step}” was not sent: {reason}"),
    "alert": ("営業に通知しました", "sales were told"),
    "alert.band": ("ランクが「{band}」に上がったので営業に通知しました", "sales were told: the lead reached “{band}”"),
    "alert.step": ("シナリオ「{scenario}」により営業に通知しました", "sales were told by the scenario “{scenario}”"),
    "alert.form": (
        "フォーム「{form}」の送信を営業に通知しました",
        "sales were told at once: the form “{form}” was sent",
    ),
    "alert.return": (
        "{days}日ぶりに戻ってきたので営業に通知しました",
        "sales were told: the lead came back after {days} days",
    ),
    "alert.company": (
        "同じ会社の{people}人が「{company_alert}」に当てはまったので営業に通知しました",
        "sales were told: {people} people of one company meet “{company_alert}”",
    ),
    "alert.task": (
        "タスク「{task}」の期限が過ぎたので知らせました",
        "the task “{task}” was overdue, so its rep was told",
    ),
    "alert.escalated": (
        "期限までに回答がなかったので、ほかの担当にも知らせました",
        "nobody had answered the alert in time, so somebody else was told",
    ),
    "task": ("営業のタスク「{task}」を作りました（{step}）", "the task “{task}” was set for sales (“{step}”)"),
    "task.there": (
        "同じタスク「{task}」がまだ残っているので、新しく作りませんでした（{step}）",
        "the task “{task}” is still open, so none was set (“{step}”)",
    ),
    "task.too_many": (
        "未完了のタスクが{n}件あるので、タスク「{task}」は作りませんでした（{step}）",
        "{n} tasks are open, so the task “{task}” was not set (“{step}”)",
    ),
    "task.excluded": (
        "営業の対象外（{excluded}）なので、タスク「{task}」は作りませんでした（{step}）",
        "the task “{task}” was not set (“{step}”): no customer ({excluded})",
    ),
    "webhook": ("外部のシステムに知らせることにしました（{step}）", "another system is told (“{step}”)"),
    "webhook.held_out": (
        "送らない組のため、外部のシステムには知らせませんでした（{step}）",
        "no other system was told (“{step}”): held out",
    ),
    "webhook.replied": (
        "外部のシステムから返答があったので、先へ進みました（{step}）",
        "the other system replied (“{step}”), so they went on",
    ),
    "webhook.gone": (
        "送り先がもう受け取らないと答えたので、先へ進みました（{step}）",
        "the other system takes no more (“{step}”), so they went on",
    ),
    "webhook.not_public": (
        "送り先が公開のアドレスではないので送らず、先へ進みました（{step}）",
        "nothing was sent, because the address is not a public one (“{step}”); they went on",
    ),
    "webhook.given_up": (
        "一日たっても届かなかったので、先へ進みました（{step}）",
        "a day passed without success (“{step}”), so they went on",
    ),
    "webhook.late": (
        "返答を待つ時間が過ぎたので、先へ進みました（{step}）",
        "no reply came in time (“{step}”), so they went on",
    ),
    "no_alert": ("営業には通知しませんでした", "sales were not told"),
    "no_alert.held_out": (
        "効果測定のため、営業には通知しませんでした",
        "sales were not told: the lead is held out to measure the effect",
    ),
    "no_alert.cooldown": ("通知したばかりのため、営業には通知しませんでした", "sales were not told again so soon"),
    "no_alert.snoozed": (
        "営業の回答により休止中のため、通知しませんでした",
        "sales were not told: paused by a rep’s answer",
    ),
    "no_alert.frozen": ("点数が凍結されているため、通知しませんでした", "sales were not told: the score is frozen"),
    "no_alert.excluded": (
        "営業の対象外（{excluded}）のため、通知しませんでした",
        "sales were not told: no customer ({excluded})",
    ),
    "no_alert.listed": (
        "名簿の取り込みのため、営業には通知しませんでした",
        "sales were not told: a list was brought in",
    ),
    "act": ("営業の操作を受け付けました", "sales did this by hand"),
    "act.forgotten": (
        "古い操作のため、何も変わりませんでした",
        "this came so late that nothing changed: newer acts stand",
    ),
    "act.unknown": (
        "取り消す操作がもう記録にないため、何も変わりませんでした",
        "what was to be taken back is not remembered any more, so nothing changed",
    ),
    "goal": ("シナリオ「{scenario}」のゴールを達成しました", "reached the goal of “{scenario}”"),
    "goal.valued": (
        "シナリオ「{scenario}」のゴールを達成しました（{worth}）",
        "reached the goal of “{scenario}” ({worth})",
    ),
    "exited": ("シナリオ「{scenario}」を離れました", "left the scenario “{scenario}”"),
    "exited.exit_when": (
        "離脱条件に合ったためシナリオ「{scenario}」を離れました",
        "left “{scenario}”: its exit condition was met",
    ),
    "exited.goal_late": (
        "シナリオ「{scenario}」のゴールの行動があったため離れました（期間が過ぎていたので、達成には数えません）",
        "left “{scenario}”: did what its goal asks for, too late to count as reached",
    ),
    "exited.too_late": (
        "待つはずの日時を過ぎていたため、シナリオ「{scenario}」を離れました",
        "left “{scenario}”: came after the moment that it waits for",
    ),
    "exited.broken": (
        "シナリオ「{scenario}」に実行できない指定があり（ない日付など）、この人の分を終えました",
        "“{scenario}” ended for this person: something in it cannot be carried out, such as a day that does not exist",
    ),
    "exited.feedback": (
        "営業の回答によりシナリオ「{scenario}」を離れました",
        "left “{scenario}” because of a rep’s answer",
    ),
    "finished": ("シナリオ「{scenario}」を終えました", "finished the scenario “{scenario}”"),
    "exited.by_hand": ("{by}シナリオ「{scenario}」から外しました", "was taken out of “{scenario}”{by}"),
    "exited.stopped": (
        "{by}シナリオ「{scenario}」を全員について止めました{why}",
        "“{scenario}” was stopped for everybody{by}{why}",
    ),
    "moved": ("シナリオ「{scenario}」の中で移しました", "was moved within “{scenario}”"),
    "moved.by_hand": (
        "{by}シナリオ「{scenario}」の「{to}」に移しました",
        "was moved to “{to}” in “{scenario}”{by}",
    ),
    "moved.version": (
        "{by}シナリオ「{scenario}」の版{version}に移しました（{place}）",
        "was moved to version {version} of “{scenario}”{by} ({place})",
    ),
    "moved.missed": (
        "{by}シナリオ「{scenario}」の版{version}に移しました（{place}。この人にはもう行わないステップ：{left_out}）",
        "was moved to version {version} of “{scenario}”{by} ({place}; this person will not get: {left_out})",
    ),
    "moved.words": (
        "{by}シナリオ「{scenario}」のこの先の文面を版{version}のものに直しました",
        "from now on “{scenario}” writes in the words of version {version}{by}",
    ),
    "not_moved": ("シナリオ「{scenario}」では何も変わりませんでした", "nothing changed in “{scenario}”"),
    "not_moved.not_in": ("シナリオ「{scenario}」にはもう入っていません", "is not in “{scenario}” any more"),
    "not_moved.there": ("シナリオ「{scenario}」のその版にもういます", "is on that version of “{scenario}” already"),
    "not_moved.gone": (
        "その版にシナリオ「{scenario}」がないため、移せませんでした",
        "could not be moved: that version has no scenario “{scenario}”",
    ),
    "not_moved.newer": (
        "シナリオ「{scenario}」の今のステップは新しいリリースのものなので、移せませんでした",
        "could not be moved: only a newer release knows the step of “{scenario}” where they are",
    ),
    "not_moved.no_step": (
        "シナリオ「{scenario}」にステップ「{to}」がないため、移せませんでした",
        "could not be moved: “{scenario}” has no step “{to}”",
    ),
    "not_again": (
        "「{scenario}」の「{step}」は済んでいるので、くり返しませんでした",
        "“{step}” of “{scenario}” was done before and was not repeated",
    ),
    "consent": ("メール配信に同意されました", "agreed to marketing email"),
    "consent.asked": (
        "同意を本人に確かめるメールを送ります。確認されるまで案内メールは送りません",
        "we asked them by email to confirm; no marketing email until they do",
    ),
    "unsubscribed": ("メールの配信を停止されました", "unsubscribed"),
    "unsubscribed.topic": ("「{topic}」の配信を停止されました", "unsubscribed from “{topic}”"),
    "unsubscribed.lifted": ("配信停止が解除されました（{by}）", "mail may go there again (lifted by {by})"),
    "unsubscribed.lifted_topic": (
        "「{topic}」の配信停止が解除されました（{by}）",
        "mail of “{topic}” may go there again (lifted by {by})",
    ),
    "unsubscribed.lifted_pause": ("配信の休止が解除されました（{by}）", "the pause is over (lifted by {by})"),
    "unsubscribed.pause": ("メールの配信を30日間休止されました", "paused marketing email for 30 days"),
    "consent.withdrawn": ("メール配信への同意が取り消されました", "consent to marketing email was withdrawn"),
    "undeliverable": ("このアドレスにはもう送りません", "no more email goes to this address"),
    "undeliverable.bounce": (
        "メールが届かずに戻ったため、このアドレスにはもう送りません",
        "an email bounced, so no more goes to this address",
    ),
    "undeliverable.soft": (
        "いまは受け取れないとして戻りました（続けて{count}通）",
        "it could not be taken just now ({count} in a row)",
    ),
    "undeliverable.suspended": (
        "続けて{count}通戻ったため、1通届くまで、このアドレスへのご案内メールを止めます",
        "{count} in a row came back, so marketing email to this address stops until one arrives",
    ),
    "undeliverable.message": (
        "このメールの大きさや内容が断られたもので、アドレスのせいではないため数えません",
        "its size or content was refused, which does not count against the address",
    ),
    "undeliverable.reply": (
        "不在通知などの自動返信とみられるため、数えません",
        "probably an automatic reply, which does not count",
    ),
    "undeliverable.through": (
        "メールが届いたので、このアドレスへのご案内メールを再開します",
        "an email arrived, so marketing email to this address goes on",
    ),
    "undeliverable.complaint": (
        "迷惑メールとして報告されたため、このアドレスにはもう送りません",
        "an email was marked as spam, so no more goes to this address",
    ),
    "human": ("人が行ったものと分かりました", "turned out to be a person's"),
    "human.page": (
        "リンク先のページが開かれたため、人のクリックとして数えました",
        "counted as a person's click: the page that it leads to was shown",
    ),
    "human.hand": (
        "リンク先のページで操作があったため、人のクリックとして数えました",
        "counted as a person's click: somebody acted on the page that it leads to",
    ),
    "human.quiet": (
        "メールが開かれたあとのクリックで、1分たってもほかのリンクが開かれなかったため、人のクリックとして数えました",
        "counted as a person's click: the mail had been opened, and no other link was followed for a minute",
    ),
    "human.click": (
        "同じメールを人がクリックしたため、人の開封として数えました",
        "counted as opened by a person: a person clicked in the same mail",
    ),
    "merged": ("匿名の足あとがこの方のものと分かりました", "earlier anonymous visits turned out to be theirs"),
    "claim_refused": ("本人と確かめられていない名乗りのため、反映しませんでした", "an unproven claim was ignored"),
    "conflict": ("別の見込み客と重なるため、統合しませんでした", "two known leads were kept apart"),
    "duplicate": ("同じ足あとが再び届いたため数えませんでした", "a repeated event was not counted twice"),
    "not_kept": ("量が多すぎるため、保存しませんでした", "not stored: too much"),
    "not_kept.traits": ("量が多すぎるため、保存しなかった項目：{names}", "traits not stored, too much: {names}"),
    "not_kept.tags": ("量が多すぎるため、付けなかったタグ：{names}", "tags not added, too many: {names}"),
    "not_kept.runs": ("同じシナリオが重なったため、後のものを止めました", "later runs of one scenario were stopped"),
    "not_kept.alerts": (
        "待機中の通知が多すぎるため、古いものを取り消しました",
        "too many alerts waiting: oldest dropped",
    ),
    "feedback.again": (
        "営業の回答「{answer}」（同じ通知への同じ回答のため、数えません）",
        "sales answered “{answer}” to the same alert again, which counts once",
    ),
    "feedback.unknown": (
        "営業の回答「{answer}」は今の設定にありません",
        "sales answered “{answer}”, which is not in the settings",
    ),
    "feedback": ("営業の回答「{answer}」", "sales answered “{answer}”"),
}
