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
    "sample.title": ("メールのプレビュー", "Mails, previewed"),
    "sample.lead": (
        "公開中のメールを、一人のリードに届く形で見られます。何も送られず、何も数えません。",
        "Any mail of the running plan, as one lead would get it. Nothing is sent, and nothing is counted.",
    ),
    "sample.none": ("公開中のメールはまだありません", "No mails are published yet"),
    "sample.sent_by": ("送るシナリオ: {names}", "Sent by: {names}"),
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
    "sample.open": ("プレビュー", "Preview"),
}
