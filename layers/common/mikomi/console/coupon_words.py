"""What the page of coupons says, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "coupons.title": ("クーポン", "Coupons"),
    "coupons.lead": (
        "お客様のコードを入れると、使えるかどうかが分かります。使用済みにできるのは一度だけです。",
        "Enter a customer's code to see whether it holds. A code is redeemed only once.",
    ),
    "coupons.code": ("クーポンのコード", "The coupon's code"),
    "coupons.look": ("確かめる", "Look"),
    "coupons.unknown": (
        "「{code}」というクーポンは、誰にも表示されていません。コードを確かめてください。",
        "Nobody was shown a coupon “{code}”. Check the code.",
    ),
    "coupons.open": ("使えます", "can be redeemed"),
    "coupons.redeemed": ("使用済み", "redeemed"),
    "coupons.over": ("期限切れ", "over"),
    "coupons.just": ("使用済みにしました。", "It is redeemed now."),
    "coupons.shown": ("{at} に表示", "shown at {at}"),
    "coupons.until": ("{at} まで", "until {at}"),
    "coupons.at": ("{at} に使われました", "Redeemed at {at}"),
    "coupons.order": ("注文", "order"),
    "coupons.order_optional": ("注文番号（なくても構いません）", "Number of the order (may be left empty)"),
    "coupons.redeem": ("使用済みにする", "Redeem"),
}
