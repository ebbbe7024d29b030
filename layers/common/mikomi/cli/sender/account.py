"""What SES says: the account, the sender's identity, the configuration set, and the way back for what bounces."""

from collections.abc import Iterator

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.cli.sender import records
from mikomi.cli.sender.findings import DnsRecord, Look, fine, hint, unread, wrong
from mikomi.cli.sender.zone import Zone
from mikomi.model.base import Json
from mikomi.shell import breaker

EVENTS = {"SEND", "DELIVERY", "BOUNCE", "COMPLAINT", "REJECT", "DELIVERY_DELAY"}
"""What must come back, so that a mail goes out once and a dead address is not written to again."""
NEARLY = 0.8
"""Share of the day's quota from which it is told."""


def of_account(mails_per_second: int) -> Iterator[Look]:
    """May this account send, to whom, how much?"""
    told = _asked("GetAccount")
    if isinstance(told, Look):
        yield told
        return
    yield fine("production") if told.get("ProductionAccessEnabled") else wrong("sandbox")
    standing = str(told.get("EnforcementStatus", "HEALTHY"))
    if not told.get("SendingEnabled", True) or standing == "SHUTDOWN":
        yield wrong("paused")
    elif standing != "HEALTHY":
        yield hint("review", standing=standing)
    else:
        yield fine("sending")
    quota = told.get("SendQuota", {})
    day, sent, rate = (quota.get(name, 0) for name in ("Max24HourSend", "SentLast24Hours", "MaxSendRate"))
    says = {"day": f"{day:,.0f}", "sent": f"{sent:,.0f}", "rate": f"{rate:g}", "ours": mails_per_second}
    if 0 < rate < mails_per_second:
        yield wrong("rate", **says)
    elif day > 0 and sent >= NEARLY * day:
        yield hint("quota_near", **says)
    else:
        yield fine("quota", **says)


def quota_of_a_day() -> int | None:
    """How many mails SES takes in 24 hours; None where that cannot be read, or there is no end to it."""
    told = _asked("GetAccount")
    most = 0 if isinstance(told, Look) else int(told.get("SendQuota", {}).get("Max24HourSend", 0))
    return most if most > 0 else None


def of_identity(zone: Zone, domain: str, region: str) -> Iterator[Look]:
    """Is the domain verified, does SES sign, to where do bounces return?"""
    told = _asked("GetEmailIdentity", EmailIdentity=domain)
    if isinstance(told, Look):
        yield told
        return
    signing = told.get("DkimAttributes", {})
    tokens = list(signing.get("Tokens", ()))
    yield (
        fine("verified", domain=domain)
        if told.get("VerifiedForSendingStatus")
        else wrong("not_verified", domain=domain)
    )
    if not signing.get("SigningEnabled", True):
        yield wrong("dkim_off", domain=domain)
    if not tokens:
        yield wrong("dkim_no_tokens", domain=domain)
    elif signing.get("SigningAttributesOrigin") == "EXTERNAL":
        yield from records.own_dkim(zone, domain, tokens[0])
    else:
        yield from records.dkim(zone, domain, tokens, signing.get("SigningHostedZone") or "dkim.amazonses.com")
    returns = told.get("MailFromAttributes", {}).get("MailFromDomain")
    if returns:
        yield from records.mail_from(zone, returns, region)
    else:
        name = f"bounce.{domain}"
        yield hint(
            "mail_from_none",
            DnsRecord(name, "MX", f"10 feedback-smtp.{region}.amazonses.com"),
            DnsRecord(name, "TXT", f"v=spf1 {records.SES} ~all"),
            domain=domain,
            name=name,
        )


def of_configuration(name: str) -> Iterator[Look]:
    """The configuration set, and what it sends on: without that no bounce is heard of."""
    told = _asked("GetConfigurationSet", ConfigurationSetName=name)
    if isinstance(told, Look):
        yield told
        return
    enabled = told.get("SendingOptions", {}).get("SendingEnabled", True)
    yield fine("configuration", name=name) if enabled else wrong("configuration_off", name=name)
    sent_on = _asked("GetConfigurationSetEventDestinations", ConfigurationSetName=name)
    if isinstance(sent_on, Look):
        yield sent_on
        return
    there = [each for each in sent_on.get("EventDestinations", ()) if each.get("Enabled") and "SnsDestination" in each]
    missing = EVENTS - {kind for each in there for kind in each.get("MatchingEventTypes", ())}
    if not there or missing:
        yield wrong("events", name=name, missing=", ".join(sorted(missing)))
        return
    yield fine("events_fine", name=name)
    yield from _way_back(there[0]["SnsDestination"]["TopicArn"])


def _way_back(topic: str) -> Iterator[Look]:
    """From the topic into our queue."""
    try:
        told = call("sns", "ListSubscriptionsByTopic", TopicArn=topic)
    except AwsRefusal as refused:
        yield _look_of(refused, "ListSubscriptionsByTopic")
        return
    there = [each for each in told.get("Subscriptions", ()) if each.get("Protocol") == "sqs"]
    held = [each for each in there if str(each.get("SubscriptionArn", "")).startswith("arn:")]
    yield fine("way_back") if held else wrong("way_back_none", topic=topic.rpartition(":")[2])


def of_warm_up() -> Iterator[Look]:
    """How far a new domain is, and how many mails wait for tomorrow; nothing where no warm-up is asked for."""
    stands = breaker.look()
    warm = stands.warm_up
    if warm is None:
        return
    tomorrow = "–" if warm.tomorrow is None else f"{warm.tomorrow:,}"
    says: Json = {"day": warm.day, "days": warm.days, "sent": warm.sent, "ceiling": warm.ceiling, "tomorrow": tomorrow}
    waiting = breaker.waiting(stands)
    if waiting is None:
        yield fine("warm_up", **says)
    else:
        yield hint("warm_up_waits", waiting=f"{waiting.number:,}" + "+" * waiting.is_more, **says)


def of_replies(domain: str) -> Iterator[Look]:
    """Does SES take mail for the reply domain, by a rule that works?"""
    try:
        told = call("ses", "DescribeActiveReceiptRuleSet")
    except AwsRefusal as refused:
        yield _look_of(refused, "DescribeActiveReceiptRuleSet")
        return
    rules = [each for each in told.get("Rules", ()) if each.get("Enabled") and domain in each.get("Recipients", ())]
    active = str(told.get("Metadata", {}).get("Name", ""))
    yield fine("reply_rule", domain=domain) if rules else wrong("reply_rule_none", domain=domain, active=active or "–")


def _asked(operation: str, **params: str) -> Json | Look:
    try:
        return call("sesv2", operation, **params)
    except AwsRefusal as refused:
        return _look_of(refused, operation, *params.values())


def _look_of(refused: AwsRefusal, operation: str, *about: str) -> Look:
    if refused.code in ("NotFoundException", "NotFound"):
        return wrong("gone" if operation == "GetConfigurationSet" else "identity_gone", name=" ".join(about))
    if refused.passes:
        return unread(operation, refused.code)
    return wrong("no_right", operation=operation, why=refused.code)
