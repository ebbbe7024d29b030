"""What the pages of approval say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "approval.one": ("候補{n}", "Candidate {n}"),
    "approval.pushed": ("{by}が送信", "sent by {by}"),
    "approval.uploaded": ("ファイルのアップロード", "uploaded file by file"),
    "approval.waiting": ("承認待ち", "waits for approval"),
    "approval.approved": ("{at} に{by}が承認", "approved by {by}, {at}"),
    "approval.refused": ("{at} に{by}が見送り: {because}", "refused by {by}, {at}: {because}"),
    "approval.taken_back": (
        "決める前に、アップロードした内容が元に戻されました",
        "taken back before anybody decided",
    ),
    "approval.replaced": ("後の候補に置き換わりました", "replaced by a later candidate"),
    "approval.waits": (
        "承認を待っている候補があります。承認されるまで、動いている版は変わりません。",
        "A candidate waits for approval. Until then, what runs does not change.",
    ),
    "approval.changes": ("公開中の第{n}版からの変更", "What it changes of version {n}, which runs"),
    "approval.warnings": ("確認の結果", "What the check says"),
    "approval.concerns": ("いまシナリオの途中にいる人", "Who is in these scenarios now"),
    "approval.counting": ("数えています…", "Counting…"),
    "approval.inside": (
        "「{name}」: {n}人。入ったときの版のまま進みます",
        "“{name}”: {n}. They go on in the version on which they entered",
    ),
    "approval.inside_gone": (
        "「{name}」: {n}人。シナリオがなくなるため、その場で待ちます",
        "“{name}”: {n}. The scenario goes, and they wait where they are",
    ),
    "approval.partly": (
        "見込み客が多いため、ここまでに見た {n} 人のうちの人数です。",
        "There are many leads: these are numbers of the first {n}.",
    ),
    "approval.decide": ("承認する・見送る", "Yes or no"),
    "approval.yes": ("承認して公開する", "Approve and publish"),
    "approval.no": ("見送る", "Refuse"),
    "approval.because": ("見送る理由", "Why it is refused"),
    "approval.yes_why": (
        "この内容だけが公開されます。数秒で動き始めます。",
        "Just this is published, and runs in a few seconds.",
    ),
    "approval.goes_out": (
        "承認されました。数秒で公開されます。一分たっても変わらないときは、もう一度押してください。"
        "二重に公開されることはありません。",
        "It is approved and will run in a few seconds. If nothing has changed after a minute, press again: it is"
        " published once.",
    ),
    "approval.may_not": (
        "承認できるのは、Cognito のグループ approvers に入っている方だけです。"
        "入れてもらったあとは、ログインし直してください。",
        "Only people in the Cognito group approvers can decide. Once you are in it, log in again.",
    ),
    "approval.not_done": ("何もしませんでした", "Nothing was done"),
    "approval.why_needed": (
        "見送る理由を書いてください。送った人が、何を直せばよいか分かります。",
        "Say why it is refused, so that whoever sent it knows what to change.",
    ),
    "approval.too_late": (
        "ほかの方が先に決めたか、新しい候補や版が公開されています。今の状況を確かめてください。",
        "Somebody decided before you, or there is a newer candidate or version. Look at how it stands now.",
    ),
    "approval.back": ("候補に戻る", "Back to the candidate"),
    "approval.gone": ("この候補はありません", "There is no such candidate"),
    "approval.gone_why": (
        "承認を待っている候補は、版の一覧の先頭に表示されます。",
        "What waits for approval stands at the top of the list of versions.",
    ),
}
