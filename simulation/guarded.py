"""`python -m simulation.guarded --seeds 500`: what mail systems and readers did in many stories, and what counted."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable

from simulation.crew import crew
from simulation.installation import installed
from simulation.invariants.doers import CLICKED, known_clicks, people_count_once_and_mail_systems_never
from simulation.invariants.sight import Sight
from simulation.runs import cores
from simulation.workload.gateways import Guarded
from simulation.world import World

Seen = Counter[str]


def count(seed: int) -> Seen:
    """One story, counted."""
    world = World(seed)
    with installed(world):
        story = Guarded(world)
        story.happen()
        sight = Sight(world, story)
        known = {(each.mail, each.link) for each in known_clicks(sight)}
        breaches = list(people_count_once_and_mail_systems_never(sight))
    seen: Seen = Counter(mails=len(sight.mails), breaches=len(breaches))
    followed = [deed for deed in story.deeds if deed.kind.endswith(" c") and deed.mail]
    seen["requests of mail systems"] = sum(not deed.human for deed in story.deeds)
    mine = {(deed.mail, deed.link) for deed in followed if deed.human}
    theirs = {(deed.mail, deed.link) for deed in followed if not deed.human} - mine
    seen["links followed by mail systems alone"] = len(theirs)
    seen["… of these counted as a person's"] = len(theirs & known)
    seen["links that a person followed"] = len(mine)
    seen["… of these counted"] = len(mine & known)
    moved = {(deed.mail, deed.link) for deed in followed if deed.human and deed.moved is not None}
    seen["… where the page told of a hand"] = len(moved)
    seen["… … of these counted"] = len(moved & known)
    for event in sight.log:
        if event.said.get("name") == CLICKED:
            said = event.said["properties"]
            seen[f"at the door: {said['by']}, {said['why']}"] += 1
    for event in sight.noted:
        if event.said["name"] == CLICKED:
            seen[f"later: a person's, {event.said['properties']['why']}"] += 1
    return seen


def total(seeds: Iterable[int], jobs: int) -> Seen:
    whole: Seen = Counter()
    with crew(jobs) as pool:
        for number, seen in enumerate(pool.imap_unordered(count, seeds, chunksize=4), 1):
            whole.update(seen)
            print(f"\r{number} seeds ", end="", file=sys.stderr, flush=True)
    return whole


def main() -> int:
    parser = argparse.ArgumentParser(prog="simulation.guarded", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many")
    parser.add_argument("--jobs", type=int, default=cores())
    asked = parser.parse_args()
    whole = total(range(asked.seeds), asked.jobs)
    print()
    for what, number in whole.items():
        print(f"{number:8,}  {what}")
    return 1 if whole["breaches"] else 0


if __name__ == "__main__":
    sys.exit(main())
