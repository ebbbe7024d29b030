"""What happens in one seed: how many people, when they come, what marketers upload, until everything falls silent."""

from random import Random

from mikomi.core.checking import workspace

from simulation import faults
from simulation.engine.services import Accepted
from simulation.restoration import Restoration
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.bulk import Bulk
from simulation.workload.half_lives import SCORING, HalfLives, with_half_life
from simulation.workload.mailings import Mailings
from simulation.workload.people import Attacker, Rep, Visitor
from simulation.workload.quiet import Quiet
from simulation.workload.readers import Readers
from simulation.workload.stops import Stops
from simulation.workload.tablet import Tablet
from simulation.workload.topics import has_topics, with_topics
from simulation.workload.warm_up import is_new, with_warm_up
from simulation.workload.workspace import REPS, Files, broken, files
from simulation.world import START, World

DAYS = 30
QUIET = 48 * HOUR
SIZES = ((0.78, (1, 2)), (0.96, (3, 5)), (0.994, (6, 12)), (1.0, (25, 40)))
"""How many people: small worlds find most, and large ones what needs a crowd."""
VARIANTS = 2
"""How many workspaces a revision can be: few, because each is read and checked in full once a process."""


OPERATOR_EVERY = 5
"""In every so many seeds an operator comes in the end, whether there is something to repair or not."""


class Story:
    judged: frozenset[str] | None = None
    """The promises by which it is judged; None: all of them."""
    follows = False
    """Whether a mail's variants are dealt by weights that follow what is known (`Followed`); `retold`: who has got
    which, when their log is told anew."""
    restored: Restoration | None = None
    """The moment to which its tables were restored, if they were."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._random = random = world.chance.of("story")
        self.rates = faults.draw(random, world.chance.of("faults"))
        size = random.random()
        self.people = next(random.randint(*span) for share, span in SIZES if size < share)
        self.visitors: list[Visitor] = []
        self.revision = 1
        self.half_lives = HalfLives(world.seed, DAYS - 1)
        self.readers = Readers(world)
        self.ends_with_an_operator = bool(self.rates.trimmed) or world.seed % OPERATOR_EVERY == 0
        self.mailings = Mailings(world)
        self.quiet = Quiet(world)
        self.tablet = Tablet(world)
        self.bulk = Bulk(world)
        self.stops = Stops(world)
        self.has_topics = has_topics(world.chance)
        self.is_new = is_new(world.chance)
        self.retold: list[tuple[str, tuple[str | None, int | None]]] = []

    def happen(self) -> None:
        """Publish, let 30 days pass with faults, stop them, and wait for 48 hours."""
        world = self.world
        world.delivered = self._deliver
        self._begin_with(self._files(1, "revision 1"))
        for sweep in world.sweeps:
            sweep.start()
        world.time.run(START + 10 * MINUTE)
        self._switch_on()
        self._plan()
        world.time.run(START + DAYS * DAY)
        self._switch_off()
        world.time.run(START + DAYS * DAY + QUIET)

    def leaves_out(self, _promise: str, _seen: str) -> bool:
        """Whether this promise says nothing of those of whom this was seen."""
        return False

    def _switch_on(self) -> None:
        world, random = self.world, self._random
        world.wire.rates = self.rates
        world.lambdas.skew = 400 if self.rates.skew else 0
        if self.rates.outage:
            for _ in range(random.randint(1, 3)):
                begin = START + int(random.random() * DAYS * DAY)
                world.wire.outages.append((begin, begin + int(random.random() ** 2 * HOUR)))

    def _switch_off(self) -> None:
        self.world.wire.rates = faults.NONE
        self.world.wire.outages.clear()

    def _plan(self) -> None:
        world, random, time = self.world, self._random, self.world.time
        self.visitors = [Visitor(world, number) for number in range(1, self.people + 1)]
        # days on which much happens at once make races; the others let time pass
        busy = [int(random.random() * (DAYS - 1) * DAY) for _ in range(1 + self.people // 3)]
        for visitor in self.visitors:
            for _ in range(random.randint(1, 5)):
                moment = random.choice(busy) + int(random.random() ** 2 * 2 * HOUR)
                if random.random() < 0.4:
                    moment = int(random.random() * (DAYS - 1) * DAY)
                time.begin(visitor.session, moment)
        for number in range(random.choice([0, 0, 1, 2])):
            attacker = Attacker(world, f"evil-{number}")
            for _ in range(2):
                moment = int(random.random() * (DAYS - 1) * DAY)
                time.begin(lambda attacker=attacker: attacker.attack(self.visitors), moment)  # type: ignore[misc]
        for _ in range(random.choice([0, 0, 0, 1, 1, 3])):
            time.begin(self._edit, int(random.random() * (DAYS - 1) * DAY))
        for moment in self.half_lives.moments:
            time.begin(self._change_half_life, moment)
        self.bulk.plan(self.visitors, DAYS - 3)
        self.readers.plan(self.visitors, DAYS - 1)
        self.mailings.plan()
        self.stops.plan(DAYS - 2)
        self.quiet.plan(self.visitors, DAYS - 3)
        if self.quiet.are_there and self.quiet.begins:
            time.begin(self._write_to_the_quiet, self.quiet.begins)
        guests = self.tablet.guests()
        self.visitors += guests
        self.tablet.plan(guests, DAYS - 3)

    def _files(self, revision: int, drawn_by: str) -> Files:
        made = files(revision, Random(drawn_by))
        if self.is_new:
            made = with_warm_up(made)
        return {
            **(with_topics(made) if self.has_topics else made),
            **self.readers.more(),
            **self.mailings.more(),
            **self.quiet.more(),
            SCORING: with_half_life(made[SCORING], self.half_lives.now),
        }

    def _write_to_the_quiet(self) -> None:
        """A marketer thinks of those who do not come any more."""
        for name, body in self.quiet.files.items():
            self._put(name, body)

    def _change_half_life(self) -> None:
        """A marketer lets points fade faster, slower or not at all, and may think better of it at once."""
        place = self.world.workspace_bucket, SCORING
        before, was = self.half_lives.now, self.world.s3.objects[place]
        self.half_lives.change()
        self._put(SCORING, with_half_life(was, self.half_lives.now))
        after = self.half_lives.regret()
        if after is not None:
            self.world.time.sleep(after)
            self.half_lives.now = before
            self._put(SCORING, with_half_life(self.world.s3.objects[place], before))

    def _edit(self) -> None:
        """A marketer uploads a new revision, file by file; sometimes a broken file, and later the right one."""
        random = self._random
        self.revision += 1
        variant = random.randrange(VARIANTS)
        wanted = self._files(self.revision, f"revision {self.revision} {variant}")
        if random.random() < 0.4:
            name, body = broken(wanted, Random(f"broken {self.revision} {variant}"))
            self._put(name, body)
            self.world.time.sleep(int(random.random() * HOUR))
        self._upload(wanted, at_once=random.random() < 0.5)

    def _begin_with(self, wanted: Files) -> None:
        """The first workspace: its files are there, and the notice of one of them arrives."""
        *others, (last, body) = wanted.items()
        for name, other in others:
            self.world.s3.objects[self.world.workspace_bucket, name] = other
        self._put(last, body)

    def _upload(self, wanted: Files, at_once: bool) -> None:
        for name, body in wanted.items():
            if self.world.s3.objects.get((self.world.workspace_bucket, name)) != body:
                self._put(name, body)
                if not at_once:
                    self.world.time.sleep(int(self._random.random() * 5 * SECOND))

    def _put(self, name: str, body: bytes) -> None:
        world = self.world
        world.s3.put_object({"Bucket": world.workspace_bucket, "Key": name, "Body": body})
        there = {
            key: held
            for (bucket, key), held in world.s3.objects.items()
            if bucket == world.workspace_bucket and workspace.belongs(key)
        }
        world.evidence.uploads.append((world.time.now, there))

    def _deliver(self, mail: Accepted) -> None:
        for visitor in self.visitors:
            if mail.to == visitor.email:
                visitor.read(mail)
        if mail.to.partition("@")[0] in REPS:
            Rep(self.world, mail.to).read(mail)
