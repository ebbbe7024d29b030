"""What the console says to whom a role is missing, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "roles.looks": ("閲覧のみ", "You may look"),
    "roles.refused": ("この操作をする権限がありません", "You may not do this"),
    "roles.refused_why": (
        "何も変わっていません。この操作には、次のグループのどれかが必要です: {groups}。"
        "管理者に追加を頼み、ログインし直してください。",
        "Nothing has changed. It takes one of these groups: {groups}. "
        "Ask whoever looks after the console to add you, then log in again.",
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
