"""The stories in which everybody is written to while processes die often and reads are old.

Rules
1. They are stories of their own (`seed.play(seed, of=Mailed)`), for planted bugs that need much to come together: in
   the others they are met once in thousands of seeds, and any change of a call moves them.
2. What is drawn is drawn as in any story; only how often what goes wrong, and whether the company writes to everybody,
   is given.
"""

from dataclasses import replace

from simulation.workload.story import Story
from simulation.world import World

PEOPLE = 4
"""So many at least: a page of a mailing's list that is left half way needs somebody who is left out."""


class Mailed(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.people = max(PEOPLE, self.people)
        self.mailings.are_there = True
        self.rates = replace(
            self.rates, die=0.05, slow=0.5, stale_read=0.7, queue_again=0.5, timer_again=0.5, stream_again=0.5
        )
