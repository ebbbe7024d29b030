"""What can be made of an address, a user id, a forwarded mail: chain by chain, through the fold."""

import pytest
from mikomi import keys
from mikomi.aws import people
from mikomi.core.mails import limits
from mikomi.core.people import rights
from mikomi.model.effects import SendMail
from mikomi.model.form import Form
from mikomi.model.person import IS, READ, Member, Person, Trait
from mikomi.shell.people import fold, rebuild

from tests.core.story import at, plan_of
from tests.functions.test_fold import SCORING, identify, person_at, points, view
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
VICTIM, EVIL = "victim@example.com", "evil@example.com"
THANKS = {
    "id": "thanks",
    "trigger": {"when": {"submitted": "download"}},
    "reentry": "after_exit",
    "steps": [{"id": "m", "mail": {"template": "t", "kind": "transactional"}}],
}
FORM = {"id": "download", "name": "f", "fields": [{"trait": "email", "type": "email", "label": "e"}]}


@pytest.fixture
def shop(world):
    plan = plan_of([THANKS], SCORING)
    world.publish(plan.model_copy(update={"forms": {"download": Form.model_validate(FORM)}}))
    return world


def tell(subject, *events, later):
    fold.fold_packets([packet(subject, *events, at=NOW + later)])


def by_key(number, **more):
    return identify(number, proof=2, origin="server", **more)


def clicked(lead):
    return {
        "id": "click",
        "type": "track",
        "name": "Mail Clicked",
        "proof": 2,
        "origin": "mail",
        "subject": f"p:{lead}",
    }


def came_by(lead, number=90):
    return {**view(number, "/"), "proof": 2, "context": {"recognised": lead, "page": {"path": "/"}}}


def form(number, email, **traits):
    """A form's two events, as `core.tracking.forms` makes them."""
    return (
        identify(number, email, traits=traits, origin="form"),
        {"id": f"f{number}", "type": "track", "name": "Form Submitted", "properties": {"form": "download"},
         "traits": {"email": email}, "origin": "form"},
    )  # fmt: skip


def mailed(person):
    return [effect.id for effect in person.effects if effect.kind == "mail" and effect.skip is None]


# --- a user id belongs to whom the secret key names


def test_a_user_id_that_was_claimed_in_advance_is_the_users_own(shop):
    """With the public key a stranger names U1001 and an address of its own, and reads the mail that comes. What the
    company's server then says of U1001 makes a lead of its own; the stranger's address gets none of it."""
    tell("a:evil", identify(1, EVIL, user="U1001"), later=0)
    stranger = person_at("a:evil").id
    tell(f"p:{stranger}", clicked(stranger), later=1)
    tell("a:evil", came_by(stranger), later=2)
    tell("u:U1001", by_key(3, user="U1001", traits={"lastName": "本物"}), later=3)
    tell("u:U1001", by_key(4, user="U1001", email=VICTIM), later=4)
    lead = person_at(keys.lead_id("user:U1001"))
    assert (lead.user_id, lead.email, lead.trait("lastName")) == ("U1001", VICTIM, "本物")
    assert "a:evil" not in lead.members and person_at("a:evil").trait("lastName") is None
    tell("a:evil", identify(5, "other@example.com", user="U1001"), later=5)
    assert person_at(lead.id).email == VICTIM


def test_a_user_id_that_was_noted_before_leads_to_its_user_once_the_key_says_so(shop):
    """A browser said so first, of the very lead that the server then names: from now on the id alone leads there."""
    tell("a:b1", identify(1, VICTIM), identify(2, user="U1001"), later=0)
    lead = person_at("a:b1").id
    assert (person_at(lead).user_id, people.find_alias(keys.user_alias("U1001"))) == ("U1001", None)
    tell("u:U1001", by_key(3, user="U1001", email=VICTIM), later=1)
    assert people.find_alias(keys.user_alias("U1001")) == lead
    tell("u:U1001", view(4), later=2)
    assert "u:U1001" in person_at(lead).members and person_at(lead).members["u:U1001"].events == 2


def test_a_user_id_that_a_former_release_gave_away_is_taken_back(shop):
    """Items of before: a lead proven by a click holds U1001 and its alias. The server's word takes it away, once, as a
    conflict that both leads show; cut off or repeated it is the same."""
    born = keys.lead_id("user:U1001")
    held = Person(id=born, proof=2, email=EVIL, user_id="U1001", members={"a:evil": Member(first_at=1, last_at=1)})
    people.commit(held)
    people.give_alias(keys.user_alias("U1001"), born, NOW)
    for again in (0, 1):
        tell("u:U1001", by_key(3, user="U1001", traits={"lastName": "本物"}), later=again)
    owner = people.find_alias(keys.user_alias("U1001"))
    assert owner == keys.heir_id("U1001")
    lead, other = person_at(owner), person_at(born)
    assert (lead.user_id, lead.trait("lastName"), lead.conflicts) == ("U1001", "本物", (born,))
    assert (other.user_id, other.email, other.conflicts, other.trait("lastName")) == (None, EVIL, (owner,), None)


def test_a_user_of_a_former_release_stays_who_the_server_said(shop):
    """Items of before have one mark for all. Whom a server had named by address, or whose address it names now, is not
    parted from the past."""
    shown = {"email": Trait(value="one@example.com", at=1, proof=2)}
    people.commit(Person(id="l_one", proof=2, email="one@example.com", user_id="U1", traits=shown))
    people.commit(Person(id="l_two", proof=1, email="two@example.com", user_id="U2"))
    for user, lead in (("U1", "l_one"), ("U2", "l_two")):
        people.give_alias(keys.user_alias(user), lead, NOW)
    people.give_alias(keys.email_alias("two@example.com"), "l_two", NOW)
    tell("u:U1", by_key(1, user="U1"), later=0)
    tell("u:U2", by_key(2, user="U2", email="two@example.com"), later=0)
    assert (person_at("l_one").user_proof, person_at("l_two").user_proof) == (IS, IS)
    assert person_at("l_one").conflicts == person_at("l_two").conflicts == ()


def test_the_address_of_a_proven_lead_is_moved_by_the_key_alone(shop):
    """Its own browser, a reader's, a form: none of them; the server's identify does."""
    tell("a:own", by_key(1, user="U1", email=VICTIM), later=0)
    lead = person_at("a:own").id
    tell("a:own", identify(2, EVIL, user="U1"), later=1)
    tell("a:own", *form(3, EVIL), later=2)
    assert person_at(lead).email == VICTIM and person_at(keys.lead_id(f"email:{EVIL}")).email == EVIL
    tell("u:U1", by_key(4, user="U1", email="new@example.com"), later=3)
    assert person_at(lead).email == "new@example.com"


# --- whoever is forwarded a mail


def test_who_was_forwarded_a_mail_reads_and_writes_nothing(shop):
    """The token stands on one page view. Afterwards name, number, consent and address are what they were; nor does the
    browser bring what it had said of itself before; what it looks at counts."""
    tell("a:srv", by_key(1, user="U1", email=VICTIM, traits={"lastName": "本物"}), later=0)
    lead = person_at("a:srv")
    agreed = {"consent": {"marketing": True, "text": "x", "source": "x"}}
    tell("a:evil", identify(2, traits={"phone": "090"}), later=1)
    tell("a:evil", came_by(lead.id), view(3), later=2)
    tell("a:evil", identify(4, VICTIM, user="U1", traits={"lastName": "偽", "title": "偽"}, context=agreed), later=3)
    tell("a:evil", identify(5, EVIL, user="U1"), later=4)
    tell("a:evil", *form(6, VICTIM, phone="090"), later=5)
    after = person_at(lead.id)
    assert (after.traits, after.consent, after.email, after.user_id) == (lead.traits, None, VICTIM, "U1")
    assert rights.may_see(after, "a:srv") and not rights.may_see(after, "a:evil")
    assert points(after) == 40 and mailed(after), "what a reader does counts: a page, a form"


# --- mail to strangers at volume


def test_a_form_of_ours_is_sent_by_the_form_alone(shop):
    """Fifty addresses and fifty "Form Submitted" with the public key are fifty claims and no mail; the reason is told.
    A form of the site's own that the plan does not have counts as it says."""
    said = {"type": "track", "name": "Form Submitted", "properties": {"form": "download"}}
    for number in range(5):
        tell(f"a:s{number}", identify(number, f"s{number}@example.com"), {"id": f"t{number}", **said}, later=number)
        person = person_at(f"a:s{number}")
        assert (person.enrolments, mailed(person), points(person)) == ((), [], 0)
    tell("a:own", by_key(7, email=VICTIM), later=7)
    tell("a:own", {"id": "t", **said}, later=8)
    tell("u:U1", {"id": "t", **said, "origin": "server", "proof": 2}, later=8)
    tell("a:form", *form(9, "form@example.com"), later=9)
    assert all(points(person_at(who)) == 30 for who in ("a:own", keys.lead_id("user:U1"), "a:form"))


# --- a form is about the address in it


@pytest.mark.parametrize("known", ["nobody", "unproven", "proven"])
def test_a_form_from_a_leads_browser_is_about_the_address_in_it(shop, known):
    """A corrected typo, a family's PC, a tablet at a fair: mail, scenario and points are the address's, and the first
    lead gets none. A proven lead's address is answered by a lead of its own, and the proven one is as it was."""
    tell("a:pc", *form(1, "first@example.com"), later=0)
    if known == "unproven":
        tell("a:phone", identify(2, VICTIM), later=1)
    if known == "proven":
        tell("u:U1", by_key(2, user="U1", email=VICTIM), later=1)
    owner = people.find_alias(keys.email_alias(VICTIM))
    before = people.load(owner) if owner else None
    first = person_at("a:pc")
    tell("a:pc", *form(3, VICTIM, lastName="次"), later=2)
    about = keys.beside_id("a:pc", VICTIM) if known == "proven" else keys.lead_id(f"email:{VICTIM}")
    second = person_at(about)
    assert (second.email, second.trait("lastName"), points(second), len(mailed(second))) == (VICTIM, "次", 30, 1)
    assert person_at("a:pc") == first and first.email == "first@example.com"
    (thanks,) = (effect for effect in second.effects if isinstance(effect, SendMail))
    assert limits.limit_of(thanks, second, None) == limits.UNPROVEN
    if known == "proven":
        assert person_at(owner) == before
    assert second.id != first.id


def test_a_tablet_at_a_fair_keeps_everybody_apart(shop):
    """Three proven customers and a newcomer fill in one browser's form: four leads, none merged."""
    who = [f"{name}@example.com" for name in ("a", "b", "c")]
    for number, email in enumerate(who):
        tell(f"u:U{number}", by_key(number, user=f"U{number}", email=email), later=number)
    for number, email in enumerate([*who, "new@example.com"], start=10):
        tell("a:tablet", *form(number, email), later=number)
    leads = [person_at(keys.visitor_id("a:tablet"))]
    leads += [person_at(keys.beside_id("a:tablet", email)) for email in who[1:]]
    leads += [person_at(keys.lead_id("email:new@example.com"))]
    assert [lead.email for lead in leads] == [*who, "new@example.com"]
    assert [points(lead) for lead in leads] == [30, 30, 30, 30] and all(len(mailed(lead)) == 1 for lead in leads)


def test_whose_browser_it_is_is_no_part_of_whom_it_told_more(shop):
    """A tablet told its owner one event and a guest two, before a key shows whose the guest's address is. That is no
    merge which was cut off: the guest's next form is about whoever the tablet is beside its owner."""
    tell("a:pc", by_key(1, user="U1", email="owner@example.com"), later=0)
    tell("a:pc", *form(2, VICTIM), later=1)
    tell("u:U2", by_key(3, user="U2", email=VICTIM), later=2)
    lead = people.find_alias(keys.email_alias(VICTIM))
    tell("a:pc", *form(4, VICTIM), later=3)
    assert [person_at(who).members["a:pc"].events for who in (lead, keys.beside_id("a:pc", VICTIM))] == [2, 2]


def test_a_lead_of_a_browser_is_not_merged_into_whose_mail_is_read_there(shop):
    """Two known leads never merge silently: a browser that is a lead under one address opens another's mail."""
    tell("u:U1", by_key(1, user="U1", email=VICTIM), later=0)
    tell("a:pc", *form(2, VICTIM), later=1)
    tell("u:U2", by_key(3, user="U2", email="wife@example.com"), later=2)
    other = keys.lead_id("user:U2")
    tell("a:pc", came_by(other), later=3)
    assert person_at("a:pc").email == VICTIM and person_at(other).members["a:pc"].proof == 2
    assert rights.address_degree(person_at(other)) == IS


def test_what_a_click_shows_is_that_the_address_is_read(shop):
    """Proof is a mark of the identifier: the click shows the address and nothing of a user id beside it."""
    tell("a:b1", identify(1, "a@example.com", user="U7"), later=0)
    lead = person_at("a:b1")
    assert (lead.user_id, rights.whom(lead), people.find_alias(keys.user_alias("U7"))) == ("U7", "unproven", None)
    tell(f"p:{lead.id}", clicked(lead.id), later=1)
    after = person_at("a:b1")
    assert (rights.whom(after), rights.address_degree(after), rights.user_degree(after)) == ("read", READ, 1)

    """I9: claims that were not believed, forms beside a lead: nothing is different in the log's order."""


def test_people_of_every_rule_are_rebuilt_as_they_are(shop):
    """I9: claims not believed, forms beside a lead, a user by the key: nothing is different in the log's order."""
    from mikomi.aws import log

    story = [
        ("a:pc", form(1, "first@example.com")),
        ("u:U1", (by_key(2, user="U1", email=VICTIM),)),
        ("a:pc", form(3, VICTIM)),
        ("a:evil", (identify(4, EVIL, user="U1"), view(5))),
    ]
    for later, (subject, events) in enumerate(story):
        one = packet(subject, *events, at=NOW + later)
        assert log.append(one)
        fold.fold_packets([one])
    told = [person_at(who).id for who in ("a:pc", keys.lead_id("user:U1"), keys.beside_id("a:pc", VICTIM), "a:evil")]
    assert len(set(told)) == 4
    for who in told:
        assert rebuild.rebuild_person(who) is False, who


# --- what was begun is ended


def test_a_merge_that_was_cut_off_is_ended_though_the_lead_would_not_take_the_browser_any_more(shop, monkeypatch):
    """The lead was written with the browser's past in it, the browser's place was not: and before the packet comes
    again the lead's mail is read, so that nobody joins it any more by an address alone. Each event counts once."""
    tell("a:b1", identify(1, VICTIM), later=0)
    lead = person_at("a:b1").id
    tell("a:b2", view(2), view(3), later=1)
    with monkeypatch.context() as aws:
        aws.setattr(people, "put_alias", _cut_off)
        with pytest.raises(_Cut):
            tell("a:b2", view(4), identify(5, VICTIM), later=2)
    tell(f"p:{lead}", clicked(lead), later=3)
    assert rights.whom(person_at(lead)) == "read"
    tell("a:b2", view(4), identify(5, VICTIM), later=2)
    assert person_at("a:b2").id == lead
    assert person_at(lead).members["a:b2"].events == 4 and points(person_at(lead)) == 30


class _Cut(Exception):
    """The process ends here."""


def _cut_off(*_args):
    raise _Cut
