"""`mikomi doctor --sender`: each fault of the DNS and of SES is named with what mends it; what cannot be seen is
said so.

The DNS is a real server on loopback; SES is moto's where moto knows it, and answers by hand where it does not.
"""

import json
import socket
import ssl
import threading
from typing import Any

import boto3
import pytest
from mikomi import clock
from mikomi.aws.refusals import AwsRefusal
from mikomi.cli.sender import account, address, records
from mikomi.cli.sender.findings import Look
from mikomi.cli.sender.words import SAID
from mikomi.cli.sender.zone import Zone

from tests.functions.certificates import certificate
from tests.functions.dns_server import Table, serving
from tests.functions.outbox import at_each_call
from tests.functions.world import REGION

__all__ = ["certificate"]

D = "example.co.jp"
SPF = '"v=spf1 include:amazonses.com ~all"'
FEEDBACK = f"10 feedback-smtp.{REGION}.amazonses.com."
GOOD: Table = {
    (D, "TXT"): [SPF, '"site-verification=1"'],
    (D, "MX"): ["10 mail.example.co.jp."],
    ("amazonses.com", "TXT"): ['"v=spf1 ip4:199.255.192.0/22 -all"'],
    (f"_dmarc.{D}", "TXT"): [f'"v=DMARC1; p=quarantine; rua=mailto:d@{D}"'],
    (f"k1._domainkey.{D}", "CNAME"): ["k1.dkim.amazonses.com."],
    (f"k2._domainkey.{D}", "CNAME"): ["k2.dkim.amazonses.com."],
    (f"bounce.{D}", "MX"): [FEEDBACK],
    (f"bounce.{D}", "TXT"): [SPF],
}


def told(looks: Any) -> dict[str, Look]:
    return {look.code: look for look in looks}


def seen(**table: Any) -> dict[str, Look]:
    """What the DNS checks find where these places differ from good ones (None: nothing there)."""
    places = {
        "spf": (D, "TXT"), "mx": (D, "MX"), "dmarc": (f"_dmarc.{D}", "TXT"), "k1": (f"k1._domainkey.{D}", "CNAME"),
        "from_mx": (f"bounce.{D}", "MX"), "from_spf": (f"bounce.{D}", "TXT"),
    }  # fmt: skip
    changed = {**GOOD, **{places[name]: value for name, value in table.items()}}
    with serving({place: there for place, there in changed.items() if there}) as server:
        zone = Zone(server)
        looks = [
            *records.of_domain(zone, D),
            *records.dkim(zone, D, ["k1", "k2"], "dkim.amazonses.com"),
            *records.mail_from(zone, f"bounce.{D}", REGION),
        ]
    return told(looks)


def test_a_good_sender_is_left_in_peace():
    assert {look.standing for look in seen().values()} == {"fine"}
    assert set(seen()) == {"spf", "dmarc", "mx", "dkim", "mail_from"}


DEEP = [
    '"v=spf1 include:amazonses.com include:a.test a mx ptr exists:x.test '
    'a:b.test a:c.test a:d.test a:e.test a:f.test -all"'
]
FAULTS: list[tuple[dict[str, Any], str, str, str | None]] = [
    ({"spf": None}, "spf_none", "hint", f'{D}.  TXT  "v=spf1 include:amazonses.com ~all"'),
    ({"spf": [SPF, '"v=spf1 include:_spf.google.com -all"']}, "spf_twice", "wrong",
     f'{D}.  TXT  "v=spf1 include:amazonses.com include:_spf.google.com ~all"'),
    ({"spf": ['"v=spf1 mx +all"']}, "spf_open", "wrong", f'{D}.  TXT  "v=spf1 mx ~all"'),
    ({"spf": ['"v=spf1 mx all"']}, "spf_open", "wrong", f'{D}.  TXT  "v=spf1 mx ~all"'),
    ({"spf": ['"v=spf1 include:_spf.google.com -all"']}, "spf_foreign", "hint",
     f'{D}.  TXT  "v=spf1 include:amazonses.com include:_spf.google.com -all"'),
    ({"spf": DEEP}, "spf_deep", "wrong", None),
    ({"mx": None}, "mx_none", "hint", None),
    ({"dmarc": None}, "dmarc_none", "wrong", f'_dmarc.{D}.  TXT  "v=DMARC1; p=none; rua=mailto:dmarc@{D}"'),
    ({"dmarc": ['"v=DMARC1; p=none; rua=mailto:a@b.jp"', '"v=DMARC1; p=reject"']}, "dmarc_twice", "wrong",
     f'_dmarc.{D}.  TXT  "v=DMARC1; p=none; rua=mailto:a@b.jp"'),
    ({"dmarc": ['"v=DMARC1; p=maybe; rua=mailto:a@b.jp"']}, "dmarc_policy", "wrong",
     f'_dmarc.{D}.  TXT  "v=DMARC1; p=none"'),
    ({"dmarc": ['"v=DMARC1; p=none; rua=mailto:a@b.jp"']}, "dmarc_watches", "hint",
     f'_dmarc.{D}.  TXT  "v=DMARC1; p=quarantine; rua=mailto:a@b.jp"'),
    ({"dmarc": ['"v=DMARC1; p=reject"']}, "dmarc_unheard", "hint",
     f'_dmarc.{D}.  TXT  "v=DMARC1; p=reject; rua=mailto:dmarc@{D}"'),
    ({"k1": None}, "dkim_missing", "wrong", f"k1._domainkey.{D}.  CNAME  k1.dkim.amazonses.com"),
    ({"k1": ["elsewhere.example.com."]}, "dkim_missing", "wrong", f"k1._domainkey.{D}.  CNAME  k1.dkim.amazonses.com"),
    ({"from_mx": None}, "mail_from_mx", "wrong", f"bounce.{D}.  MX  {FEEDBACK.rstrip('.')}"),
    ({"from_mx": [FEEDBACK, "20 other.example.com."]}, "mail_from_mx", "wrong",
     f"bounce.{D}.  MX  {FEEDBACK.rstrip('.')}"),
    ({"from_spf": None}, "mail_from_spf", "wrong", f'bounce.{D}.  TXT  "v=spf1 include:amazonses.com ~all"'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "code", "standing", "record"), FAULTS, ids=[f"{code}-{n}" for n, (_, code, *_) in enumerate(FAULTS)]
)
def test_each_fault_of_the_dns_has_the_record_that_mends_it(table, code, standing, record):
    """Exactly one thing is said, and it is the one that is wrong."""
    found = {name: look for name, look in seen(**table).items() if look.standing != "fine"}
    assert set(found) == {code}
    assert found[code].standing == standing
    assert [str(each) for each in found[code].records] == ([record] if record else [])


def test_the_record_that_is_named_mends_it():
    """Whatever record is named: with it in the DNS that fault is gone."""
    for table, code, _, record in FAULTS:
        if record is None:
            continue
        look = seen(**table)[code]
        (place,) = table
        there = [f'"{each.value}"' if each.type == "TXT" else f"{each.value}." for each in look.records]
        assert code not in seen(**{place: there}), code


def test_dmarc_of_the_domain_above_counts():
    """`mail.example.co.jp` is spoken for by `example.co.jp`, in the tag for domains below it."""
    table = {
        **GOOD,
        (f"_dmarc.{D}", "TXT"): ['"v=DMARC1; p=reject; sp=none; rua=mailto:a@b.jp"'],
        (f"mail.{D}", "MX"): ["1 x."],
    }
    with serving(table) as server:
        assert told(records.dmarc(Zone(server), f"mail.{D}")).keys() == {"dmarc_watches"}


def test_a_long_record_in_many_strings_is_one():
    """Over TCP, too: 3 kB of SPF."""
    long = " ".join(f'"ip4:192.0.2.{n} ip4:198.51.100.{n} "' for n in range(100))
    with serving({(D, "TXT"): [f'"v=spf1 include:amazonses.com " {long} "-all"']}) as server:
        assert told(records.spf(Zone(server), D)).keys() == {"spf"}


def test_a_domain_that_is_not_there_and_a_silent_server():
    """The first is a fault; the second no verdict at all."""
    with serving(GOOD, broken=frozenset({f"_dmarc.{D}"})) as server:
        assert told(records.of_domain(Zone(server), "nobody.test")).keys() == {"domain_gone"}
        code, out = run("--sender", D, "--resolver", server, "--json")
    codes = {look["code"]: look["standing"] for look in json.loads(out)["looks"]}
    assert code == 2 and codes["unread"] == "unread" and codes["spf"] == "fine"


def run(*words: str) -> tuple[int, str]:
    """The command, as it is typed."""
    import contextlib
    import io

    from mikomi.cli.__main__ import main

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(["doctor", *words])
    return int(code or 0), out.getvalue()


@pytest.mark.parametrize(("language", "mark"), [("ja", "    DNS に: "), ("en", "    in the DNS: ")])
def test_without_an_account_it_says_what_it_did_not_look_at(language, mark):
    """Exit codes as `check` has: 0 in order, 1 something to mend, 2 not understood; nothing of SES is taken for
    granted."""
    with serving(GOOD) as server:
        code, out = run("--sender", D, "--resolver", server, "--lang", language)
        assert code == 0 and out.count("\n– ") + out.startswith("– ") == 4 and mark not in out
    with serving({**GOOD, (f"_dmarc.{D}", "TXT"): []}) as server:
        code, out = run("--sender", f"news@{D}", "--resolver", server, "--lang", language)
        assert code == 1 and f'{mark}_dmarc.{D}.  TXT  "v=DMARC1' in out
    assert run("--sender", "no domain", "--lang", language)[0] == 2


ACCOUNT: dict[str, Any] = {
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "SendQuota": {"Max24HourSend": 50_000, "MaxSendRate": 14, "SentLast24Hours": 100},
}
IDENTITY: dict[str, Any] = {
    "VerifiedForSendingStatus": True,
    "DkimAttributes": {"SigningEnabled": True, "Tokens": ["k1", "k2"], "SigningAttributesOrigin": "AWS_SES"},
    "MailFromAttributes": {"MailFromDomain": f"bounce.{D}"},
}
DESTINATION = {
    "Enabled": True,
    "MatchingEventTypes": sorted(account.EVENTS),
    "SnsDestination": {"TopicArn": "arn:aws:sns:r:1:t"},
}


def answering(**answers: Any):
    """SES answers so to these operations."""

    def meet(_number, name, carry_out):
        if name not in answers:
            return carry_out()
        if isinstance(answers[name], Exception):
            raise answers[name]
        return answers[name]

    return at_each_call(meet)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, {"production", "sending", "quota"}),
        ({"ProductionAccessEnabled": False}, {"sandbox", "sending", "quota"}),
        ({"SendingEnabled": False}, {"production", "paused", "quota"}),
        ({"EnforcementStatus": "SHUTDOWN"}, {"production", "paused", "quota"}),
        ({"EnforcementStatus": "PROBATION"}, {"production", "review", "quota"}),
        (
            {"SendQuota": {"Max24HourSend": 200, "MaxSendRate": 1, "SentLast24Hours": 0}},
            {"production", "sending", "rate"},
        ),
        (
            {"SendQuota": {"Max24HourSend": 200, "MaxSendRate": 14, "SentLast24Hours": 160}},
            {"production", "sending", "quota_near"},
        ),
    ],
)
def test_what_the_account_says(world, changes, codes):
    with answering(GetAccount={**ACCOUNT, **changes}):
        assert told(account.of_account(14)).keys() == codes


def test_what_the_identity_says(world):
    """Verified and signed by SES, by a key of the company's own, not signed, without MAIL FROM, unknown."""
    own = {"DkimAttributes": {"SigningEnabled": True, "Tokens": ["mine"], "SigningAttributesOrigin": "EXTERNAL"}}
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({}, {"verified", "dkim", "mail_from"}),
        ({"VerifiedForSendingStatus": False}, {"not_verified", "dkim", "mail_from"}),
        (
            {"DkimAttributes": {"SigningEnabled": False, "Tokens": []}},
            {"verified", "dkim_off", "dkim_no_tokens", "mail_from"},
        ),
        (own, {"verified", "dkim_own", "mail_from"}),
        ({"MailFromAttributes": {}}, {"verified", "dkim", "mail_from_none"}),
    ]
    with serving(GOOD) as server:
        for changes, codes in cases:
            with answering(GetEmailIdentity={**IDENTITY, **changes}):
                assert told(account.of_identity(Zone(server), D, REGION)).keys() == codes
        assert told(account.of_identity(Zone(server), D, REGION)).keys() == {"identity_gone"}, (
            "moto knows no such identity"
        )


def test_what_the_configuration_set_says(world):
    """There with everything that must come back, and its way into our queue; each of them missing."""
    topic = boto3.client("sns", region_name=REGION).create_topic(Name="mail-events")["TopicArn"]
    there = {**DESTINATION, "SnsDestination": {"TopicArn": topic}}
    on, back = {"SendingOptions": {"SendingEnabled": True}}, {"EventDestinations": [there]}
    assert told(account.of_configuration("nothing")).keys() == {"gone"}, "moto knows no such set"
    with answering(GetConfigurationSet=on, GetConfigurationSetEventDestinations=back):
        assert told(account.of_configuration("c")).keys() == {"configuration", "events_fine", "way_back_none"}
        queue = f"arn:aws:sqs:{REGION}:123456789012:q"
        boto3.client("sns", region_name=REGION).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)
        assert told(account.of_configuration("c")).keys() == {"configuration", "events_fine", "way_back"}
    few = {**there, "MatchingEventTypes": ["SEND", "DELIVERY"]}
    for each in ([], [few], [{**there, "Enabled": False}]):
        with answering(GetConfigurationSet=on, GetConfigurationSetEventDestinations={"EventDestinations": each}):
            assert told(account.of_configuration("c")).keys() == {"configuration", "events"}
    off = {"SendingOptions": {"SendingEnabled": False}}
    with answering(GetConfigurationSet=off, GetConfigurationSetEventDestinations=back):
        assert "configuration_off" in told(account.of_configuration("c"))


def test_what_may_not_be_asked_is_said(world):
    """A role without the right, and a busy service, are no verdicts on the sender."""
    with answering(GetAccount=AwsRefusal("AccessDeniedException", 403)):
        assert told(account.of_account(14)).keys() == {"no_right"}
    with answering(GetAccount=AwsRefusal("TooManyRequestsException", 429)):
        assert told(account.of_account(14)).keys() == {"unread"}


@pytest.fixture
def https(certificate):
    """A server on this machine with a certificate for `localhost` that ends in two days."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listener.accept()
                with context.wrap_socket(line, server_side=True) as sealed:
                    sealed.recv(1)
            except ssl.SSLError:
                continue
            except OSError:
                return

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


def test_the_host_of_the_links(https, certificate):
    """No name of one's own, no such name, a certificate that nobody vouches for, one that ends soon."""
    with serving({("localhost", "A"): ["127.0.0.1"]}) as server:
        zone, now = Zone(server), clock.now()
        assert told(address.of_host(zone, "x.execute-api.r.amazonaws.com", D, now)).keys() == {"host_foreign"}
        assert told(address.of_host(zone, f"ma.{D}", D, now)).keys() == {"host_gone"}
        assert told(address.of_host(zone, "localhost", D, now, port=https)).keys() == {"certificate"}
        trusted = {"port": https, "trusted": str(certificate)}
        assert told(address.of_host(zone, "localhost", D, now, **trusted)).keys() == {"certificate_ends"}
        long_ago = now - 30 * 86_400_000
        assert told(address.of_host(zone, "localhost", D, long_ago, **trusted)).keys() == {"host"}
        assert told(address.of_host(zone, "localhost", D, now, port=1)).keys() == {"unread"}


def test_every_sentence_is_said_in_both_languages():
    """With the same values in both."""
    import string

    for code, (ja, en) in SAID.items():
        names = [{field for _, field, _, _ in string.Formatter().parse(text) if field} for text in (ja, en)]
        assert names[0] == names[1], code
