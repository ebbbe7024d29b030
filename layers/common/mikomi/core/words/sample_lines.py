"""What is said of a mail that is looked at before anybody gets it, in Japanese and English."""

CLIPPED = 102
"""Kilobytes of HTML beyond which Gmail shows a mail cut off."""
SAMPLE: dict[str, tuple[str, str]] = {
    "subject": ("件名", "Subject"),
    "from": ("差出人", "From"),
    "to": ("宛先", "To"),
    "sent_as": ("送り方", "Sent as"),
    "of_step": ("シナリオ「{scenario}」のステップ {step}", "step {step} of the scenario “{scenario}”"),
    "of_variant": ("{step}（案 {variant}）", "{step}, variant {variant}"),
    "of_none": ("どのステップからも送られません", "no step sends it"),
    "size": ("サイズ", "Size"),
    "size.of": ("{whole} KB（HTML {html} KB、テキスト {text} KB）", "{whole} KB (HTML {html} KB, text {text} KB)"),
    "size.clipped": (
        "102 KB を超える HTML は、Gmail では途中で切れます",
        "Gmail clips HTML beyond 102 KB",
    ),
    "filled": ("使っている項目", "What it shows, and where that came from"),
    "filled.none": ("項目は使っていません", "It shows no variables."),
    "test.subject": ("[テスト] {subject}", "[Test] {subject}"),
    "test.line": (
        "これはテスト送信です。お客様には届いていません。リンクは数えられず、配信停止を押しても何も変わりません。",
        "This is a test. No customer got it; its links are not counted, and unsubscribing here changes nothing.",
    ),
    "text": ("テキスト部分", "The text part"),
    "origin.lead": ("リードの値", "the lead"),
    "origin.made": ("氏名などから作成", "made of the lead's name and address"),
    "origin.default": ("既定値（リードにないため）", "the default: the lead has none"),
    "origin.withheld": (
        "リードが自分で書いた、アドレスのような値なので表示しません",
        "not shown: a stranger typed it and it looks like an address",
    ),
    "origin.empty": ("空（リードになく、既定値もありません）", "empty: the lead has none, and there is no default"),
    "origin.settings": ("settings.json", "settings.json"),
    "origin.quiz": ("診断の結果", "what the quiz came to"),
    "origin.offer": ("オファー（今送ったとして）", "the offer, as if it were sent now"),
    "origin.ours": ("Mikomi のリンク", "a link of ours"),
}


def say(key: str, language: str, **values: object) -> str:
    return SAMPLE[key][language != "ja"].format(**values)
