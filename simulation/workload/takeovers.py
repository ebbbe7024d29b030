"""What strangers do with identifiers: a user id claimed in advance, a mail that was forwarded, batches that are to make
us write, tags of one mailbox, an item filled up. Whom it harms is judged by mails, and by what is known in the end.
"""

import json
from collections import Counter
from random import Random
from typing import Any
from urllib.parse import quote

from mikomi import keys, mail_address
from mikomi.aws import people
from mikomi.core.mails.limits import PROVEN
from mikomi.core.people.bounds import MOST_BYTES
from mikomi.model import stored_json
from mikomi.model.person import Person

from simulation.engine.expressions import Item
from simulation.time import DAY, HOUR, MINUTE
from simulation.workload.people import basic
from simulation.workload.strangers import Newcomer, Sides, Stranger
from simulation.world import SECRET_KEY, World

Json = dict[str, Any]

PAGE = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
UNKNOWN = "unknown-"
"""Addresses that begin so belong to people who never came here."""
MAILS_A_DAY = 4
"""To one mailbox that nobody has shown to be theirs: thanks, and one question."""
THEIR_OWN = ("email", "email_proof", "user_id", "user_proof", "consent", "unsubscribed_at", "confirmed_at", "tags")


# --- moves


def claim_a_user_id_in_advance(stranger: Stranger, random: Random) -> None:
    """The newcomer's id beside an address of the stranger's own, whose mail the stranger reads; before the company's
    server says who that user is."""
    own = {"email": stranger.email, "lastName": "EVIL"}
    stranger.tell(stranger.event("identify", userId=stranger.newcomer.user_id, traits=own))
    form = {**own, "anonymousId": stranger.name, "userId": stranger.newcomer.user_id, "consent": True}
    stranger.ask("POST", "/v1/forms/download", {**form, "messageId": f"c{random.random()}"})
    stranger.world.time.sleep(20 * MINUTE)
    for mail in stranger.inbox[-1:]:
        token = _token_behind(stranger, mail.get("c", "/c/x"))
        stranger.tell(stranger.event("page", context={"mikomi": token}, userId=stranger.newcomer.user_id))
    stranger.tell(stranger.event("alias", previousId=stranger.name, userId=stranger.newcomer.user_id))


def use_a_forwarded_mail(stranger: Stranger, random: Random) -> None:
    """The lead passed a mail on. Its token on one page view; then, without a token, a name, a consent, an address."""
    for mail in stranger.forwarded[-1:]:
        token = _token_behind(stranger, mail.get("c", "/c/x"))
        stranger.tell(stranger.event("page", context={"mikomi": token, "page": {"path": "/"}}))
        agreed = {"consent": {"marketing": True, "text": "x"}}
        address = random.choice([stranger.email, stranger.lead.email])
        traits = {"lastName": "EVIL", "company": "EVIL", "phone": "EVIL", "vip": "no", "email": address}
        who = {"userId": stranger.lead.user_id} if random.random() < 0.5 else {}
        stranger.tell(stranger.event("identify", traits=traits, context=agreed, **who))
        stranger.tell(stranger.event("identify", traits={"lastName": "EVIL"}, context={"mikomi": token}))
        stranger.ask("GET", f"/f/news?mk={quote(token)}", headers=PAGE)
        form = {**traits, "anonymousId": stranger.name, "consent": True, "messageId": f"g{random.random()}"}
        stranger.ask("POST", "/v1/forms/download", {**form, "context": {"mikomi": token}})
        stranger.ask("GET", f"/v1/slots/offer?a={stranger.name}&mk={quote(token)}")


def write_by_a_batch(stranger: Stranger, random: Random) -> None:
    """People who never came here, each said to have sent the form."""
    told = []
    for number in range(8):
        name = f"{stranger.name}-{random.random()}"
        address = f"{UNKNOWN}{stranger.lead.number}-{number}@mail.example"
        told += [
            {**stranger.event("identify", traits={"email": address, "lastName": "EVIL"}), "anonymousId": name},
            {**stranger.event("track", event="Form Submitted", properties={"form": "download"}), "anonymousId": name},
        ]
    stranger.tell(*told)


def write_to_tags(stranger: Stranger, random: Random) -> None:
    """The form, again and again, for one mailbox under other names, from networks all over the world."""
    local, _, domain = stranger.lead.email.partition("@")
    for number in range(8):
        stranger.ip = f"{random.randrange(11, 200)}.{random.randrange(250)}.{random.randrange(250)}.7"
        said = {"email": f"{local}+{random.randrange(10_000)}@{domain}", "lastName": "EVIL", "company": "EVIL"}
        stranger.ask("POST", "/v1/forms/download", {**said, "messageId": f"t{number}{random.random()}"})
        stranger.world.time.sleep(MINUTE)


def fill_an_item_up(stranger: Stranger, random: Random) -> None:
    """Traits without end for the newcomer's address, from browsers without end."""
    for _ in range(12):
        traits = {f"t{random.random()}": "x" * 1_900 for _ in range(14)}
        told = stranger.event("identify", traits={**traits, "email": stranger.newcomer.email})
        stranger.tell({**told, "anonymousId": f"{stranger.name}-{random.random()}"})
        stranger.world.time.sleep(15 * MINUTE)


def _token_behind(stranger: Stranger, link: str) -> str:
    location = stranger.world.http("GET", link, source_ip=stranger.ip).location
    return location.partition("mk=")[2].partition("#")[0]


TAKEOVERS = [
    claim_a_user_id_in_advance,
    use_a_forwarded_mail,
    write_by_a_batch,
    write_to_tags,
    fill_an_item_up,
]


# --- what honest people do meanwhile


def be_named_by_the_server(newcomer: Newcomer, world: World) -> None:
    """Of a task: the company's server says who this user is, after whatever was said before."""
    world.time.sleep(int(world.chance.of("server", newcomer.name).random() * 3 * HOUR) + 15 * HOUR)
    traits = {"email": newcomer.email, "lastName": newcomer.name, "company": f"{newcomer.name}社"}
    said = {"type": "identify", "userId": newcomer.user_id, "messageId": f"server-{newcomer.name}", "traits": traits}
    world.http("POST", "/v1/identify", json.dumps(said, ensure_ascii=False), {"authorization": basic(SECRET_KEY)})


# --- the judge


def of_its_own(items: list[Item]) -> list[object]:
    """What of a lead is nobody's but its own, however often a mail of its was read: who it is, what it said."""
    found: list[object] = []
    for item in items:
        if person := _person_of(item):
            found += [{name: getattr(person, name) for name in THEIR_OWN}, person.traits]
        elif not item["pk"]["S"].startswith("person#"):
            found.append(item)
    return found


def taken_over(siege: Sides) -> list[str]:
    """Newcomers who are not who they are, mails that strangers caused, items that are too large."""
    found = [problem for newcomer in siege.newcomers for problem in _lost(siege.world, newcomer)]
    mails: Counter[tuple[str, int]] = Counter()
    # whoever is forwarded a lead's mail is its reader, whose forms are the lead's own and count with it (`PROVEN`)
    forwarded = {mail_address.mailbox(lead.email) for lead in siege.leads if lead.forwards}
    for mail in siege.world.ses.accepted:
        if mail.to.startswith(UNKNOWN):
            found.append(f"a mail to {mail.to}, who never came here")
        if mail.to.startswith("evil") and any(
            f"{newcomer.name}社" in mail.part("plain") for newcomer in siege.newcomers
        ):
            found.append(f"a newcomer's mail to {mail.to}")
        if mail.to.startswith("p") and mail.at >= siege.begins:
            mails[mail_address.mailbox(mail.to), mail.at // DAY] += 1
    for (who, _), many in mails.items():
        if many > (PROVEN.mails if who in forwarded else MAILS_A_DAY):
            found.append(f"{many} mails a day to {who}")
    for pk in siege.world.dynamodb.tables[siege.world.state_table].items:
        for person in filter(None, map(_person_of, siege.world.partition(pk))):
            if (size := len(stored_json.written(person))) > MOST_BYTES:
                found.append(f"{pk} has {size} bytes")
    return found


def _lost(world: World, newcomer: Newcomer) -> list[str]:
    aliases = world.partition(keys.user_alias(newcomer.user_id))
    items = world.partition(keys.person_pk(aliases[0]["person"]["S"])) if aliases else []
    person = next(filter(None, map(_person_of, items)), None)
    if person is None:
        return [f"nobody is {newcomer.user_id}"]
    wrong = []
    if (person.email, person.trait("lastName")) != (newcomer.email, newcomer.name):
        wrong.append(f"{newcomer.user_id} is {person.email}, {person.trait('lastName')}")
    if any(subject.startswith("a:evil") for subject, member in person.members.items() if member.proof == 2):
        wrong.append(f"a stranger's browser is proven in {newcomer.user_id}")
    return wrong


def _person_of(item: Item) -> Person | None:
    """The person whose item this is; None for an alias and for all that is no person's."""
    found = people.decode(item) if item["sk"]["S"] == keys.PERSON else None
    return found if isinstance(found, Person) else None
