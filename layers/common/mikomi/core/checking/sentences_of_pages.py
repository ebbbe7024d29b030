"""What a problem of a form's own page says, and of a quiz: one sentence a code, in Japanese and English."""

PAGES: dict[str, tuple[str, str]] = {
    "E-section-empty": (
        "この区画には見出しのほかに中身がありません。text・picture・list・testimonials のどれかを書いてください。",
        "This section has nothing but its heading. Write text, picture, list or testimonials.",
    ),
    "E-picture-url": (
        "「{name}」は画像の URL として使えません。https:// から始まる URL を書いてください。",
        '"{name}" cannot be the address of a picture. Write a URL that begins with https://.',
    ),
    "W-picture-alt": (
        "alt が空なので、画像が見えない方には何も伝わりません。画像の内容を一言で書いてください。",
        "With an empty alt, whoever does not see the picture learns nothing. Say in a few words what it shows.",
    ),
    "W-share-picture": (
        "share.picture も本文の画像もないため、リンクを共有したときに画像が出ません。",
        "Neither share.picture nor a section has a picture, so a shared link is shown without one.",
    ),
}
