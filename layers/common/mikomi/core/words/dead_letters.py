"""What is said of a dead letter: what failed, and what to do about it. Part of the glossary."""

DEAD_LETTERS: dict[str, tuple[str, str]] = {
    "dead.silent": (
        "途中で止まりました(時間切れかメモリ不足)。関数のログを見てください",
        "it stopped without saying why (out of time or memory): see the function’s log",
    ),
    "dead.title.packet": ("反映できなかった足あと: {names}", "Could not be processed: {names}"),
    "dead.title.lost": ("読めない足あと", "An event that cannot be read"),
    "dead.title.mail": ("送れなかったメール: 「{step}」（{scenario}）", "Email not sent: {step} ({scenario})"),
    "dead.title.webhook": ("外部に知らせられなかった Webhook「{step}」", "Webhook not sent: “{step}”"),
    "dead.title.alert": ("送れなかった営業通知", "Alert not sent"),
    "dead.title.effect": ("実行できなかった処理", "Something that could not be done"),
    "dead.title.wake": ("実行できなかった予定: {what}", "Something due that could not be done: {what}"),
    "dead.title.position": ("配信から外れた足あと", "Events that dropped out of the stream"),
    "dead.title.archive": ("履歴に残せなかった足あと", "Events that could not be archived"),
    "dead.title.upload": ("処理できなかった設定ファイル: {what}", "Workspace file that could not be processed: {what}"),
    "dead.title.message": ("内容の分からないメッセージ", "A message that cannot be read"),
    "dead.advice.packet": (
        "原因を直してからもう一度試してください。一度だけ集計されます。",
        "Fix the cause, then try again. It will only count once.",
    ),
    "dead.advice.effect": (
        "原因を直してからもう一度試してください。すでに送ったものは二度送りません。",
        "Fix the cause, then try again. Nothing that has been sent is sent twice.",
    ),
    "dead.advice.wake": (
        "原因を直してからもう一度試してください。自動でも間隔を広げながら試し続けます。",
        "Fix the cause, then try again. It is also retried automatically, at longer and longer intervals.",
    ),
    "dead.advice.position": (
        "mikomi audit --repair を実行して抜けている足あとを補ってから、「対応しない」を押してください。",
        "Run mikomi audit --repair to add what is missing, then dismiss this.",
    ),
    "dead.advice.archive": (
        "mikomi archive audit --repair を実行して補ってから、「対応しない」を押してください。",
        "Run mikomi archive audit --repair to add what is missing, then dismiss this.",
    ),
    "dead.advice.upload": (
        "どのファイルでもよいので、もう一度アップロードしてください。全ファイルが読み直されます。",
        "Upload any file again: all of them are then read again.",
    ),
    "dead.advice.message": (
        "SQS のキューに残っています。AWS の画面で内容を確かめ、元のキューに戻す(再処理)か削除してください。",
        "It is still in its SQS queue. Look at it in the AWS console, then redrive or delete it.",
    ),
}
