"""What the page of forms and slots says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "showings": ("フォームと表示枠", "Forms and slots"),
    "showings.lead": (
        "サイトで何が何人に表示され、何人が送信・クリックしたか。人数で数えます。",
        "What was shown on the site, to how many people, and how many of them sent or pressed it. People are counted.",
    ),
    "showings.none": ("フォームも表示枠もまだありません", "There is no form and no slot yet"),
    "showings.none_why": (
        "forms/ か slots/ にファイルを置いて公開すると、ここに並びます。",
        "Publish a file in forms/ or slots/, and it appears here.",
    ),
    "showings.forms": ("フォーム", "Forms"),
    "showings.forms_lead": (
        "表示された人のうち、送信した人の割合。名前の分からないブラウザーは1人と数えます。自社ページのフォームを計測タグで"
        "読み取った送信は、表示を数えられないので「表示の記録なし」に入ります。",
        "Of those who were shown the form, how many sent it. A browser without a name counts as one person. What was "
        "sent on a page of your own, and read along by the tag, could not be counted as shown: it stands under "
        "“not seen”.",
    ),
    "showings.slot": ("表示枠「{slot}」", "Slot “{slot}”"),
    "showings.slot_lead": (
        "画面に入った人のうち、リンクを押した人の割合。クーポンは使われた数です。",
        "Of those into whose view it came, how many pressed its link. Coupons are counted when they are redeemed.",
    ),
    "showings.form": ("フォーム", "Form"),
    "showings.choice": ("内容", "Choice"),
    "showings.otherwise": ("(どれにも当てはまらないとき)", "(where no choice fits)"),
    "showings.views": ("表示回数", "Times seen"),
    "showings.seen": ("見た人", "People who saw it"),
    "showings.sent": ("送信した人", "Sent it"),
    "showings.pressed": ("押した人", "Pressed it"),
    "showings.rate": ("割合", "Share"),
    "showings.unseen": ("表示の記録なしで送信", "Sent, not seen"),
    "showings.redeemed": ("使われたクーポン", "Coupons redeemed"),
    "showings.nobody": ("まだ誰も見ていません", "nobody saw it yet"),
}
