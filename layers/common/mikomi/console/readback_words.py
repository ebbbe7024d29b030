"""What the pages say on which a scenario and its mails are read back, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "scenario.prose": ("文章で読む", "In words"),
    "scenario.prose_why": (
        "公開されている内容を、そのまま文章にしたものです。",
        "What is published, told in words.",
    ),
    "scenario.file": ("図を SVG で保存", "Save the picture (SVG)"),
    "scenario.mermaid": ("Mermaid の文", "As Mermaid"),
    "scenario.mermaid_why": (
        "GitHub や Notion などに貼ると、同じ図になります。",
        "Paste it where Mermaid is drawn, such as GitHub or Notion.",
    ),
    "sample.title": ("メールのライブラリ", "Mail library"),
    "sample.lead": (
        "公開中のメールの一覧です。開くと、一人のリードに届く形で見られます。見るだけでは、何も送られず、何も数えません。",
        "Every mail of the running plan. Open one to see it as a lead would. Looking sends and counts nothing.",
    ),
    "sample.none": ("公開中のメールはまだありません", "No mails are published yet"),
    "library.search": ("言葉で探す", "Search"),
    "library.go": ("絞り込む", "Show"),
    "library.any": ("すべて", "Any"),
    "library.stage": ("検討段階", "Stage"),
    "library.persona": ("相手", "Persona"),
    "library.theme": ("テーマ", "Theme"),
    "library.count": ("{all} 通のうち {n} 通", "{n} of {all} mails"),
    "library.every": ("すべて表示", "Show all"),
    "library.results": ("結果", "Results"),
    "library.mailing": ("一斉配信", "Mailing"),
    "library.unused": ("どのシナリオからも送られていません", "No scenario sends it"),
    "library.nothing": ("当てはまるメールはありません", "No mail fits"),
    "sample.for": ("リードのメールアドレス", "A lead's email address"),
    "sample.for_nobody": (
        "リードを選ばない間は、何も知らない方に届く形です（既定値が入ります）。",
        "Until you name a lead, it is shown as for somebody of whom nothing is known: with its defaults.",
    ),
    "sample.as": ("送り方", "Sent as"),
    "sample.look": ("表示", "Show"),
    "sample.nobody": ("{email} のリードはいません", "There is no lead with {email}"),
    "sample.unrenderable": ("このリードには書けません（{why}）", "It cannot be written for this lead ({why})"),
    "sample.phone": ("スマートフォンの幅", "As wide as a phone"),
    "sample.desk": ("パソコンの幅", "As wide as a desk"),
    "sample.variable": ("項目", "Variable"),
    "sample.value": ("値", "Value"),
    "sample.origin": ("出どころ", "Where it came from"),
    "test.send": ("自分にテスト送信（{to}）", "Send it to me as a test ({to})"),
    "test.why": ("件名に「テスト」と付き、集計には入りません。", "Marked as a test, and counted nowhere."),
    "test.accepted": ("テストを {to} に送りました。", "The test went to {to}."),
    "test.busy": (
        "送信サービスが混み合っていて、送れませんでした。しばらくしてから、もう一度お試しください。",
        "The mail service is busy, and nothing was sent. Please try again in a while.",
    ),
    "test.unready": (
        "送信サービスの設定のため、送れませんでした。mikomi doctor --sender で直し方が分かります。",
        "The mail service refused it for its set-up, and nothing was sent. See “mikomi doctor --sender”.",
    ),
    "test.rejected": (
        "送信サービスに断られ、送れませんでした。差出人のドメイン（サンドボックスでは宛先も）が確認済みか見てください。",
        "The mail service refused it, and nothing was sent. See that the sender’s domain is verified, and in the "
        "sandbox the receiver.",
    ),
    "test.silent": (
        "送信サービスから答えがありませんでした。送られたかもしれないので、受信箱を確かめてください。",
        "The mail service did not answer. It may have been sent: look into the inbox of {to}.",
    ),
    "test.many": (
        "この1時間のテスト送信が上限に達しました。しばらくしてから、もう一度お試しください。",
        "As many tests as there may be were sent within this hour. Please try again in a while.",
    ),
    "test.unwritable": ("このメールは、この相手には書けません。", "This mail cannot be written for this lead."),
    "sample.open": ("プレビュー", "Preview"),
}
