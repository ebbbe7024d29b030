"""What the console's screens themselves say, in Japanese and English. Things are named by `core.glossary`."""

from mikomi.core import wording

SAID: dict[str, tuple[str, str]] = {
    "leads.lead": (
        "点数の高い順です。点数は時間とともに下がるので、上にいる方ほど今お話しする価値があります。",
        "By score, highest first. Scores fade with time, so whoever stands on top is worth a call now.",
    ),
    "leads.found": ("「{email}」の検索結果", "Search result for “{email}”"),
    "leads.all": ("すべての見込み客を見る", "All leads"),
    "leads.none": ("見込み客はまだいません", "No leads yet"),
    "leads.none_why": (
        "サイトの訪問者がフォームを送るか identify で名乗ると、それまでの匿名の足あとと一緒にここに現れます。",
        "Whoever posts a form or is identified appears here, together with all that they did anonymously before.",
    ),
    "leads.step_tag": (
        "サイトの全ページに計測タグを貼る(スタックの出力 TagSnippet にあります)",
        "Put the tag on every page of your site (it is the stack's output TagSnippet)",
    ),
    "leads.step_workspace": (
        "scoring.json とシナリオをワークスペースのバケットに置く",
        "Upload scoring.json and your scenarios to the workspace bucket",
    ),
    "leads.step_form": ("フォームから一件送ってみる", "Post a form once, as a visitor would"),
    "leads.not_found": ("このメールアドレスの見込み客はいません", "No lead has this e-mail address"),
    "leads.not_found_why": (
        "アドレスの打ち間違いがないかお確かめください。まだフォームを送っていない方は、匿名のままなので検索できません。",
        "Check the spelling. People who have not posted a form are still anonymous and cannot be found by address.",
    ),
    "leads.bad_email": (
        "メールアドレスの形で入力してください(例: hanako@example.co.jp)",
        "Write a whole e-mail address, such as hanako@example.co.jp",
    ),
    "leads.page_ended": ("これより下に見込み客はいません", "These are all the leads"),
    "leads.bad_cursor": (
        "この続きはもう開けません。最初のページから見直してください。",
        "This page cannot be opened any more: begin again at the first one.",
    ),
    "search": ("メールアドレスで探す", "Find by e-mail"),
    "search.go": ("探す", "Find"),
    "more": ("続きを見る", "Show more"),
    "older": ("以前の足あとを見る", "Show earlier"),
    "no_next": ("予定なし", "nothing planned"),
    "no_because": ("点数のつく足あとはまだありません", "Nothing that earns points yet"),
    "score.total": ("点", "points"),
    "score.parts": ("点数の内訳", "How the score adds up"),
    "score.times": ("{n}回", "{n} times"),
    "score.stands": ("属性(減点なし)", "attribute, does not fade"),
    "score.sum": ("合計", "Total"),
    "score.frozen": ("点数は凍結されています", "The score is frozen"),
    "score.snoozed": ("{until} まで休止中", "Paused until {until}"),
    "person.about": ("この方について", "About"),
    "person.first": ("初めての訪問", "First seen"),
    "person.last": ("最後の足あと", "Last seen"),
    "person.no_owner": ("未定", "none yet"),
    "person.runs": ("シナリオの進行", "Scenarios"),
    "person.no_runs": ("進行中のシナリオはありません", "In no scenario"),
    "person.run_next": ("次: {step}", "Next: {step}"),
    "person.run_waits": ("反応を待っています", "waiting for a reaction"),
    "person.version": ("プラン第{version}版", "plan version {version}"),
    "person.writable": ("配信できます", "May be written to"),
    "person.no_consent": ("同意なし: 案内メールは送りません", "No consent: no marketing mail"),
    "person.unsubscribed": ("配信停止済み", "Unsubscribed"),
    "person.suppressed": ("送信停止({reason})", "Suppressed ({reason})"),
    "person.consented": ("{at} に同意({source})", "Agreed on {at} ({source})"),
    "person.conflict": (
        "別の見込み客と同じ識別子が使われました。自動では統合していません。",
        "Another lead uses the same identifier. They were not merged.",
    ),
    "person.gone": ("この見込み客は見つかりません", "There is no such lead"),
    "person.gone_why": (
        "削除されたか、まだ匿名の訪問者です。一覧から選び直してください。",
        "It was erased, or is still an anonymous visitor. Choose one from the list.",
    ),
    "story.empty": ("足あとはまだありません", "Nothing has happened yet"),
    "story.visit": ("{count}ページを閲覧", "{count} pages viewed"),
    "story.visit_one": ("1ページを閲覧", "1 page viewed"),
    "story.visit_none": ("サイトでの動き", "Activity on the site"),
    "story.read": ("{span} 閲覧", "{span} reading"),
    "story.time": ("待ち時間の終わり", "A wait was over"),
    "story.mail": ("メール「{mail}」", "Mail “{mail}”"),
    "story.alert": ("営業通知", "Alert to sales"),
    "story.alert_to": ("{to} へ", "to {to}"),
    "story.consent": ("同意した文", "Agreed to"),
    "story.version": ("第{version}版", "version {version}"),
    "due.in": ("{span}後", "in {span}"),
    "due.now": ("まもなく", "any moment"),
    "login.out": ("ログアウト", "Log out"),
    "login.in": ("ログイン", "Log in"),
    "login.again": ("もう一度ログインする", "Log in again"),
    "login.failed": ("ログインできませんでした", "The login did not succeed"),
    "login.failed_why": (
        "時間がたちすぎたか、別の画面で始めたログインです。もう一度お試しください。",
        "It took too long, or was begun in another window. Please try again.",
    ),
    "login.unset": ("管理画面のログインが設定されていません", "The console has no login yet"),
    "login.unset_why": (
        "安全のため閉じています。スタックのパラメータで Cognito のログインを有効にして、もう一度デプロイしてください。",
        "It stays closed until it has one: enable the Cognito login in the stack's parameters and deploy again.",
    ),
    "post.refused": ("この操作は受け付けられませんでした", "This was not accepted"),
    "post.refused_why": (
        "管理画面の外から送られたか、画面が古くなっています。画面を開き直してください。",
        "It did not come from a page of this console, or the page is too old. Open the page again.",
    ),
    "page.none": ("ページが見つかりません", "There is no such page"),
    "page.none_why": ("一覧からたどり直してください。", "Start again from the list of leads."),
    "home": ("見込み客の一覧へ", "To the list of leads"),
    "mailbox.lead": (
        "ローカルでは本物のメールを送らず、すべてここに届きます。",
        "The local stack sends nothing out: every mail ends here.",
    ),
    "mailbox.empty": ("メールはまだありません", "No mails yet"),
    "mailbox.empty_why": (
        "デモサイトでフォームを送るか、時計を進めてください。",
        "Post a form on the demo site, or let the clock run.",
    ),
    "mailbox.text": ("テキスト", "Text"),
    "mailbox.headers": ("ヘッダー", "Headers"),
    "mailbox.choose": ("左の一覧からメールを選んでください", "Choose a mail from the list"),
    "clock.lead": (
        "ローカルの時計です。進めると、その間に期限の来るメールや通知がすべて順に実行されます。",
        "The local stack's clock. Advance it, and every mail and alert due in between happens, in order.",
    ),
    "clock.now": ("いまの時刻", "Now"),
    "clock.hour": ("1時間進める", "1 hour"),
    "clock.day": ("1日進める", "1 day"),
    "clock.3days": ("3日進める", "3 days"),
    "clock.week": ("1週間進める", "1 week"),
    "clock.busy": ("進めています…", "Advancing…"),
    "clock.fired": ("{n}件が実行されました", "{n} things happened"),
    "clock.failed": (
        "時計を動かせませんでした。make run が動いているかお確かめください。",
        "The clock did not answer: is make run still running?",
    ),
    "script.needed": ("この画面には JavaScript が必要です。", "This page needs JavaScript."),
}


def say(key: str, language: str, **params: object) -> str:
    """The screen's own sentence for `key`, or the glossary's word."""
    pair = SAID.get(key)
    if pair is None:
        return wording.word(key, language, **params)
    return (pair[0] if language == "ja" else pair[1]).format(**params)
