"""What the mail on an attempt to publish says. Part of the glossary."""

INSIDE: dict[str, tuple[str, str]] = {
    "inside": ("途中にいる人", "Who is inside"),
    "inside.as_of": ("{at} の集計による、おおよその人数です。", "About so many, as counted at {at}."),
    "inside.unknown": ("人数の集計はまだありません。", "Nothing has been counted yet."),
    "inside.finish": (
        "{scenario}: {n} 人。変更前の版のまま最後まで進み、これから入る人だけが新しい版になります。",
        "{scenario}: {n} people. They finish it as it was when they entered; who enters from now on gets the new one.",
    ),
    "inside.wait": (
        "{scenario}: {n} 人。その場で待ち、メールは送られません。",
        "{scenario}: {n} people. They wait there and are not written to.",
    ),
    "inside.text": (
        "この人たちも変えるには、コンソールのシナリオの画面か mikomi migrate で、まず確かめてから実行します。",
        "To change it for them too, look first, then do it: on its page of the console, or by mikomi migrate.",
    ),
}
"""The report in the bucket says these too."""

PUBLISH_LINES: dict[str, tuple[str, str]] = {
    **{f"publish.{key}": said for key, said in INSIDE.items()},
    "publish.subject.published": ("第{n}版を公開しました｜{brief}", "Version {n} is published: {brief}"),
    "publish.subject.first": ("第{n}版を公開しました", "Version {n} is published"),
    "publish.subject.rollback": (
        "第{of}版の内容に戻しました（第{n}版）",
        "Back to version {of}: version {n} is published",
    ),
    "publish.subject.refused": ("公開できませんでした｜誤り{errors}件", "Not published. Errors: {errors}"),
    "publish.subject.waiting": ("承認をお待ちしています｜候補{candidate}", "Candidate {candidate} waits for approval"),
    "publish.subject.no": ("候補{candidate}は見送られました", "Candidate {candidate} was refused"),
    "publish.title.published": ("第{n}版を公開しました", "Version {n} is published"),
    "publish.title.rollback": ("第{of}版の内容に戻しました（第{n}版）", "Back to version {of}, as version {n}"),
    "publish.title.refused": ("公開できませんでした", "Not published"),
    "publish.title.waiting": ("候補{candidate}が承認を待っています", "Candidate {candidate} waits for approval"),
    "publish.title.no": ("候補{candidate}は見送られました", "Candidate {candidate} was refused"),
    "publish.next.published": (
        "新しい内容で動いています。元に戻すには、版の画面の「この版に戻す」か mikomi rollback {over} を使います。",
        "It runs now. To go back, use the button on the earlier version’s page, or mikomi rollback {over}.",
    ),
    "publish.next.first": ("新しい内容で動いています。", "It runs now."),
    "publish.next.refused": (
        "下の誤りを直して、もう一度送ってください。それまでは、第{n}版がそのまま動き続けます。",
        "Mend the errors below and send it again. Until then, version {n} keeps running.",
    ),
    "publish.next.waiting": (
        "動いている第{n}版は変わっていません。候補の画面で内容を確かめて、承認するか見送るかを決めてください"
        "（mikomi approve {candidate} でもできます）。",
        "Version {n} keeps running. Look at the candidate’s page, then say yes or no there (or by "
        "mikomi approve {candidate}).",
    ),
    "publish.next.no": (
        "動いている第{n}版は変わっていません。直してもう一度送ると、新しい候補になります。",
        "Version {n} keeps running. Change it and send it again: it will be a new candidate.",
    ),
    "publish.by": ("{by}が {at} に送信", "Sent by {by}, {at}"),
    "publish.by.nobody": ("{at} に届いたファイル", "Files that arrived {at}"),
    "publish.approved": ("{by}が承認", "approved by {by}"),
    "publish.refuser": ("{by}が {at} に見送り", "Refused by {by}, {at}"),
    "publish.because": ("見送る理由", "Why it was refused"),
    "publish.note": ("ひとこと", "Note"),
    "publish.changes": ("第{over}版からの変更", "What changed since version {over}"),
    "publish.changes.first": ("最初の版の内容", "What the first version brought"),
    "publish.same": ("文面や設定に違いはありません。", "No text and no setting differs."),
    "publish.more": ("ほか{n}件", "{n} more"),
    "publish.withdrawn": ("なくなったシナリオ", "Scenarios that are gone"),
    "publish.withdrawn.text": (
        "{names}。途中にいる人はそこで待ち、メールは送られません。終わらせるには、管理画面のシナリオの画面か "
        "mikomi migrate --stop を使います。",
        "{names}. Whoever is in one waits there and is not written to. To end it for them, use its page of the console "
        "or mikomi migrate --stop.",
    ),
    "publish.errors": ("直すところ", "What to mend"),
    "publish.warnings": ("注意", "Warnings"),
    "publish.explained": ("直し方", "How to mend it"),
    "publish.noticed": ("説明", "What it means"),
    "publish.open.published": ("第{n}版の画面を開く", "Open version {n}"),
    "publish.open.refused": ("版の一覧を開く", "Open the versions"),
    "publish.open.candidate": ("候補{candidate}の画面を開く", "Open candidate {candidate}"),
    "publish.why": (
        "settings.json の publish_reports に書かれた宛先にお送りしています。",
        "Sent to whom publish_reports in settings.json names.",
    ),
}
