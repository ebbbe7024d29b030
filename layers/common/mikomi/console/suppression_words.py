"""What the pages of suppressions and of consent say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "stopped_list.title": ("配信停止リスト", "Stopped addresses"),
    "stopped_list.lead": (
        "案内メールを送らないアドレスと、その理由です。新しいものから並びます。",
        "The addresses to which no marketing email goes, and why. The latest come first.",
    ),
    "stopped_list.find": ("アドレスで探す", "Find an address"),
    "stopped_list.none": ("止まっているアドレスはありません", "No address is stopped"),
    "stopped_list.none_why": (
        "配信停止、不達、迷惑メールの報告があると、ここに並びます。",
        "Unsubscriptions, bounces and complaints will be listed here.",
    ),
    "stopped_list.free": ("{address} は止まっていません", "{address} is not stopped"),
    "stopped_list.free_why": (
        "案内メールが届くのは、配信に同意した方だけです。",
        "Marketing email goes to those alone who agreed to it.",
    ),
    "stopped_list.bad": (
        "「{address}」はメールアドレスの形になっていません。",
        "“{address}” is not an email address.",
    ),
    "stopped_list.since": ("{at} から", "since {at}"),
    "stopped_list.hand": ("{by}: {because}", "{by}: {because}"),
    "stopped_list.erased": ("消去された方", "Erased person"),
    "stopped_list.not_known": ("アドレスは不明（以前のリリースの記録）", "Address not known (an earlier release’s)"),
    "stopped_list.record": ("同意の記録", "Consent record"),
    "stopped_list.add": ("アドレスを止める", "Stop an address"),
    "stopped_list.add_how": (
        "電話や手紙で配信停止を頼まれたときに使います。押したときから、新しく送り始める案内メールはありません。",
        "For somebody who asked by phone or letter. From the moment you press it, no marketing email is begun.",
    ),
    "stopped_list.address": ("メールアドレス", "Email address"),
    "stopped_list.because": ("理由", "Reason"),
    "stopped_list.because_hint": ("例: 11/20 に電話で依頼", "e.g. asked by phone on Nov 20"),
    "stopped_list.do_add": ("配信を止める", "Stop email"),
    "stopped_list.lift": ("解除する", "Let email go again"),
    "stopped_list.lift_named": ("{address} の配信停止を解除する", "Let email go to {address} again"),
    "stopped_list.evidence": ("ご本人の希望が分かる根拠", "What shows that the person wishes it"),
    "stopped_list.evidence_hint": ("例: 11/20 のメール、申込書", "e.g. email of Nov 20, signed form"),
    "stopped_list.heals": (
        "次のメールが届けば、自動で再開します",
        "The next email that arrives ends this by itself",
    ),
    "stopped_list.only_admin": (
        "解除できるのは管理者だけです",
        "Only an admin may lift this",
    ),
    "stopped_list.unsubscribed_topic": ("「{topic}」だけ停止", "No mail of “{topic}”"),
    "stopped_list.paused": ("30日間の休止中", "Paused for 30 days"),
    "stopped_list.until": ("{at} まで", "until {at}"),
    "stopped_list.lift_unsubscribed_topic": ("「{topic}」を再開する", "Let mail of “{topic}” go again"),
    "stopped_list.lift_paused": ("休止を終える", "End the pause"),
    "stopped_list.less": ("ご本人が減らしたもの", "What the person wants less of"),
    "stopped_list.under_all": (
        "すべての停止を解除すると、これも解除されます",
        "Lifting the stop of all mail lifts this, too, if the person had unsubscribed",
    ),
    "stopped_list.back": (
        "{address} への配信を再開しました。届くのは、配信への同意がある場合です。",
        "Email may go to {address} again, if the person agreed to it.",
    ),
    "stopped_list.nobody": ("手では解除できません", "Nobody lifts this by hand"),
    "stopped_list.added": ("{address} への案内メールを止めました。", "Marketing email to {address} is stopped."),
    "stopped_list.there": ("{address} はすでに止まっていました。", "{address} was stopped already."),
    "stopped_list.lifted": (
        "{address} の配信停止を解除しました。届くのは、配信への同意がある場合です。",
        "Email may go to {address} again, if the person agreed to it.",
    ),
    "stopped_list.older": (
        "以前のリリースが止めたものは、次にメールを送ろうとしたときに加わります。"
        "今すぐ加えるには mikomi suppression list --all を実行してください。",
        "What an earlier release stopped joins once an email meets it. To list it now: mikomi suppression list --all.",
    ),
    "stopped_list.more": ("続きを見る", "Show more"),
    "record.title": ("同意の記録", "Consent record"),
    "record.lead": (
        "いつ、どの文面に、どこで同意し、いつ止めたか。3年間保存します。",
        "When and where the person agreed, to which words, and what they stopped. Kept for three years.",
    ),
    "record.basis": ("いまの配信の根拠", "The basis on which email goes out now"),
    "record.none": ("記録はありません", "Nothing is on record"),
    "record.json": ("JSON で保存", "Save as JSON"),
    "record.open": ("同意の記録を見る", "See the consent record"),
}
