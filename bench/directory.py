"""Leads found while somebody types, among all of them: how long a keystroke takes, what it reads, what a start costs.

Leads with a name, its reading, a company, a telephone and points lie in the table as `score` leaves them. Names are
typed letter by letter. The engine is the bench's own dummy, over HTTP on this machine: the wait for AWS is not in it.
"""

import random
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import quantiles

from mikomi import clock
from mikomi.core.directory.search import SORTS, Search
from mikomi.model.person import Contribution, Earned, Member, Person, Trait
from mikomi.shell.people import directory, fold

from bench import plans
from bench.measure import Row, Spread
from bench.world import World

KEYSTROKE = 150.0
"""Budget in milliseconds, the 95th of a hundred keystrokes."""
DAY = 86_400_000
PAGE = 25
FAMILY = (
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("髙橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡邉", "ワタナベ"),
)
GIVEN = ("太郎", "花子", "翔", "陽菜", "蓮", "結衣", "健", "美咲", "大輔", "直樹")
COMPANIES = ("青空", "東洋", "サーバー工業", "みらい", "キヤノン", "山川", "北斗", "大和")
FORMS = ("株式会社", "㈱", "（株）", "")


def rows(world: World, leads: int, rounds: int) -> list[Row]:
    """Measured with so many leads; each text is typed `rounds` times in each order."""
    world.forget()
    world.publish(plans.plan(2, plans.RULES, []))
    chance = random.Random(13)
    for number in range(leads):
        fold.commit(_lead(number, leads, chance), (), clock.now(), Person(id="l_"))
    began = clock.shifted()
    clock.shift(began + timedelta(hours=1))  # whoever was written lately is read again
    directory.forget()
    begun = time.process_time()
    directory.searched(Search(text="zz"), PAGE, None, "ja")
    start = time.process_time() - begun
    with world.recorded() as calls:
        directory.searched(Search(text=_typed(leads)[2]), PAGE, None, "ja")
    searches = [Search(text=text, sort=sort) for _ in range(rounds) for sort in SORTS for text in _typing(leads)]
    cpu, waited = zip(*map(_milliseconds, searches), strict=True)
    clock.shift(began)
    measured = f"{leads:,} leads; bench.dummy on this machine"
    reads = [operation for operation, _ in calls if operation in ("Query", "BatchGetItem")]
    return [
        Row("a keystroke, 95th of 100", "ms", _95th(waited), measured, KEYSTROKE),
        Row("… of it CPU of this process, 95th of 100", "ms CPU", _95th(cpu), measured, KEYSTROKE),
        Row("… typically", "ms CPU", Spread.of(list(cpu)), measured),
        Row(
            "what a keystroke asks of the table",
            "calls",
            Spread.of([float(len(reads))]),
            "4 queries, one read of a page",
        ),
        Row("the first search of a process", "s CPU", Spread.of([start]), measured),
    ]


def _95th(taken: tuple[float, ...]) -> Spread:
    return Spread.of([quantiles(taken, n=20)[-1]])


def _milliseconds(search: Search) -> tuple[float, float]:
    """CPU of this process, and what somebody waits."""
    begun, since = time.process_time(), time.perf_counter()
    directory.searched(search, PAGE, None, "ja")
    return (time.process_time() - begun) * 1000, (time.perf_counter() - since) * 1000


def _typed(leads: int) -> tuple[str, ...]:
    return ("やまかわ", "わたなべ", "高橋 青空", "株式会社みらい7", "03-12", f"user{leads // 2}@", "サーバ")


def _typing(leads: int) -> Iterator[str]:
    """Each text as it grows."""
    for text in _typed(leads):
        yield from (text[:end] for end in range(1, len(text) + 1))


def _lead(number: int, leads: int, chance: random.Random) -> Person:
    """One who came within the last ninety days."""
    family, reading = chance.choice(FAMILY)
    at = clock.now() - int(chance.random() * 90 * DAY)
    traits = {
        "lastName": family,
        "firstName": chance.choice(GIVEN),
        "lastNameKana": reading,
        "company": f"{chance.choice(FORMS)}{chance.choice(COMPANIES)}{number % max(leads // 10, 1)}",
        "phone": f"03-{chance.randrange(1000, 9999)}-{chance.randrange(1000, 9999)}",
    }
    points = {"price": Earned(raw=20.0, value=20.0, at=at, first_at=at, event_id="e", plan=2)}
    gain = Contribution(rule="price", points=20.0, event_id="e", at=at, plan=2)
    return Person(
        id=f"l_bench{number:010}",
        email=f"user{number}@example.co.jp",
        last_at=at,
        traits={name: Trait(value=value, at=at) for name, value in traits.items()},
        members={"a:browser": Member(first_at=at, last_at=at, events=2, points=points)},
        recent=(gain,),
    )
