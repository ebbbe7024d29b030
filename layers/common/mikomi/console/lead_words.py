"""What the list of leads says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "search": ("メールアドレスで探す", "Find by email"),
    "search.go": ("探す", "Find"),
    "more": ("続きを見る", "Show more"),
    "older": ("以前の足あとを見る", "Show earlier"),
    "leads.lead": (
        "点数の高い順です。点数は時間とともに下がるので、上にいる方ほど今お話しする価値があります。",
        "Highest score first. Scores fade with time, so whoever is at the top is worth a call now.",
    ),
    "leads.found": ("「{email}」の検索結果", "Results for “{email}”"),
    "leads.all": ("すべての見込み客を見る", "All leads"),
    "leads.none": ("見込み客はまだいません", "No leads yet"),
    "leads.none_why": (
        "サイトの訪問者がフォームを送るか identify で名乗ると、それまでの匿名の足あとと一緒にここに現れます。",
        "Anyone who sends a form, or is identified, appears here together with everything they did before.",
    ),
    "leads.step_tag": (
        "サイトの全ページに計測タグを貼る(スタックの出力 TagSnippet にあります)",
        "Put the tag on every page of your site (see TagSnippet in the stack’s outputs)",
    ),
    "leads.step_workspace": (
        "scoring.json とシナリオをワークスペースのバケットに置く",
        "Upload scoring.json and your scenarios to the workspace bucket",
    ),
    "leads.step_form": ("フォームから一件送ってみる", "Send a form once, as a visitor would"),
    "leads.not_found": ("このメールアドレスの見込み客はいません", "No lead with this email address"),
    "leads.not_found_why": (
        "アドレスの打ち間違いがないかお確かめください。まだフォームを送っていない方は、匿名のままなので検索できません。",
        "Check the spelling. People who have not sent a form yet are still anonymous and cannot be found by address.",
    ),
    "leads.bad_email": (
        "メールアドレスの形で入力してください(例: hanako@example.co.jp)",
        "Enter a complete email address, such as hanako@example.co.jp",
    ),
    "leads.page_ended": ("これより下に見込み客はいません", "That is everybody"),
    "leads.bad_cursor": (
        "この続きはもう開けません。最初のページから見直してください。",
        "This page is no longer available. Please start again from the first one.",
    ),
    "by.human": ("人", "a person"),
    "by.machine": ("機械", "a machine"),
    "by.unknown": ("人か不明", "not known by whom"),
    "why.browser": ("ふつうのブラウザからの操作です", "by an ordinary browser or mail program"),
    "why.hidden_link": ("人には見えないリンクが開かれました", "followed a link that no reader sees"),
    "why.head": ("内容を受け取らない確認だけでした", "only looked whether the link exists"),
    "person.zone": ("タイムゾーン", "Time zone"),
    "person.zone.trait": ("{zone}（項目 timezone。いま {at}）", "{zone} (the trait “timezone”; it is {at} there)"),
    "person.zone.browser": ("{zone}（ブラウザーから。いま {at}）", "{zone} (told by the browser; it is {at} there)"),
    "why.prefetch": ("先読みまたはプレビューです", "a prefetch or a preview"),
    "why.no_agent": ("ブラウザの名前がありません", "gave no browser's name"),
    "why.agent": ("プログラムとして知られている名前です", "gave the name of a known program"),
    "why.network": ("メールを検査する会社のネットワークからです", "from the network of a mail filter"),
    "why.no_browser": ("ブラウザなら送るはずの情報が欠けています", "lacks what that browser always sends"),
    "why.early": (
        "送信直後でした。人かどうかは、このあとの動きで決まります",
        "so soon after sending that what follows has to tell",
    ),
    "why.apple": ("Appleのメールの画像先読みです", "Apple’s mail loads every picture"),
    "why.proxy": ("GmailやYahoo!メールの画像サーバー経由です", "by Gmail’s or Yahoo’s picture proxy"),
}
