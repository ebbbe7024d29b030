"""What the console says to whom a role is missing, and of what cannot be taken out, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "roles.looks": ("閲覧のみ", "You may look"),
    "roles.refused": ("この操作をする権限がありません", "You may not do this"),
    "roles.refused_why": (
        "何も変わっていません。この操作には、次のグループのどれかが必要です: {groups}。"
        "管理者に追加を頼み、ログインし直してください。",
        "Nothing has changed. It takes one of these groups: {groups}. "
        "Ask whoever looks after the console to add you, then log in again.",
    ),
    "ways_out.too_large": ("大きすぎて、ここでは保存できません", "Too large to be saved here"),
    "ways_out.too_large_why": (
        "ブラウザーで保存できるのは、2万人・約6MB・20秒でできるものまでです。何も書き出していません。"
        "次のコマンドなら、同じ名簿を人数に関係なく保存できます: {command}",
        "A browser can save up to 20,000 people, about 6 MB, made within 20 seconds. Nothing was taken out. "
        "This command writes the same list, however long it is: {command}",
    ),
    "ways_out.week_why": (
        "ブラウザーで保存できるのは約6MBまでです。何も書き出していません。",
        "A browser can save about 6 MB. Nothing was taken out.",
    ),
    "roles.unseen": ("この画面は表示できません", "This page is not shown to you"),
    "roles.unseen_why": (
        "グループ sales-own の方には、ご自分が担当する見込み客だけが表示されます。",
        "To people of the group sales-own only their own leads are shown.",
    ),
    "roles.no_rep": ("担当者が見つかりません", "You are no rep yet"),
    "roles.no_rep_why": (
        "ログインのアドレス {address} の担当者が settings.json の reps にありません。"
        "そのアドレスで担当者を追加し、公開してください。",
        "No rep in settings.json has the address you log in with, {address}. "
        "Add one under reps with that address, and publish.",
    ),
}
