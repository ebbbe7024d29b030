"""What a scenario is told in: a sentence for each verb and key, in Japanese and English, as a colleague would say it.

`{who}` is a clause of `core.words.conditions`; other braces are names, spans and hours in the words of the language.
"""

SCENARIO: dict[str, tuple[str, str]] = {
    # what it is
    "about": ("シナリオの概要", "What it is"),
    "named": ("「{name}」（{id}）です。{status}", "This is “{name}” ({id}). {status}"),
    "status.draft": ("下書きなので、まだだれも入りません。", "It is a draft: nobody comes in yet."),
    "status.active": ("公開されている間、動きます。", "It runs while it is published."),
    "status.paused": (
        "一時停止中です。新しい方は入らず、途中の方はその場で待ちます。",
        "It is paused: nobody new comes in, and those who are inside wait where they are.",
    ),
    # who comes in
    "enters": ("だれが、いつ入るか", "Who comes in, and when"),
    "when": ("{who}方が、その時に入ります。", "Whoever {who} comes in, at that moment."),
    "already": (
        "公開した時にもう当てはまっている方も入ります。",
        "So do those of whom it is already true when it is published.",
    ),
    "when.time": (
        "何も起きなくても、時間がたって当てはまった時に入ります（アドレスか顧客番号が分かっている方だけ）。",
        "They come in though nothing happens, when time makes it true; only those whose address or user id is known.",
    ),
    "when.no_time": (
        "時間がたっただけでは入りません。この版は、公開し直すまでその規則で動きます。",
        "Time alone lets nobody in: this version goes by that rule until it is published again.",
    ),
    "not_already": (
        "公開した時にもう当てはまっている方は、入りません。",
        "Those of whom it is already true when it is published do not.",
    ),
    "schedule": ("{when}に、対象の方へ一斉に始めます。", "It begins for everybody at once: {when}."),
    "schedule.on": (
        "その日が{days}でなければ、{otherwise}。",
        "If that day is not {days}, {otherwise}.",
    ),
    "otherwise.next": ("次の{days}の同じ時刻にします", "it begins at the same hour of the next day that is {days}"),
    "otherwise.before": (
        "前の{days}の同じ時刻にします",
        "it begins at the same hour of the last day before that is {days}",
    ),
    "otherwise.skip": ("その回は行いません", "that time is left out"),
    "who.now": (
        "入るのは、その時に当てはまっている方だけです。",
        "Those who fit at that moment come in, and nobody later.",
    ),
    "who.until": (
        "{until}までに当てはまるようになった方も、その時に入ります。",
        "Whoever comes to fit until {until} comes in too, at that moment.",
    ),
    "not_later.moment": ("{moment}を過ぎたメールは送りません。", "No mail of it leaves after {moment}."),
    "not_later.span": (
        "予定から{span}を過ぎたメールは送りません。",
        "No mail of it leaves more than {span} after it was due.",
    ),
    "manual": (
        "手動で、または API から入れた方だけが入ります。",
        "Only those come in who are put in by hand, or by the API.",
    ),
    "trigger.unknown": (
        "新しい版の Mikomi の開始条件です。この版では、だれも入りません。",
        "Its trigger is of a newer release of Mikomi: this one lets nobody in.",
    ),
    "entered_by": (
        "シナリオ「{scenario}」のステップからも入ります。",
        "A step of the scenario “{scenario}” puts people in, too.",
    ),
    "answered": (
        "営業が「{answer}」と答えた方も入ります。",
        "So does whoever sales answered “{answer}” about.",
    ),
    "audience": ("そのうち、{who}方だけが入れます。", "Of these, only somebody who {who} may come in."),
    "active.both": (
        "入れるのは、{begin}から{end}までです。",
        "People come in from {begin} until {end}.",
    ),
    "active.from": ("入れるのは、{begin}からです。", "People come in from {begin} on."),
    "active.until": ("入れるのは、{end}までです。", "People come in until {end}."),
    # who does not
    "stays_out": ("だれが入らないか", "Who does not"),
    "audience.not": ("{who}方は入りません。", "Nobody comes in who {who}."),
    "reentry.never": ("一度入った方は、二度と入りません。", "Whoever has been in once never comes in again."),
    "reentry.after_exit": (
        "途中の方は重ねて入りません。終わった方は、また入れます。",
        "Nobody is in twice at the same time. Whoever has left may come in again.",
    ),
    "reentry.after": (
        "前に入ってから{span}たつまでは、もう一度は入れません。",
        "Nobody comes in again within {span} of the last time.",
    ),
    "group": (
        "グループ「{group}」のほかのシナリオ{others}の途中の方は、入りません。",
        "Nobody comes in who is in another scenario of the group “{group}”{others}.",
    ),
    "group.others": ("（{names}）", " ({names})"),
    "holdout": (
        "効果を比べるため、くじで選んだ{share}%の方には案内メールも営業への通知も送りません（ホールドアウト）。"
        "お礼など、求められたメールだけは届きます。",
        "To measure what it does, {share}% are held out by lot: no marketing mail goes to them and sales hears nothing "
        "of them. What they asked for, such as a thank-you mail, they get.",
    ),
    # what happens
    "steps": ("起こること（上から順に）", "What happens, in this order"),
    "nothing": ("何もせず、次へ進みます。", "Nothing; they go on."),
    "step.target": ("ここまで来る人の目標: {target}。", "Of those who are to come this far: {target}."),
    "wait": ("{span}待ちます。", "Wait {span}."),
    "wait.then": ("{span}待ち、そのあと最初の{when}まで待ちます。", "Wait {span}, then until the next {when}."),
    "wait.next": ("次の{when}まで待ちます。", "Wait until the next {when}."),
    "wait.until": ("{what}まで待ちます。", "Wait until {what}."),
    "wait.until.on": (
        "その日が{days}でなければ、次の{days}まで待ちます。",
        "If that is not {days}, wait for the next one that is.",
    ),
    "brief.until": ("{what}まで", "until {what}"),
    "brief.skip": ("（過ぎていたら次の待機まで飛ばす）", " (too late: skip to the next wait)"),
    "brief.exit": ("（過ぎていたら出る）", " (too late: leave)"),
    "brief.go_on": ("（過ぎていたらすぐ進む）", " (too late: go on at once)"),
    "wait.late.skip": (
        "もう過ぎていれば、次の待機までを飛ばします。",
        "Whoever comes later than that skips to the next wait.",
    ),
    "wait.late.exit": ("もう過ぎていれば、シナリオを離れます。", "Whoever comes later than that leaves the scenario."),
    "wait.late.go_on": ("もう過ぎていれば、待たずに次へ進みます。", "Whoever comes later than that does not wait."),
    "wait.trait": (
        "{trait}が空なら、待たずに次へ進みます。日付として読めなければ、直されるまでここで待ちます。",
        "Whoever has no {trait} does not wait; one that is no date holds them here until it is put right.",
    ),
    "until.offer": ("オファー「{offer}」の期限", "the end of the offer “{offer}”"),
    "until.trait": ("{trait}", "{trait}"),
    "until.-": ("{what}の{span}前", "{span} before {what}"),
    "until.+": ("{what}の{span}後", "{span} after {what}"),
    "until.at": ("{what}の {hour} ", "{hour}, {what}"),
    "until.at.day": ("{what}の日の {hour} ", "{hour} on the day of {what}"),
    "day.at": ("{days} {hour} ", "{hour} on {days}"),
    "day": ("{days}の同じ時刻", "{days}, at the same hour"),
    "hour.best": ("ご本人がよく見る時刻", "their usual hour"),
    "hour": (" {hour} ", "{hour}"),
    "days.weekdays": ("平日", "a business day"),
    "days.weekends": ("土日", "a weekend day"),
    "days.all": ("日", "any day"),
    "mail.topic": ("配信の種類は「{topic}」です。", "Its topic is “{topic}”."),
    "mail": ("メール「{subject}」（{template}）を送ります。", "Send the mail “{subject}” ({template})."),
    "mail.transactional": (
        "求められた連絡として、時間帯や通数の上限を待たずに送ります。",
        "It is what they asked for, so it waits for no window and no limit.",
    ),
    "mail.variants": ("くじで{n}通りを試します。", "It is tried in {n} ways, by lot:"),
    "mail.variant": ("{id}（{share}）「{subject}」{template}", "{id} ({share}) “{subject}”{template}"),
    "mail.variant.template": ("（{template}）", " ({template})"),
    "mail.winner": (
        "割合は初めの値で、毎晩、結果のよい案へ少しずつ寄せます。",
        "These shares are those of the beginning: every night they move a little towards what does best.",
    ),
    "mail.judged.clicked": (
        "どの案がよいかは、クリックした人の割合で比べます。",
        "Which is better is judged by who clicks.",
    ),
    "mail.judged.goal": (
        "どの案がよいかは、ゴールに達した人の割合で比べます。",
        "Which is better is judged by who reaches the goal.",
    ),
    "mail.offer": (
        "この方だけの期限「{offer}」が、ここから始まります: {span}後{ends}まで{url}。",
        "A deadline of their own begins here, “{offer}”: {span} from now{ends}{url}.",
    ),
    "mail.offer.ends": ("の {hour} ", ", at {hour} of that day"),
    "mail.offer.url": ("（{url}）", " ({url})"),
    "mail.stop": (
        "届いたか分からない時は送り直さず、人が判断します。",
        "If nobody knows whether it was sent, it is not sent again: somebody decides.",
    ),
    "if": ("{who}かどうかで分かれます。", "It depends on whether the person {who}."),
    "if.wait": ("{who}かどうかを、最長{span}見ます。", "See for {span} at most whether the person {who}."),
    "if.then": ("当てはまる方:", "If so:"),
    "if.else": ("当てはまらない方:", "If not:"),
    "if.wait.then": ("当てはまったら、その時すぐに:", "As soon as they do:"),
    "if.wait.else": ("{span}たっても当てはまらなければ:", "If they have not after {span}:"),
    "split": ("くじで{n}組に分けます。", "They are parted into {n} groups, by lot."),
    "split.arm": ("組 {id}（{share}）:", "Group {id} ({share}):"),
    "split.holdout": ("組 {id}（{share}、比べるため何もしない組）:", "Group {id} ({share}, held out to compare):"),
    "alert": ("{to}に知らせます: 「{why}」", "Tell {to}: “{why}”"),
    "alert.owner": ("その方の担当者", "whoever looks after them"),
    "alert.do": ("お願いすること: 「{do}」", "What to do: “{do}”"),
    "alert.now": ("時刻を問わず、すぐに送ります。", "It goes out at once, at any hour."),
    "alert.today": (
        "営業時間内ならすぐ、時間外なら次の営業時間の初めに送ります。",
        "It goes out at once in business hours, else when they next begin.",
    ),
    "alert.digest": (
        "営業日の朝の、まとめメールに載せます。",
        "It stands in the one mail that gathers them, each business morning.",
    ),
    "alert.escalate": (
        "期限までにどなたも回答しなければ、{to}にも知らせます（一度だけ）。",
        "If nobody answers in time, {to} is told as well, once.",
    ),
    "alert.sla": ("{span}以内の対応をお願いします。", "They are asked to act within {span}."),
    "task": (
        "{who}に、タスク「{kind}」を頼みます{within}{why}。",
        "Set the task “{kind}” for {who}{within}{why}.",
    ),
    "task.owner": ("担当者", "the lead's owner"),
    "task.due": ("（期限: 営業時間で{span}）", ", to be done within {span} of office hours"),
    "task.why": ("（理由: {why}）", " (“{why}”)"),
    "webhook": (
        "{url} へ、この方とこのステップを署名付きで送ります（鍵: {secret}）。",
        "Send the lead and this step to {url}, signed with {secret}.",
    ),
    "webhook.wait": (
        "返答があるまで、最長{span}待ちます。届かないまま一日たったときも先へ進みます。",
        "Wait for the reply, {span} at most; or until it is given up after a day.",
    ),
    "webhook.no_wait": ("返答は待たずに先へ進みます。", "They go on at once, without waiting for the reply."),
    "add_tag": ("タグ「{tag}」を付けます。", "Tag them “{tag}”."),
    "remove_tag": ("タグ「{tag}」を外します。", "Remove the tag “{tag}”."),
    "add_points": ("点数を {points} します{reason}。", "Change their score by {points}{reason}."),
    "add_points.reason": ("（理由: {reason}）", " (reason: {reason})"),
    "set_trait": ("{trait}を「{value}」にします。", "Set {trait} to “{value}”."),
    "enter": (
        "シナリオ「{scenario}」にも入れます。こちらも続きます。",
        "Put them into the scenario “{scenario}”, too; this one goes on.",
    ),
    "exit": ("ここで、このシナリオを終えます。", "They leave this scenario here."),
    "exit.named": ("「{what}」から外します。", "Take them out of “{what}”."),
    "exit.all": ("すべてのシナリオから外します。", "Take them out of every scenario."),
    "unknown": (
        "新しい版の Mikomi のステップです。来た方はここで待ちます。",
        "A step of a newer release of Mikomi: whoever comes here waits.",
    ),
    # when mails leave
    "limits": ("メールの時間と回数", "When mails leave, and how many"),
    "window": (
        "案内メールは、{days} {begin}〜{end} に送ります。{outside}",
        "Marketing mail leaves {days}, {begin} to {end}. {outside}",
    ),
    "window.next_open": ("時間外になる分は、次に開く時まで待ちます。", "What falls outside waits until it next opens."),
    "window.skip": ("時間外になる分は送らず、次へ進みます。", "What falls outside is not sent; they go on."),
    "window.weekdays": ("平日の", "on business days"),
    "window.weekends": ("土日の", "at weekends"),
    "window.all": ("毎日", "on any day"),
    "limit": (
        "案内メールは、ほかのシナリオと合わせて{span}に{n}通までです。超える分は、枠が空くまで待ちます。",
        "Nobody gets more than {n} marketing mails within {span}, over all scenarios. What is more waits its turn.",
    ),
    "priority": (
        "枠を取り合う時は、優先度（このシナリオは {n}）の高い方から送ります。"
        "同じ期間のうちに優先度の高い案内が決まっていれば、低い方は後に回ります。",
        "Where several compete for that, the higher priority goes first (this one has {n}), also if it is due a little "
        "later in the same period.",
    ),
    "basis": (
        "同意のない方、配信停止した方、アドレスのない方には案内メールを送らず、次へ進みます。",
        "No marketing mail goes to who has not agreed, has unsubscribed or has no address; they go on without.",
    ),
    "clock.recipient": (
        "待機と送信時間帯は、相手のタイムゾーンが分かっていれば、その時計で数えます。祝日と休業日は会社のものです。",
        "Waits and the hours for mail go by the reader's own clock where their time zone is known; holidays are the "
        "company's.",
    ),
    "clock": ("時刻は {zone} で数えます。", "Hours are those of {zone}."),
    "calendar": (
        "営業日と平日は、カレンダー「{calendar}」で数えます{country}{closed}。",
        "Business days are those of the calendar “{calendar}”{country}{closed}.",
    ),
    "calendar.country": ("（{country} の祝日を除く）", ", without the public holidays of {country}"),
    "calendar.closed": ("。会社の休業日{n}日も除きます", ", and without the company's {n} days off"),
    "band.edges": (
        "「{name}」には {begins} 点で入り、{leaves} 点を下回るまでその区分のままです。",
        "{name} is entered at {begins} points, and left only under {leaves}.",
    ),
    "public_archive": (
        "送ったメールは、だれでも読める公開ページに載ります。",
        "Its mail is shown on a public page that anybody may read.",
    ),
    # what it is for, and how it ends
    "ends": ("ゴールと終わり方", "What it is for, and how it ends"),
    "goal": (
        "ゴールは「{name}」です。入ってから{span}以内に、{who}方は達成です。",
        "Its goal is “{name}”: whoever {who} within {span} of coming in has reached it.",
    ),
    "goal.exit": ("達成した方は、その時にここを終えます。", "Whoever reaches it leaves at that moment."),
    "goal.continue": ("達成しても、残りのステップは続きます。", "Whoever reaches it still goes on with the steps."),
    "goal.target": ("目標: {target}。", "What is to be reached: {target}."),
    "target.count": ("{n}人", "{n} people"),
    "target.rate": ("結果の出た方の{share}%", "{share}% of those whose time is over"),
    "target.by": ("{day}まで", "by {day}"),
    "exit_when": ("{who}方は、途中でもそこで終わります。", "Whoever {who} leaves at once, wherever they are."),
    "end": ("最後のステップを終えた方は、そこで終わりです。", "After the last step they are through."),
    "version": (
        "公開し直しても、途中の方は入った時の内容のまま進みます。",
        "Whoever is inside goes on as it stood when they came in, whatever is published meanwhile.",
    ),
    # cron
    "cron.daily": ("毎日 {hour} ", "every day at {hour}"),
    "cron.weekly": ("毎週{days} {hour} ", "every {days} at {hour}"),
    "cron.monthly": ("毎月{days}日 {hour} ", "on day {days} of every month at {hour}"),
    "cron": ("cron「{cron}」の示す時", "whenever cron says “{cron}”"),
}
