"""A roll-up's numbers held against the lists of their people."""

from typing import Any

from mikomi.core.results.numbers import GOALS, Number


def differing(rolled: dict[str, Any]) -> set[Number]:
    """Numbers whose list is longer or shorter than they are."""
    numbers: dict[Number, int] = {}

    def note(what: str, n: int, step: str | None = "", variant: str | None = "", detail: str = "") -> None:
        if n:
            numbers[Number("welcome", what, step or "", variant or "", detail)] = n

    answers = rolled["answers"]
    for row in answers["scenario_runs"]:
        for name in ("entered", "held_out", "under_way"):
            note(name, row[name])
    for row in answers["scenario_steps"]:
        note("step", row["reached"], row["step"])
    for row in answers["scenario_mails"]:
        for name in (
            "decided",
            "sent",
            "delivered",
            "failed",
            "unknown",
            "opened",
            "clicked",
            "opened_unknown",
            "opened_machine",
            "clicked_unknown",
            "clicked_machine",
            "replied",
            "not_clicked",
            "unsubscribed",
        ):
            note(name, row[name], row["step"], row["variant"])
    for row in answers["scenario_skips"]:
        note("skipped", row["skipped"], row["step"], row["variant"], row["reason"])
    for row in answers["scenario_refusals"]:
        note("refused", row["refused"], detail=row["reason"])
    for row in answers["mail_links"]:
        note("link", row["clicked"], row["step"], row["variant"], row["link"])
    lists = {Number.of_key(key): place[2] for key, place in rolled["lists"]["index"].items()}
    stops = {(row["step"] or "", row["how"]): row["runs"] for row in answers["scenario_stops"]}
    ways = (("waiting", None), ("left", "exited"))
    for what, how in ways:
        for (step, left), n in stops.items():
            if left == how:
                note(what, n, step)
    wrong = {number for number, n in numbers.items() if lists.get(number) != n}
    of_goals = dict.fromkeys(GOALS, 0)
    for number, n in lists.items():
        if number.what in of_goals:
            of_goals[number.what] += n
    for row in answers["scenario_goals"]:
        days = [each for each in answers["goal_days"] if not each["held_out"]]
        reached, open_ = (sum(each["runs"] for each in days if each["reached_on"]), sum(d["not_yet"] for d in days))
        told = {"goal": row["reached"], "missed": row["decided"] - row["reached"], "not_yet": row["not_yet"]}
        if told != of_goals or (reached, open_) != (row["reached"], row["not_yet"]):
            wrong.add(Number("welcome", "goal_of"))
    return wrong
