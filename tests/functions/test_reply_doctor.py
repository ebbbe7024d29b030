"""`mikomi doctor --sender`, replies: the domain's MX leads to SES, and a rule of SES takes them."""

import pytest
from mikomi.cli.sender import account, records
from mikomi.cli.sender.zone import Zone

from tests.functions.dns_server import serving
from tests.functions.outbox import at_each_call
from tests.functions.world import REGION

D = "example.co.jp"


@pytest.mark.parametrize(
    ("there", "code"),
    [
        ([f"10 inbound-smtp.{REGION}.amazonaws.com."], "reply_mx_fine"),
        ([f"10 inbound-smtp.{REGION}.amazonaws.com.", "20 mail.example.co.jp."], "reply_mx_beside"),
        (["10 inbound-smtp.eu-west-1.amazonaws.com."], "reply_mx"),
        ([], "reply_mx"),
    ],
)
def test_the_reply_domain_leads_to_ses(there, code):
    """Its MX in the stack's region, alone; what is missing is named as it is typed."""
    with serving({(f"reply.{D}", "MX"): there} if there else {}) as server:
        [look] = records.replies(Zone(server), f"reply.{D}", REGION)
    assert look.code == code and (look.standing == "wrong") is (code == "reply_mx")
    if look.records:
        assert str(look.records[0]) == f"reply.{D}.  MX  10 inbound-smtp.{REGION}.amazonaws.com"


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ([{"Enabled": True, "Recipients": [f"reply.{D}"]}], "reply_rule"),
        ([{"Enabled": False, "Recipients": [f"reply.{D}"]}], "reply_rule_none"),
        ([{"Enabled": True, "Recipients": [D]}], "reply_rule_none"),
        ([], "reply_rule_none"),
    ],
)
def test_a_rule_of_ses_takes_the_replies(world, rules, code):
    """In the account's active set, and on."""
    with at_each_call(lambda *_: {"Metadata": {"Name": "others"}, "Rules": rules}):
        [look] = account.of_replies(f"reply.{D}")
    assert look.code == code and look.sentence("ja") and look.sentence("en")
