"""How many mails an address may get: by the kind of the mail, and by who is behind the address."""

from mikomi.core.mails import limits
from mikomi.model.base import DAY
from mikomi.model.company import Limits
from mikomi.model.effects import Confirms
from mikomi.model.limit import Limit
from mikomi.model.person import Person

from tests.core.mails import decided

COMPANY = Limits.model_validate({"marketing_mails": 2, "per": "7d"})
HOLDER = Person(id="l_1", email="a@example.com", proof=2)
TYPED = Person(id="l_1", email="a@example.com", proof=1)
BORROWED = Person(id="v_1", email="a@example.com", proof=2)
"""A browser whose sender typed in the address of somebody proven, and who followed a link in a mail to it."""


def test_marketing_mail_has_the_companys_limit_whoever_gets_it():
    """As the running plan says it; where it says nothing there is none."""
    for person in (HOLDER, TYPED, BORROWED):
        assert limits.limit_of(decided(), person, COMPANY) == Limit(2, 7 * DAY)
        assert limits.limit_of(decided(), person, None) is None


def test_who_has_shown_to_hold_the_address_may_get_more_of_other_mails():
    """Only a lead whose address is proven; not who typed it in, nor whose browser is still a visitor's."""
    thanks = decided("thanks")
    assert limits.limit_of(thanks, HOLDER, COMPANY) == Limit(20, DAY, "transactional")
    assert limits.limit_of(thanks, TYPED, COMPANY) == Limit(3, DAY, "transactional")
    assert limits.limit_of(thanks, BORROWED, COMPANY) == Limit(3, DAY, "transactional")


def test_a_confirmation_is_asked_for_once_a_day_from_everybody():
    """Counted apart from other mails, and never more often for a holder."""
    asks = decided("thanks", confirms=Confirms(form="news", language="ja"))
    for person in (HOLDER, TYPED, BORROWED):
        assert limits.limit_of(asks, person, COMPANY) == Limit(1, DAY, "confirmations")
