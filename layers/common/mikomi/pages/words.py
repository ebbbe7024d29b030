"""Words of the public pages, in Japanese and English."""

WORDS: dict[str, tuple[str, str]] = {
    "unsubscribe.title": ("メールの配信を停止しますか？", "Stop these e-mails?"),
    "unsubscribe.text": (
        "{address} への、ご案内メールの配信を停止します。",
        "{address} will get no more marketing e-mail.",
    ),
    "unsubscribe.button": ("配信を停止する", "Unsubscribe"),
    "unsubscribe.done": ("配信を停止しました", "You are unsubscribed"),
    "unsubscribe.done_text": (
        "{address} へご案内メールをお送りすることは、もうありません。",
        "We will not send marketing e-mail to {address} again.",
    ),
    "answer.title": ("この内容で記録しますか？", "Record this answer?"),
    "answer.text": ("ボタンを押すと、見込み客に反映されます。", "The lead is updated when you press the button."),
    "answer.button": ("記録する", "Record"),
    "answer.done": ("記録しました", "Recorded"),
    "answer.done_text": ("まもなく見込み客に反映されます。", "The lead is updated in a moment."),
    "form.required": ("必須", "required"),
    "form.choose": ("選択してください", "Please choose"),
    "form.button": ("送信する", "Send"),
    "form.trap": ("この欄には何も入力しないでください", "Leave this field empty"),
    "thanks.title": ("ありがとうございます", "Thank you"),
    "thanks.text": ("送信を受け付けました。", "We have received your message."),
    "thanks.download": ("資料をダウンロードする", "Download the file"),
    "slot.code": ("クーポンコード", "Your code"),
    "slot.until": ("{moment} まで", "until {moment}"),
    "problem.title": ("ページを表示できません", "This page cannot be shown"),
}
