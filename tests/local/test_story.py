"""The seeded story: what a newcomer finds on the first start."""

import random
from zoneinfo import ZoneInfo

import pytest
from mikomi import clock
from mikomi.aws import everybody as all_people
from mikomi.shell.people import audit, rebuild

from local import movable, queues
from local.stack import Stack
from local.story.casts import CASTS
from local.story.people import LEADS
from local.story.play import acts_of


def test_everybody_is_there_and_the_clock_shows_real_time(played: Stack) -> None:
    """Every lead of the cast, hot and cool ones, mails and alerts, nothing in a dead-letter queue, and now is now."""
    answer = played.request("GET", "/v1/leads?limit=100", headers={"authorization": "Bearer sk_local"})
    leads = answer.json()["leads"]
    assert {lead["email"] for lead in leads} == {lead.traits["email"] for lead in LEADS}
    assert {lead["band"] for lead in leads} == {"hot", "warm", "cool"}
    assert "商談化" in {tag for lead in leads for tag in lead["tags"]}, "a rep has answered"
    readers = {mail["to"] for mail in played.mails()}
    assert {lead.traits["email"] for lead in LEADS} & readers and {
        "sato@example.co.jp",
        "suzuki@example.co.jp",
    } & readers
    assert any("click" in (because["rule"] or "") for lead in leads for because in lead["because"])
    assert clock.shifted().total_seconds() == 0
    letters = [logical for logical in played.template.of_type("AWS::SQS::Queue") if "DeadLetters" in logical]
    assert not any(queues.waiting(played.template.name(logical)) for logical in letters)


def test_a_rebuild_of_everybody_changes_nobody(played: Stack) -> None:
    """I9 on real traffic: forms, merges, clicks, answers, every record delivered twice; each visitor and lead folded
    from
    the log again is the one that was folded live.
    """
    played.lambdas.wear("ScheduleStepFunction")
    everybody = list(all_people.ids())
    assert len(everybody) > 30 and any(person.startswith("v_") for person in everybody)
    assert [person for person in everybody if rebuild.rebuild_person(person)] == []
    assert not any(finding.lacks for finding in audit.lags(clock.now() + audit.SETTLED))


def test_the_same_seed_is_the_same_story(played: Stack) -> None:
    """The moments of all visits depend on seed and day alone."""
    now = clock.now()

    def moments(seed: int) -> list[int]:
        return sorted(moment for moment, _ in acts_of(played, random.Random(seed), now))

    assert moments(1) == moments(1) != moments(2)


@pytest.mark.parametrize("language", CASTS)
@pytest.mark.parametrize("day", range(0, 14, 3))
def test_sample_people_keep_sensible_hours(language: str, day: int) -> None:
    """Whoever starts the stack, on whatever day and at whatever hour: nobody reads, writes or answers at night."""
    stack = Stack(language=language)
    zone = ZoneInfo(CASTS[language].zone)
    now = 1_790_000_000_000 + day * (86_400_000 + 7 * 3_600_000)
    acts = acts_of(stack, random.Random(day), now)
    hours = [movable.at(moment).astimezone(zone).hour for moment, _ in acts]
    assert len(hours) > 60 and all(8 <= hour < 22 for hour in hours), sorted(set(hours))
