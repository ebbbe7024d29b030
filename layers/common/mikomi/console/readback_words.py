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
}
