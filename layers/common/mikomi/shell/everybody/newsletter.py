"""A mailing whose scenario is in the public archive: what anybody may read of it is noted when it begins to go out."""

from mikomi import observe
from mikomi.aws import newsletters
from mikomi.aws.newsletters import Issue
from mikomi.core.mails import newsletter
from mikomi.core.mails.render import Unrenderable
from mikomi.model.base import Millis
from mikomi.model.plan import Plan


def note(mailing: str, scenario: str, plan: Plan, at: Millis) -> None:
    """Note it, if its scenario wants that; asked again it is noted once."""
    sent = plan.scenarios[scenario]
    if not sent.public_archive:
        return
    try:
        title = newsletter.of_nobody(sent, plan, "").title
    except Unrenderable as why:
        observe.log("newsletter_not_shown", level="WARNING", scenario=scenario, reason=why.code)
        return
    newsletters.note(Issue(newsletters.id_of(mailing, at), scenario, plan.version, at, title))
