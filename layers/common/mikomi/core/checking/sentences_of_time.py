"""What the check says of moments that are over, of what time does by itself, and of who stands in
for whom on which days. Part of `sentences`."""

TIME: dict[str, tuple[str, str]] = {
    "W-until-past": (
        "「{name}」はもう過ぎています。ここに来た人は、待たずに past の指定（なければ skip）に従います。",
        '"{name}" is over. Whoever comes here does not wait, and fares as past says (without it: skip).',
    ),
    "W-past": (
        "この日時を過ぎてから来た人は、次の wait までのステップを飛ばします（メールも届きません）。それでよければ "
        '"past": "skip" と書いてください。シナリオを出るなら "exit"、すぐ次へ進むなら "go_on" です。',
        "Whoever comes after this moment skips the steps up to the next wait, emails included. If that is meant, write "
        '"past": "skip"; to leave the scenario "exit", to go on at once "go_on".',
    ),
    "W-at-once": (
        "シナリオの中の行動は入ってからを数えるので、入った人は全員、{what}。"
        '入る前の行動も数えるなら、その行動に "since": "ever" を付けてください。',
        "Inside a scenario behaviour counts since they entered, so everybody who enters {what}. "
        'To count what was before as well, add "since": "ever" to it.',
    ),
    "E-deputy-self": (
        "不在の本人は、代わりの担当者になれません。ほかの営業担当の id を書いてください。",
        "Nobody stands in for themselves. Write the id of another sales rep.",
    ),
    "E-deputy-away": (
        "代わりの「{name}」も {begins} から {ends} まで不在です。ほかの担当を選ぶか、期間を分けて書いてください。",
        'The deputy "{name}" is away, too, from {begins} to {ends}. Choose another, or write two absences.',
    ),
    "E-away-twice": (
        "「{name}」の不在（{begins} から {ends}）と日が重なっています。どの日も、代わりは一人だけです。",
        '"{name}" is away from {begins} to {ends} already. On each day one deputy stands in: let the days not overlap.',
    ),
    "E-wait-past": (
        "past は until と一緒に書きます。長さや時刻だけの待機は、過ぎていることがありません。",
        "past goes with until: a wait of a length, or for an hour of the day, is never over beforehand.",
    ),
}
