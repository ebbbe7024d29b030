"""What is said of the weeks before and after a version, in Japanese and English."""

LINES: dict[str, tuple[str, str]] = {
    "told": (
        "差は{share}ポイント（95%区間 {low}～{high}）。時期の違いも含まれるため、この版の効果とは言い切れません。",
        "{share} points (95% interval {low} to {high}). The season changed with it, so it need not be the version's "
        "doing.",
    ),
    "another_aim": (
        "比べられません：この版で入口か対象かゴールが変わったため、前と後では別の方々です。",
        "Cannot be compared: the version changed the way in, the audience or the goal, so others came.",
    ),
    "another_version": (
        "比べられません：前後1週間のうちに、別の版もこのシナリオを変えています。",
        "Cannot be compared: another version changed the scenario within a week of it.",
    ),
    "too_short": (
        "まだ比べられません：{until}から比べられます（後の1週間の結果が出そろってから）。",
        "Cannot be compared yet: from {until} on, when a week after it is known.",
    ),
    "nothing_before": (
        "比べられません：この版より前の1週間に、比べる相手がありません。",
        "Cannot be compared: there is no week before it.",
    ),
    "holidays": (
        "比べられません：前と後で休日の数が違います（週に1日より多い差）。",
        "Cannot be compared: one side has more holidays (by more than a day a week).",
    ),
    "another_crowd": (
        "比べられません：人数が3倍より大きく変わったため、前と後では別の方々です。",
        "Cannot be compared: more than thrice as many people on one side, so others came.",
    ),
    "nobody": (
        "比べられません：前か後に、結果の出た方がいません。",
        "Cannot be compared: of one side nobody is known.",
    ),
    "meanwhile": ("同じ時期に公開された版：{versions}", "Versions that came in the same weeks: {versions}"),
    "handed_over": ("営業に渡した方の成果", "Won of what was handed over"),
    "side": ("{first}～{last}：{rate}", "{first} to {last}: {rate}"),
    "before": ("前", "before"),
    "after": ("後", "after"),
}


def around_line(key: str, language: str, **params: object) -> str:
    """The sentence of this key."""
    return LINES[key][language == "en"].format(**params)
