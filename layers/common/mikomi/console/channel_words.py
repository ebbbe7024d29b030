"""What the page of channels says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "channels.title": ("営業通知のチャンネル", "Channels of alerts"),
    "channels.lead": (
        "営業通知をメールのほかに届ける先です。sales.json の channels に書き、鍵は mikomi channel secret で登録します",
        "Where alerts go beside mail: channels in sales.json; their secrets are kept by mikomi channel secret.",
    ),
    "channels.none": ("チャンネルはまだありません", "There is no channel yet"),
    "channels.none_why": (
        "Slack、Chatwork、LINE WORKS、Teams、Webhook に届けられます。書き方は手引きの「営業」にあります。",
        "Slack, Chatwork, LINE WORKS, Teams, or a webhook: the guide's page on sales tells how.",
    ),
    "channels.failing": ("{since} から届いていません。{why}", "Takes nothing since {since}: {why}"),
    "channels.fine": ("届いています", "works"),
    "channels.broken": ("届いていません", "does not work"),
    "channels.taken": ("最後に届いたのは {at}", "last taken {at}"),
    "channels.whose": ("だれの通知", "Whose alerts"),
    "channels.everybody": ("全員", "everybody’s"),
    "channels.which": ("どの通知", "Which"),
    "channels.all": ("すべて", "all"),
    "channels.alert.band": ("ランクに入った", "a band was entered"),
    "channels.alert.step": ("シナリオの通知", "of a scenario"),
    "channels.alert.form": ("お問い合わせ", "an inquiry"),
    "channels.alert.return": ("戻ってきた", "somebody came back"),
    "channels.alert.task": ("期限を過ぎたタスク", "an overdue task"),
    "channels.mail": ("メール", "Mail"),
    "channels.mail.too": ("メールも送ります", "goes out too"),
    "channels.mail.fallback": (
        "15分以内に届かなければメールを送ります",
        "only if the channel has not taken it in a quarter of an hour",
    ),
    "channels.test": ("テストを送る", "Send a test"),
    "channels.trial": ("テスト", "Test"),
    "channels.trial.taken": ("{at} のテストは届きました", "the test of {at} was taken"),
    "channels.trial.failed": ("{at} のテストは届きませんでした。{why}", "the test of {at} was not taken: {why}"),
    "channels.trial.waits": ("テストを送っています…", "a test is on its way…"),
}
