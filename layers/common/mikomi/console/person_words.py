"""What a lead's page says of erasing the person, and of taking out all that is known of them; Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "own.title": ("この方の個人情報", "This person’s data"),
    "own.page": ("すべて保存（読むためのページ）", "Save everything, to be read"),
    "own.json": ("すべて保存（JSON）", "Save everything as JSON"),
    "own.erase": ("この方の情報を消す…", "Erase this person…"),
    "erase.title": ("この方の情報を消す", "Erase this person"),
    "erase.lead": (
        "本人から「情報を消してほしい」と言われたときに使います。消したものは戻せません。",
        "For when somebody asks you to delete what you hold about them. What is erased cannot be brought back.",
    ),
    "erase.who": ("消える人", "Who goes"),
    "erase.counts": (
        "ブラウザー {browsers}、アドレス {addresses}、ユーザーID {users}",
        "browsers {browsers}, addresses {addresses}, user ids {users}",
    ),
    "erase.shared": (
        "ほかの人も使っているブラウザーが {n} 台あります。そこからは、この人の分だけを消します。",
        "{n} of the browsers are used by others too: of these only what is this person’s goes.",
    ),
    "erase.named": (
        "このアドレスを書いた、本人と確かめられていない人",
        "Somebody who named this address and was not believed",
    ),
    "erase.goes": (
        "足あと、フォームの内容、送ったメールの記録、営業への通知、メモとタスク、返信の文章、"
        "検索と集計の中のこの方の分がすべて消えます。",
        "Everything goes: visits, forms, records of emails and alerts, notes and tasks, what was written in replies, "
        "and the person’s part in searches and results.",
    ),
    "erase.stays": (
        "二度とメールを送らないために、アドレスから作った符号だけが残ります。元のアドレスは分かりません。",
        "Only a code made from the address stays, so that nobody writes there again. It does not tell the address.",
    ),
    "erase.again": ("確認のため、{what}をもう一度入力してください", "To confirm, type {what} again"),
    "erase.address": ("この方のメールアドレス", "the person’s email address"),
    "erase.id": ("この方の ID（{id}）", "the person’s id ({id})"),
    "erase.wrong": (
        "入力された内容がこの方のものと違います。何も消していません。",
        "That is not what stands on record. Nothing was erased.",
    ),
    "erase.do": ("消す", "Erase"),
    "erase.back": ("やめる", "Keep"),
    "erased.title": ("個人情報の消去", "An erasure"),
    "erased.going": ("消しています…", "Erasing…"),
    "erased.reload": ("進み具合は、このページを読み込み直すと分かります。", "Reload this page to see how far it is."),
    "erased.done": ("消しました", "Erased"),
    "erased.by": ("{at} に {by} が依頼", "Asked for on {at} by {by}"),
    "erased.removed": (
        "足あと {events} 件、送信などの記録 {rows} 件、連絡先の登録 {identifiers} 件、失敗の記録 {letters} 件",
        "{events} events, {rows} records of emails and alerts, {identifiers} identifiers, {letters} failures on record",
    ),
    "erased.night": (
        "集計からは今この時から、アーカイブのファイルからは今夜なくなります。",
        "No result counts the person from now on, and tonight the archive’s files lose them.",
    ),
    "erased.next": (
        "遅れて届くものは 90日後まで確かめて消します。次の確認: {at}",
        "What arrives late is erased too, for ninety days. Looked after next: {at}",
    ),
    "erased.ended": (
        "90日間の確認も終わりました。誰のことだったかは、もう分かりません。",
        "The ninety days are over. Nobody knows any more who it was.",
    ),
    "erased.gone": ("この消去の記録はありません", "There is no such erasure"),
    "erased.gone_why": ("アドレスが正しいかお確かめください。", "Is the page’s address right?"),
    "ways_out.person_why": (
        "足あとが多いため、管理画面では保存できません。何も書き出していません。"
        "次のコマンドなら、アーカイブの分も含めて保存できます: {command}",
        "There is too much of this person for the console. Nothing was taken out. "
        "This command writes all of it, with what lies in the archive: {command}",
    ),
}
