"""CPU an event: `track` and `score`, one and twenty events at a time, beside the floor."""

from collections.abc import Callable, Iterator
from typing import Any

from bench import floor, plans, traffic
from bench.measure import Row, Spread, Work, in_turns, number, ratios
from bench.world import SECRET_KEY, World
from functions.score import app as score
from functions.track import app as track

Json = dict[str, Any]
Handler = Callable[[Json, Any], Json]

SIZES = (1, 2, 10, 20)
"""Events a packet."""
TOGETHER = 0.3
"""Seconds of CPU for 1,000 events in packets of 20, through both functions."""


class Flow:
    """Requests go in by one handler and come out of the stream into the other, round after round."""

    def __init__(
        self,
        world: World,
        intake: Handler,
        fold: Handler,
        size: int,
        requests: int,
        batch: int = 1,
        *,
        known: bool = False,
    ) -> None:
        """`known`: each visitor said who it is before it comes."""
        self.world, self.intake, self.fold = world, intake, fold
        self.size, self.requests, self.batch = size, requests, batch
        self.coming = self._visits(per_visitor=max(5, 20 // size), known=known)

    def _visits(self, per_visitor: int, *, known: bool) -> Iterator[Json]:
        while True:
            visitor = traffic.Visitor()
            if known:
                self.intake(traffic.lead(visitor, SECRET_KEY), None)  # a public key soon names too many
                self.fold({"Records": self.world.records()}, None)
            for _ in range(per_visitor):
                yield traffic.request(visitor.events(self.size))

    def takes(self) -> Work:
        """A round of requests; the stream's records of the round before are gone."""
        self.world.records()
        events = [next(self.coming) for _ in range(self.requests)]

        def work() -> int:
            for event in events:
                answer = self.intake(event, None)
                assert answer["statusCode"] == 200, answer
            return len(events) * self.size

        return work

    def folds(self) -> Work:
        """What this round's requests left in the log, folded in batches."""
        records = self.world.records()
        assert len(records) == self.requests
        batches = [{"Records": records[at : at + self.batch]} for at in range(0, len(records), self.batch)]

        def work() -> int:
            for batch in batches:
                answer = self.fold(batch, None)
                assert not answer["batchItemFailures"], answer
            return len(records) * self.size

        return work


def rows(world: World, rounds: int, requests: int) -> list[Row]:
    world.publish(plans.usual())
    works = {}
    for size, batch in ((1, 1), (1, 20), (20, 1)):
        named = f"{size}/{batch}"
        ours = Flow(world, track.handler, score.handler, size, requests, batch)
        bare = Flow(world, floor.track, floor.score, size, requests, batch)
        works[f"track {named}"], works[f"score {named}"] = ours.takes, ours.folds
        works[f"floor track {named}"], works[f"floor score {named}"] = bare.takes, bare.folds
    for size in SIZES:
        for who, known in (("visitor", False), ("lead", True)):
            flow = Flow(world, track.handler, score.handler, size, requests, known=known)
            works[f"track {who} {size}"], works[f"score {who} {size}"] = flow.takes, flow.folds
    seconds = in_turns(works, rounds)
    for both in ("20/1", "floor 20/1"):
        whose, _, named = both.rpartition(" ")
        names = (f"{whose} {function} {named}".strip() for function in ("track", "score"))
        seconds[both] = [sum(taken) for taken in zip(*(seconds[name] for name in names), strict=True)]

    def row(what: str, name: str, unit: str = "µs/event", scale: float = 1e6, budget: float | None = None) -> Row:
        ours, bare = seconds[name], seconds[f"floor {name}"]
        beside = f"floor {number(Spread.of(bare, scale).middle)}, {Spread.of(ratios(ours, bare)).middle:.2f}x"
        return Row(what, unit, Spread.of(ours, scale), beside, budget)

    return [
        row("track, 1 event a request", "track 1/1"),
        row("track, 20 events a request", "track 20/1"),
        row("score, 1 event a packet, alone", "score 1/1"),
        row("score, 1 event a packet, 20 packets of one visitor a batch", "score 1/20"),
        row("score, 20 events a packet", "score 20/1"),
        row("track + score, 1,000 events, packets of 20", "20/1", "s", 1e3, TOGETHER),
        *(_together(who, size, seconds) for who in ("visitor", "lead") for size in SIZES),
    ]


def _together(who: str, size: int, seconds: dict[str, list[float]]) -> Row:
    stages = (seconds[f"{stage} {who} {size}"] for stage in ("track", "score"))
    taken = [sum(both) for both in zip(*stages, strict=True)]
    return Row(f"track + score of a {who}, 1,000 events, packets of {size}", "s", Spread.of(taken, 1e3))
