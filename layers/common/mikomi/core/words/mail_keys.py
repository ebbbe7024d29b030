"""What the keys of mails/<id>.json are called, in Japanese and English (`key_names`)."""

MAIL_KEYS: dict[str, tuple[str, str]] = {
    "MailTemplate.tags": ("タグ", "tags"),
    "MailTags.stage": ("検討段階", "stage"),
    "MailTags.persona": ("相手", "persona"),
    "MailTags.theme": ("テーマ", "theme"),
}
