"""What the pages of versions say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "published.title": ("版", "Versions"),
    "published.lead": (
        "公開したものの一覧です。いつ、誰が、何を変えたかが分かり、前の版に戻せます。",
        "What was published when and by whom, what it changed, and the way back to an earlier version.",
    ),
    "published.none": ("まだ何も公開されていません", "Nothing has been published yet"),
    "published.none_why": (
        "ワークスペースをアップロードするか、mikomi push で送ると、ここに第1版が表示されます。",
        "Upload a workspace, or send one with mikomi push: version 1 appears here.",
    ),
    "published.one": ("第{n}版", "Version {n}"),
    "published.runs": ("公開中", "running"),
    "published.push": ("{by}が mikomi push で公開", "pushed by {by}"),
    "published.push_by_nobody": ("mikomi push で公開", "pushed"),
    "published.upload": ("ファイルのアップロードで公開", "uploaded file by file"),
    "published.rollback": ("{by}が第{of}版に戻したもの", "version {of}, brought back by {by}"),
    "published.rollback_by_nobody": ("第{of}版に戻したもの", "version {of}, brought back"),
    "published.approved": ("{by}が承認", "approved by {by}"),
    "published.not_kept": ("記録が残る前に公開された版です", "Published before records were kept"),
    "published.older": ("さらに前の版", "Earlier versions"),
    "published.gone": ("この版はありません", "There is no such version"),
    "published.gone_why": ("公開された版は、一覧で見られます。", "The list shows every version that was published."),
    "published.report": ("公開時の報告", "Report"),
    "published.clean": ("問題は見つかりませんでした。", "No problems were found."),
    "published.warned": ("注意が {n} 件ありました。", "Warnings: {n}."),
    "published.withdrawn": ("なくなったシナリオ: {names}", "Scenarios that went: {names}"),
    "around": ("この版の前と後", "Before and after"),
    "around.lead": (
        "動き出した日をはさんで、前後に同じ週数を並べます。"
        "動き出した日は除き、期間が終わった日だけを数えます（営業に渡した方は60日後）。",
        "As many whole weeks on either side of the day on which it came into force; that day is in neither. Counted "
        "are days whose time is over for everybody (60 days after a hand-over).",
    ),
    "around.what": ("対象", "What"),
    "around.changed": ("この版で変更", "changed by it"),
    "around.weeks": ("週数", "Weeks"),
    "around.side.before": ("前", "Before"),
    "around.side.after": ("後", "After"),
    "around.known": ("結果が出た人", "Known"),
    "around.reached": ("成果", "Reached"),
    "around.not_yet": ("結果待ち", "Not yet"),
    "around.rate": ("割合（95%区間）", "Rate (95% interval)"),
    "around.apart": ("差", "Difference"),
    "published.before": ("第{n}版からの変更", "What it changed of version {n}"),
    "published.first": ("最初の版の内容", "What the first version brought"),
    "published.against": (
        "公開中の第{n}版との違い（戻すと、こう変わります）",
        "Beside version {n}, which runs: what going back would change",
    ),
    "published.same": ("違いはありません。", "There is no difference."),
    "published.back": ("この版に戻す", "Go back to this version"),
    "published.back_why": (
        "同じ内容を、次の版として公開します。シナリオの途中にいる人は、入ったときの版のまま進みます。",
        "Its content is published anew, as the next version. Whoever is in a scenario goes on in the version of then.",
    ),
    "published.note": ("ひとこと（なくても構いません）", "Why (may be left empty)"),
    "published.sent": (
        "第{of}版の内容を送りました。数秒で公開されます。",
        "The content of version {of} was sent. It will run in a few seconds.",
    ),
    "published.sent.published": ("公開しました。", "It runs now."),
    "published.sent.unchanged": ("公開中の版と同じ内容です。", "It says what runs already."),
    "published.sent.refused": (
        "公開できませんでした。公開中の版はそのままです。",
        "It could not be published, and the version that runs keeps running.",
    ),
    "published.cannot": ("戻せません", "It cannot be brought back"),
    "published.cannot.not_kept": (
        "この版のファイルは残っていないため、戻せません。",
        "Its files were not kept, so it cannot be brought back.",
    ),
    "published.cannot.assets": (
        "資料が当時と違うか、ありません: {files}。バケットに置き直してから、もう一度押してください。",
        "These files are not in the bucket as they were then: {files}. Put them there and press again.",
    ),
}
