"""What the page says on which a scenario is changed for those who are in it, in Japanese and English."""

from typing import Literal

Wanted = Literal["version", "words", "stop"]
"""What can be done for everybody inside."""

SAID: dict[str, tuple[str, str]] = {
    "flight.title": ("途中にいる人の変更", "Change it for those inside"),
    "flight.lead": (
        "ファイルを公開し直しても、途中にいる人は入ったときの版のまま進みます。ここで、その人たちをどうするか決められます。",
        "Whoever is in a scenario finishes it on the version on which they entered. Here you decide otherwise.",
    ),
    "flight.lead_gone": (
        "このシナリオのファイルは削除されています。途中にいる人はその場で待っていて、メールは届きません。"
        "止めると全員が離れます。ファイルを戻すと続きから進みます。",
        "The file of this scenario is gone. Whoever is in it waits there and is not written to. Stop it, and all of "
        "them leave; put the file back, and they go on.",
    ),
    "flight.inside_now": ("途中にいる人を変更する", "Change it for those inside"),
    "flight.what": ("どうするか", "What to do"),
    "flight.to": ("どの版へ", "To which version"),
    "flight.look": ("確かめる", "Look"),
    "flight.act.version": ("別の版に移す", "Move to a version"),
    "flight.act.words": ("文面だけを直す", "Correct the text only"),
    "flight.act.stop": ("全員について止める", "Stop it for everybody inside"),
    "flight.title.version": ("版 {to} に移すと", "Moved to version {to}"),
    "flight.title.words": ("この先の文面だけを版 {to} のものに直すと", "Written to in the words of version {to}"),
    "flight.title.stop": ("全員について止めると", "Stopped for everybody inside"),
    "flight.inside": ("いま途中にいる人 {n}人", "{n} people are inside now"),
    "flight.people": ("{n}人", "{n} people"),
    "flight.same": ("「{here}」のまま（版 {version} から）", "stay at “{here}” (from version {version})"),
    "flight.moves": (
        "「{here}」から「{there}」へ（版 {version} から）",
        "from “{here}” to “{there}” (from version {version})",
    ),
    "flight.ends": ("「{here}」でシナリオを離れる（版 {version}）", "leave at “{here}” (version {version})"),
    "flight.missed": ("もう行わないステップ: {steps}", "They will not get: {steps}"),
    "flight.stays": ("{n}人は、すでにそうなっています。", "{n} people are there already."),
    "flight.cannot": ("{n}人は変えられません: {why}", "{n} people cannot be changed: {why}"),
    "flight.uncorrected": (
        "その版にないため、文面が今のままのステップ: {steps}",
        "Steps that keep their words: {steps}",
    ),
    "flight.others": ("ほか{n}人", "and {n} more"),
    "flight.nobody": ("変わる人はいません。", "Nobody would be changed."),
    "flight.why": ("理由（各人のページに残ります）", "Why (stays on each person’s page)"),
    "flight.do.version": ("{n}人を版 {to} に移す", "Move {n} people to version {to}"),
    "flight.do.words": ("{n}人の文面を版 {to} に直す", "Correct the text for {n} people (version {to})"),
    "flight.do.stop": ("{n}人について止める", "Stop it for {n} people"),
    "flight.done_once": (
        "押すと始まり、一人ずつ進みます。途中で止められますが、済んだ人は元に戻りません。",
        "It begins at once and goes through them one by one. You can stop it half way; whoever was changed stays so.",
    ),
    "flight.part": (
        "最初の{seen}人までに見つかった人数です。実行すると、途中にいる全員に及びます。"
        "全員の人数は mikomi migrate {scenario} で分かります。",
        "So many were among the first {seen} people; the change reaches everybody inside. “mikomi migrate {scenario}” "
        "counts them all.",
    ),
    "flight.moved_on": (
        "確認の後に新しい版が公開されたか、別の変更が行われました。まだ何も変えていません。もう一度ご確認ください。",
        "A version was published or another change made since you looked. Nothing was changed: please look again.",
    ),
    "flight.busy": (
        "別の変更がまだ続いているため、始めていません。終わるのを待つか、止めてください。",
        "Another change is still under way, so nothing was begun. Wait until it has ended, or stop it.",
    ),
    "flight.no_version": (
        "その版はありません。公開されたのは版 {newest} までです。",
        "There is no such version: the latest that was published is {newest}.",
    ),
    "flight.going": ("いま進んでいる変更", "Under way"),
    "flight.so_far": ("変更した人: {n}人", "Changed so far: {n} people"),
    "flight.to_work": ("止める・ほかの処理を見る", "Stop it, or see other work"),
    "flight.did.version": ("{n}人を版 {to} に移しました", "{n} people were moved to version {to}"),
    "flight.did.words": ("{n}人の文面を版 {to} に直しました", "the text was corrected for {n} people (version {to})"),
    "flight.did.stop": ("{n}人について止めました", "it was stopped for {n} people"),
    "flight.last": ("前回の変更: {did}（{at}、{by}）。", "The last change: {did} ({at}, {by})."),
    "flight.halted": (
        "前回の変更は途中で止められています: {did}（{at} に開始、{by}）。",
        "The last change was stopped half way: {did} (begun {at}, {by}).",
    ),
    "flight.gone": (
        "ファイルが削除され、途中の人が待っているかもしれないシナリオ",
        "Deleted, perhaps with people inside",
    ),
    "flight.gone_why": (
        "ファイルを削除しても、途中にいた人はその場で待っています。",
        "Whoever was in one of these when its file was deleted waits there.",
    ),
}
