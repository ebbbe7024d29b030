"""What the report on a plan that was tried says, in Japanese and English."""

LINES: dict[str, tuple[str, str]] = {
    "equal": (
        "自己確認: 実際に動いた版で記録をもう一度判断した結果は、実際に起きたことと一致しました"
        "（{effects}件、{people}人）。",
        "Self-check: decided again by the versions that really ran, the log gives what really happened "
        "({effects} effects, {people} people).",
    ),
    "ordered": (
        "自己確認: 記録と一致しました。ただし{differ}人の {n} 件は違います。届いた記録が遅れて、"
        "届いた順とは別の順で処理されたためです（{effects}件、{people}人のうち）。",
        "Self-check: the log gives what really happened, but for {n} effects of {differ} people: what came was "
        "delayed, and handled in another order than it came (of {effects} effects, {people} people).",
    ),
    "by_order": (
        " 処理の順によるものです。",
        " It comes of the order in which packets were handled.",
    ),
    "not_equal": (
        "自己確認: 一致しません。実際に動いた版で記録をもう一度判断しても、{differ}人の {n} 件が実際と違います"
        "（{effects}件、{people}人のうち）。次の違いの理由が分かるまで、下の数字を根拠にしないでください。",
        "Self-check: NOT equal. Decided again by the versions that really ran, {n} effects of {differ} people are not "
        "what really happened (of {effects} effects, {people} people). Do not rely on the figures below before you "
        "know why.",
    ),
    "nothing_checked": (
        "自己確認: この期間には、比べられる判断の記録がありません。"
        "下の数字が実際に合うかどうかは確かめられていません。",
        "Self-check: nothing was decided in this time that could be compared. Whether the figures below are right has "
        "not been shown.",
    ),
    "lacking": (
        "{person}: {what}（{at}）は実際に起きましたが、もう一度判断すると起きません。",
        "{person}: {what} ({at}) really happened, and is not decided again.",
    ),
    "invented": (
        "{person}: {what}（{at}）は実際には起きていませんが、もう一度判断すると起きます。",
        "{person}: {what} ({at}) did not happen, and is decided now.",
    ),
    "otherwise": (
        "{person}: {what}（{at}）の内容が違います。実際は {was}、もう一度判断すると {came}。",
        "{person}: {what} ({at}) is another one: it was {was}, and is {came} now.",
    ),
    "points": (
        "{person}: {at}の点数とランクが違います。実際は {was}、もう一度判断すると {came}。",
        "{person}: other points or another band at {at}: they are {was}, and come to {came} now.",
    ),
    "more": ("ほか {n} 件", "{n} more"),
    "nobody": ("この期間に試せる人がいません。数字は出しません。", "There is nobody to try it on. No figure is given."),
    "few": (
        "記録があるのは {n} 人だけです。数えた結果だけを示し、この先の見込みは言えません。",
        "There is a log of {n} people only: what was counted is shown, and nothing can be said of the future.",
    ),
    "begins": (
        "記録は {at} に始まります。それより前のことは分かりません。",
        "The log begins on {at}. Nothing is known of what was before.",
    ),
    "left_out.erased": (
        "消去された {n} 人は、どの数字にも入っていません。",
        "{n} people were erased, and are in no figure.",
    ),
    "left_out.gaps": (
        "記録が欠けている {n} 人は、どの数字にも入っていません。",
        "The log of {n} people is not whole: they are in no figure.",
    ),
    "left_out.lags": (
        "記録の一部がまだ反映されていない {n} 人は、どの数字にも入っていません。mikomi audit --repair で補えます。",
        "Part of the log of {n} people was never handled: they are in no figure. mikomi audit --repair handles it.",
    ),
    "left_out.long": (
        "記録が長い {n} 人は、この画面では試していません。mikomi backtest は全員を試します。",
        "The log of {n} people is too long for this page: they are in no figure here. mikomi backtest tries everybody.",
    ),
    "left_out.unreadable_plan": (
        "当時の版を今の Mikomi では読めない {n} 人は、どの数字にも入っていません。",
        "{n} people went by a version that this release cannot read: they are in no figure.",
    ),
    "left_out.broke": (
        "実際に動いた版での判断を、{n} 人についてはもう一度たどれません（最初は {person}: {why}）。"
        "どの数字にも入っていません。Mikomi の不具合の疑いがあります。この行を添えて知らせてください。",
        "What really ran cannot be decided again for {n} people (first {person}: {why}). They are in no figure. This "
        "looks like a mistake of Mikomi: report it with this line.",
    ),
    "left_out.threw": (
        "この案では {n} 人の判断が途中で止まりました（最初は {person}: {why}）。"
        "どの数字にも入っていません。このまま公開しないでください。",
        "Under this plan the decision broke off for {n} people (first {person}: {why}). They are in no figure. "
        "Do not publish it like this.",
    ),
    "unsent": (
        "この案は、実際には誰にも届いていないメールを {n} 通送ります。それへの反応は分からないので、"
        "反応しだいで変わる数字は「–」です。",
        "This plan sends {n} mails that nobody got in reality. Nobody knows how they would have been answered, so what "
        "hangs on that is a dash.",
    ),
    "drew_other": (
        "この案では、実際に抽選で届いたものとは別の文面が {n} 人に届きます。反応しだいの数字は、"
        "同じ文面が届いた人から、抽選の割合の逆数で重みを付けて求めます（「重み」、95%の範囲付き）。"
        "少なすぎれば「–」です。",
        "By this plan {n} people get other words than they drew by lot. What hangs on reactions is reckoned from those "
        "who drew the same, each weighted by one over the part of the lots (“reweighted”, with its 95 % interval); "
        "where they are too few it is a dash.",
    ),
    "assumed_near": (
        "「仮定」の数字は、誰にも届いていないメールが、実際に届いた近いメール（{of}通）と同じ {rate}% クリックされると"
        "仮定したものです。起きたことではありません。",
        "What is “assumed” takes mails that nobody got to be clicked like the nearest {of} that went out: {rate} %. It "
        "is nothing that happened.",
    ),
    "assumed_given": (
        "「仮定」の数字は、誰にも届いていないメールが、指定された {rate}% クリックされると仮定したものです。"
        "起きたことではありません。",
        "What is “assumed” takes mails that nobody got to be clicked as you said: {rate} %. It is nothing that "
        "happened.",
    ),
    "contaminated": (
        "この案が送らないメールからの訪問が {visits} 回あります（メールからの訪問 {of_visits} 回のうち）。"
        "数字は、それを含めたものと除いたものの両方を示します。",
        "{visits} visits came through a mail that this plan would not have sent (of {of_visits} through mails). "
        "Figures are given with them and without.",
    ),
    "contaminated_else": (
        "この案が送らないメールや通知への反応が、{people}人に {events} 件あります。"
        "数字は、それを含めたものと除いたものの両方を示します。",
        "{events} reactions of {people} people are to mails or alerts that this plan would not have sent. "
        "Figures are given with them and without.",
    ),
    "effect.Scenario Entered": ("シナリオ「{scenario}」の開始", "entering “{scenario}”"),
    "effect.Mail Decided": ("メール「{step}」", "the mail “{step}”"),
    "effect.Alert Decided": ("営業への通知", "an alert to sales"),
    "effect.Alert Escalated": ("通知の引き継ぎ", "an alert passed on"),
    "effect.Task Overdue": ("期限を過ぎたタスクの通知", "an overdue task"),
    "effect.Goal Reached": ("シナリオ「{scenario}」のゴール", "the goal of “{scenario}”"),
    "effect.points": ("点数", "the points"),
    "figure.entries": ("シナリオ「{scenario}」の開始", "Entered “{scenario}”"),
    "figure.first_mails": ("「{scenario}」の最初のメール", "First mails of “{scenario}”"),
    "figure.later_mails": ("「{scenario}」の2通目からのメール", "Later mails of “{scenario}”"),
    "figure.step_mails": ("「{scenario}」のメール「{step}」", "Mails “{step}” of “{scenario}”"),
    "figure.dollars": ("送信料（ドル）", "Cost of sending (USD)"),
    "figure.clicks": (
        "「{scenario}」の、誰にも届いていないメールのクリック",
        "Clicks on mails of “{scenario}” that nobody got",
    ),
    "figure.goals": ("「{scenario}」のゴール", "Goals of “{scenario}”"),
    "figure.alerts": ("営業への通知: {rep}", "Alerts to {rep}"),
    "figure.alerts_day": ("営業への通知: {rep} {day}", "Alerts to {rep} on {day}"),
    "figure.points": ("点数: {rule}", "Points: {rule}"),
    "figure.skips": ("送らないメール: {reason}", "Mails not sent: {reason}"),
    "figure.postponed": ("時間帯や上限のため後に回すメール", "Mails put off by a window or a limit"),
    "figure.hot_more": ("一番上のランクになる人（今は違う）", "Would be in the highest band, and is not"),
    "figure.hot_less": ("一番上のランクでなくなる人", "Is in the highest band, and would not be"),
    "figure.hot_open": (
        "一番上のランクになるかどうかが、メールへの反応しだいの人",
        "Whose highest band hangs on a mail that nobody got",
    ),
    "label.exact": ("再生", "exact"),
    "label.reweighted": ("重み", "reweighted"),
    "label.assumed": ("仮定", "assumed"),
    "label.unknown": ("不明", "unknown"),
    "row": ("{name}: {value} [{label}]（{beside}）", "{name}: {value} [{label}] ({beside})"),
    "beside.before": ("比べる相手 {n}", "compared: {n}"),
    "beside.without": ("送らないメールからの分を除くと {n}", "{n} without what came of mails not sent"),
    "beside.diff": ("→ {name}: {before} → {value}{label}", "→ {name}: {before} → {value}{label}"),
    "beside.diff_label": ("（{label}）", " ({label})"),
    "beside.people": ("{n}人", "{n} people"),
}


def say(key: str, language: str, **params: object) -> str:
    """The sentence of this key."""
    return LINES[key][language == "en"].format(**params)
