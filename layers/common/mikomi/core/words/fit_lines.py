"""What is said of points that were learnt from what came of hand-overs, in Japanese and English."""

LINES: dict[str, tuple[str, str]] = {
    "too_few": (
        "結果の分かった引き渡しがまだ足りないので、点数は計算しません。成果ありと成果なしが30件ずつ必要です"
        "（あと、成果あり{won}件、なし{lost}件）。",
        "Too few hand-overs are known to learn points of them: 30 won and 30 lost are needed ({won} won and {lost} "
        "lost to go).",
    ),
    "untried": (
        "最後の1か月か、それより前の引き渡しに、成果ありかなしが10件に満たないものがあるので、新しい点数を確かめられません。今の点数のままをお勧めします。",
        "In the last month or before it fewer than 10 were won or lost, so other points cannot be tried. Better not to "
        "change them.",
    ),
    "same": (
        "今の点数と同じになりました。変える必要はありません。",
        "They come out as they are. Better not to change them.",
    ),
    "worse": (
        "取り分けておいた期間では、今の点数の方がよいか同じでした。変えないことをお勧めします。",
        "In the days that were held out, the points in force did as well or better. Better not to change them.",
    ),
    "better": (
        "取り分けておいた期間では、新しい点数の方が成果を見分けました。使うかどうかは人が決めます。",
        "In the days that were held out, the new points told better who was won. Whether to use them a person decides.",
    ),
    "by_chance": (
        "ただし、差の区間が0を含むので、偶然かもしれません。",
        "The interval of the difference holds 0, though: it may be chance.",
    ),
    "learnt_of": (
        "{since}より前の引き渡し（成果あり{won}件、なし{lost}件）から学び、{since}から{until}まで"
        "（成果あり{later_won}件、なし{later_lost}件）で確かめました。点数は、渡した時点のものです。",
        "Learnt of what was handed over before {since} ({won} won, {lost} lost), and tried on {since} to {until} "
        "({later_won} won, {later_lost} lost). Points are those of the moment of the hand-over.",
    ),
    "before": (
        "今の点数の見分ける力（AUC）: {auc}（95%区間 {low}～{high}）",
        "The points in force told them apart (AUC) by {auc} (95% interval {low} to {high})",
    ),
    "after": (
        "新しい点数の見分ける力（AUC）: {auc}（95%区間 {low}～{high}）",
        "The new points by {auc} (95% interval {low} to {high})",
    ),
    "gain": ("差: {value}（95%区間 {low}～{high}）", "Difference: {value} (95% interval {low} to {high})"),
    "left_out.erased": (
        "消去したなどの理由で今はいない方の引き渡し{n}件は含みません。",
        "{n} hand-overs of people who are not there any more are left out.",
    ),
    "left_out.gaps": (
        "記録の一部がない方の引き渡し{n}件は含みません。",
        "{n} hand-overs of people part of whose log is gone are left out.",
    ),
    "left_out.lags": (
        "処理されていない記録のある方の引き渡し{n}件は含みません（mikomi audit で補えます）。",
        "{n} hand-overs of people part of whose log was never handled are left out (mikomi audit).",
    ),
    "left_out.unknown": (
        "渡した時点の様子が記録から分からない引き渡し{n}件は含みません。",
        "{n} hand-overs of which the log does not say how somebody stood then are left out.",
    ),
    "rule": ("{name}: {before} → {after}", "{name}: {before} → {after}"),
}


def fit_line(key: str, language: str, **params: object) -> str:
    """The sentence of this key."""
    return LINES[key][language == "en"].format(**params)
