"""What the page of score and sales says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "sales": ("営業", "Sales"),
    "sales.lead": (
        "営業に渡した見込み客が、その後どうなったかです。毎晩数え直します。",
        "What came of the leads that were handed over to sales. Counted every night.",
    ),
    "sales.none": ("営業への通知はまだ集計されていません", "No alerts have been counted yet"),
    "sales.none_why": (
        "営業への通知とその回答は毎晩まとめられ、翌朝ここに表示されます。",
        "Alerts and what sales answered are counted every night, and appear here in the morning.",
    ),
    "sales.bands": ("帯ごとの成果", "Won by band"),
    "sales.bands_lead": (
        "渡してから{days}日たったもののうち、商談などの成果になった割合です。渡した後に受注・失注のステージにした商談はそれを、なければ最後の回答を数えます。回答のなかったものは成果なしに数え、対象外とした回答は除きます。",
        "Of what was handed over more than {days} days ago, how much was won: by the deal’s stage, where it was won or "
        "lost since, else by the last answer. What nobody answered was not; what an answer excludes is left out.",
    ),
    "sales.auc": (
        "点数の見分ける力（AUC）は {auc} です（95%区間 {low}～{high}、成果あり {won}件、なし {lost}件）。"
        "0.5 なら偶然と同じ、1 なら完全に見分けています。",
        "How well the score told them apart (AUC): {auc} (95% interval {low} to {high}; {won} won, {lost} not). 0.5 is "
        "chance, 1 is perfect.",
    ),
    "sales.few": (
        "点数の見分ける力は、成果のあったものとなかったものが{enough}件ずつになると表示します（あと、成果あり{won}件、なし{lost}件）。",
        "How well the score tells them apart is told once {enough} were won and {enough} were not ({won} won and "
        "{lost} lost to go).",
    ),
    "sales.unscored": (
        "渡したときの点数が記録されたものがまだ少なく、点数の見分ける力は分かりません。",
        "Of too few the score at hand-over was noted to tell how well it told them apart.",
    ),
    "sales.deals": ("商談の状況", "Deals"),
    "sales.deals_lead": (
        "営業が記録したステージごとの人数と金額です（現時点）。今月・先月は、いまのステージにその月に入った方です。取り消した記録は数えません。",
        "Leads and what their deals are worth, by the stage that sales set, as of now. This month and last month: "
        "who came to the stage where they are now in that month. What was taken back does not count.",
    ),
    "sales.stage": ("ステージ", "Stage"),
    "sales.in_it": ("人数", "Leads"),
    "sales.value": ("金額", "Value"),
    "sales.this_month": ("今月入った人", "Came this month"),
    "sales.last_month": ("先月入った人", "Came last month"),
    "sales.band": ("帯", "Band"),
    "sales.by_step": ("シナリオからの通知", "asked for by a scenario"),
    "sales.judged": ("結果が出た件数", "Known"),
    "sales.won": ("成果", "Won"),
    "sales.not_yet": ("結果待ち", "Not yet"),
    "sales.excluded": ("対象外", "Left out"),
    "sales.rate": ("割合（95%区間）", "Rate (95% interval)"),
    "sales.answers": ("通知から回答まで", "From the alert to the answer"),
    "sales.answers_lead": (
        "渡したものすべてに対する割合です。回答は最後のものを数えます。通知のリンク先を担当者が実際に見たとき、または回答したときに、見たと数えます。",
        "Out of everything that was handed over; of several answers the last one. Seen is what a rep looked at on a "
        "page to which the alert led, or answered.",
    ),
    "sales.what": ("項目", "What"),
    "sales.n": ("件数", "Number"),
    "sales.of_all": ("渡したもののうち", "Of all"),
    "sales.decided": ("渡した", "Handed over"),
    "sales.sent": ("通知した", "Alert sent"),
    "sales.seen": ("見た", "Seen"),
    "sales.open": ("回答待ち", "Not answered yet"),
    "sales.waits": ("かかった時間", "How long it took"),
    "sales.waits_lead": (
        "営業時間内に決まったものだけを数えます。1行目は仕組みの分（決まってから通知するまで）、2行目からは人の分で、通知してからの時間です。"
        "対応は最初の回答、接触と結果は、それに当たる最初の回答までです。",
        "Only what was decided in business hours. The first row is the system’s part (from the decision to the alert), "
        "the others are people’s, each since the alert: an attempt is the first answer, contact and outcome the first "
        "answer that means it.",
    ),
    "sales.part": ("段階", "Stage"),
    "sales.median": ("中央値", "Median"),
    "sales.p95": ("95%はこれ以内", "95% within"),
    "sales.of": ("件数", "Of"),
    "sales.still": ("まだ", "Still waiting"),
    "sales.stage.sent": ("仕組み：決定 → 通知", "system: decided → alert sent"),
    "sales.stage.seen": ("人：通知 → 見た", "people: alert → seen"),
    "sales.stage.attempt": ("人：通知 → 最初の対応", "people: alert → first attempt"),
    "sales.stage.contact": ("人：通知 → 接触", "people: alert → contact"),
    "sales.stage.outcome": ("人：通知 → 結果", "people: alert → outcome"),
    "sales.out_of_hours": (
        "営業時間外に決まったもの（上には含まない）",
        "decided out of business hours (not in the rows above)",
    ),
    "sales.sla": ("期限（SLA）内の対応", "Within the SLA"),
    "sales.sla_lead": (
        "営業時間内に決まった、期限のある通知のうち、期限までに最初の回答があった割合です。期限は今の設定（sla）で数えます。",
        "Of the alerts with an SLA that were decided in business hours, how many got their first answer within it. By "
        "the SLA (sla) as it is today.",
    ),
    "sales.due": ("期限が過ぎたか対応済み", "Known"),
    "sales.in_time": ("期限内", "In time"),
    "sales.running": ("期限はこれから", "Still running"),
    "sales.all": ("すべて", "All"),
    "sales.rules": ("点数のルールごとの成果", "Won by scoring rule"),
    "sales.rules_lead": (
        "渡してから{days}日たったもののうち、渡したときにそのルールの点数があったものと、なかったものの成果です。左右とも{fewest}件以上あり、"
        "差の95%区間が0を含み、幅が{width}ポイント以下なら「差はない」とします。それより少ないか幅が広ければ「まだ分からない」です。",
        "Of what was handed over more than {days} days ago: won of those that had points of the rule then, and of "
        "those that had none. It adds nothing if there are {fewest} on either side, the 95% interval of the difference "
        "holds 0, and is no wider than {width} points; with fewer, or a wider one, it cannot be told yet.",
    ),
    "sales.rules_of": (
        "渡したときのルールごとの点数が記録されている{n}件です。",
        "{n} hand-overs of which the points by rule were noted.",
    ),
    "sales.rules_fit": (
        "ここから計算した別の点数は、mikomi fit で見られます（先月の分で試してから示し、何も自動では変わりません）。",
        "“mikomi fit” works other points out of this and tries them on the last month; nothing changes by itself.",
    ),
    "sales.rules_none": (
        "「差はない」と言えるルールはまだありません。",
        "There is no rule of which it can be told yet that it adds nothing.",
    ),
    "sales.rules_nothing": (
        "成果を見分ける役に立っていないルール：{rules}",
        "Rules that add nothing to telling who is won: {rules}",
    ),
    "sales.chances": ("点数ごとの成果の見込み", "How likely a score is won"),
    "sales.chances_lead": (
        "{since}より前に渡した{of}件（成果あり{won}件）から見込みを求め、その後に渡して結果の出た方で確かめました。"
        "点数は渡したときのものです。",
        "Expected by what was handed over before {since} ({won} of {of} won), and held against what was handed over "
        "since and is known. Scores are those of the moment of the hand-over.",
    ),
    "sales.chances.holds": (
        "どの点数でも、見込みは実際の割合の区間に入っています。",
        "For every group of scores what was expected lies within the interval of what came.",
    ),
    "sales.chances.fails": (
        "見込みが実際の割合の区間から外れている点数があります。この見込みを当てにしないでください。",
        "For some scores what was expected lies outside of the interval of what came: do not rely on it.",
    ),
    "sales.chances.yes": ("入っている", "yes"),
    "sales.chances.no": ("外れている", "no"),
    "sales.score": ("点数", "Score"),
    "sales.expected": ("見込み", "Expected"),
    "sales.came_true": ("区間内", "Came true"),
    "behind.alert_scored": ("この点数で結果が出た方", "known, of this score"),
    "behind.alert_scored_won": ("この点数で成果のあった方", "won, of this score"),
    "sales.patterns": ("成果の前によく見られた行動", "What came before deals"),
    "sales.patterns_lead": (
        "渡す前の90日間にその行動があった方と、なかった方の成果です（どちらも{fewest}件以上の行動だけ）。"
        "成果の前によく見られたというだけで、その行動が成果をもたらしたとは限りません。",
        "Won of those who did it in the ninety days before they were handed over, and of those who did not (deeds with "
        "{fewest} of either). That it came before deals does not mean that it brought them.",
    ),
    "sales.patterns_said": (
        "{of}種類の行動を調べ、{n}種類に差がありました。差があるとしたもののうち、偶然のものは平均して1割以下です。",
        "Of {of} deeds that were looked at, {n} stand out. Of those that do, at most one in ten came by chance, on "
        "average.",
    ),
    "sales.patterns_none": (
        "{of}種類の行動を調べましたが、差があると言えるものはまだありません。",
        "Of {of} deeds that were looked at, none stands out yet.",
    ),
    "sales.patterns.yes": ("差がある", "stands out"),
    "sales.patterns.no": ("まだ分からない", "not yet"),
    "sales.deed": ("行動", "Deed"),
    "sales.did": ("した方", "Did it"),
    "sales.did_won": ("そのうち成果", "Of these won"),
    "sales.others": ("しなかった方の割合", "Of the others"),
    "sales.stands_out": ("判断", "Verdict"),
    "sales.lift": ("{share}（{low}～{high}）", "{share} ({low} to {high})"),
    "behind.pattern_known": ("した方", "did it"),
    "behind.pattern_won": ("して成果のあった方", "did it, won"),
    "sales.rule": ("ルール", "Rule"),
    "sales.with": ("あり", "With"),
    "sales.with_won": ("ありで成果", "With: won"),
    "sales.without": ("なし", "Without"),
    "sales.without_won": ("なしで成果", "Without: won"),
    "sales.apart": ("差（95%区間、ポイント）", "Difference (95% interval, points)"),
    "sales.between": ("{low}～{high}", "{low} to {high}"),
    "sales.verdict": ("判断", "Verdict"),
    "sales.verdict.more": ("成果が多い", "won more often"),
    "sales.verdict.less": ("成果が少ない", "won less often"),
    "sales.verdict.nothing": ("差はない", "adds nothing"),
    "sales.verdict.not_yet": ("まだ分からない", "not yet"),
    "sales.days": ("{n}日", "{n} d"),
    "sales.hours": ("{n}時間", "{n} h"),
    "sales.minutes": ("{n}分", "{n} min"),
    "sales.at_once": ("1分未満", "under a minute"),
    "behind.alert": ("営業に渡した方", "handed over"),
    "behind.alert_sent": ("営業に通知した方", "alert sent"),
    "behind.alert_open": ("回答待ちの方", "not answered yet"),
    "behind.alert_unsent": ("通知していない方", "alert not sent"),
    "behind.alert_answered": ("回答のあった方", "answered"),
    "behind.alert_judged": ("結果が出た方", "known"),
    "behind.alert_won": ("成果のあった方", "won"),
    "behind.alert_excluded": ("対象外とされた方", "left out"),
    "behind.alert_not_yet": ("結果待ちの方", "not yet known"),
    "behind.alert_seen": ("担当者が通知を見た方", "alert seen"),
    "behind.alert_out_of_hours": ("営業時間外に決まった方", "decided out of business hours"),
    "behind.alert_came": ("ここまで来た方（営業時間内）", "came here (in business hours)"),
    "behind.alert_waits": ("まだの方（営業時間内）", "not yet (in business hours)"),
    "behind.alert_in_time": ("期限内に対応した方", "tried within the SLA"),
    "behind.alert_due": ("期限が過ぎたか対応済みの方", "SLA over, or tried"),
    "behind.alert_running": ("期限がこれからの方", "SLA still running"),
    "behind.rule_with": ("点数のあった方", "with points"),
    "behind.rule_with_won": ("点数があり成果のあった方", "with points, won"),
    "behind.rule_without": ("点数のなかった方", "without points"),
    "behind.rule_without_won": ("点数がなく成果のあった方", "without points, won"),
}
