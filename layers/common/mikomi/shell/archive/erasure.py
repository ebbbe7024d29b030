"""Who was erased is in no answer from that moment on, and in no file from the next compaction on.

Rules
1. Remembered is a keyed hash of each subject of the person's, which names nobody without the deployment's root secret.
2. The mark stays after the files were written anew: the stream may bring what was on its way.
3. A mark under `erased/waiting/` says that files may still hold the person; compaction moves it to `erased/done/`.

Whoever erases a person calls `note` with everything the person is known by, before the person's own items go.
"""

from collections.abc import Callable, Collection

from mikomi import tokens
from mikomi.aws import archive, secrets
from mikomi.model.person import Person

WAITING, DONE = "erased/waiting/", "erased/done/"


def note(person: Person, *former: str) -> None:
    """From now on no answer holds the person: neither the events of the person's subjects, nor what we noted under
    this id and the `former` ones (visitors that became the person).
    """
    ids = (person.id, *former)
    note_subjects({*person.members, *(f"{kind}:{each}" for each in ids for kind in ("o", "p"))})


def note_subjects(subjects: Collection[str]) -> int:
    """The same of everything under these subjects; answers how many of them were not noted before."""
    done = {kept.key.removeprefix(DONE) for kept in archive.listing(DONE)}
    waiting = {kept.key.removeprefix(WAITING) for kept in archive.listing(WAITING)}
    for mark in (fresh := sorted({_hash(subject) for subject in subjects} - done - waiting)):
        archive.write(WAITING + mark, b"")
    if fresh:
        archive.tell_news(f"erased {fresh[0]}")
    return len(fresh)


class Erased:
    """The marks as they are at one moment. Without any, nothing is hashed."""

    def __init__(self) -> None:
        self.waiting = [kept.key.removeprefix(WAITING) for kept in archive.listing(WAITING)]
        self._marks = {*self.waiting, *(kept.key.removeprefix(DONE) for kept in archive.listing(DONE))}

    @property
    def filter(self) -> Callable[[str], bool] | None:
        """Whether the subject is somebody's who was erased; None if nobody was."""
        return self.holds if self._marks else None

    def holds(self, subject: str) -> bool:
        return bool(self._marks) and _hash(subject) in self._marks

    def carried_out(self) -> None:
        """No file holds those any more who were waiting."""
        for mark in self.waiting:
            archive.write(DONE + mark, b"")
            archive.remove(WAITING + mark)


def _hash(subject: str) -> str:
    return tokens.keyed_hash(secrets.root(), f"erased {subject}")
