"""template.yaml is sound: what SAM makes of it has no error that CloudFormation would find an hour later."""

import json
import re
from html import unescape
from typing import Any

import pytest
from cfnlint.api import lint
from mikomi.http import CORS

from tests.house import template


def _findings(sam: dict[str, Any]) -> list[str]:
    found = lint(json.dumps(template.transformed(sam)), regions=["ap-northeast-1"])
    return [f"{match.rule.id} {match.message}" for match in found]


def test_the_transformed_template_has_no_finding() -> None:
    """cfn-lint, run on what SAM makes of the template, finds nothing (`sam validate --lint` passes broken ones)."""
    assert _findings(template.raw()) == []


def _misspelt_attribute(sam: dict[str, Any]) -> None:
    sam["Resources"]["TrackFunction"]["Properties"]["Role"] = {"Fn::GetAtt": ["TrackRole", "Name"]}


def _circle(sam: dict[str, Any]) -> None:
    sam["Resources"]["TrackRole"]["DependsOn"] = "TrackFunction"


def _bad_runtime(sam: dict[str, Any]) -> None:
    sam["Globals"]["Function"]["Runtime"] = "python3.99"


def _huge_batch(sam: dict[str, Any]) -> None:
    sam["Resources"]["ScoreFunction"]["Properties"]["Events"]["Log"]["Properties"]["BatchSize"] = 100_000


def _misspelt_enum(sam: dict[str, Any]) -> None:
    sam["Resources"]["EventTable"]["Properties"]["BillingMode"] = "PAY_PER_REQEST"


@pytest.mark.parametrize("damage", [_misspelt_attribute, _circle, _bad_runtime, _huge_batch, _misspelt_enum])
def test_the_check_finds_planted_damage(damage: Any) -> None:
    """The check above bites: each planted fault, of the kinds that SAM's own validation passes, is found."""
    damaged = template.raw()
    damage(damaged)
    assert _findings(damaged)


def test_every_reader_of_yaml_reads_it() -> None:
    """What stands in braces without quotes holds no `?`: some releases of PyYAML, and with them `sam build`, take it
    for the beginning of a key."""
    text = (template.ROOT / "template.yaml").read_text(encoding="utf-8")
    assert re.findall(r"'cron\([^)]*\?[^)]*\)'", text), "there is one, in quotes"
    assert not re.search(r"(?<!')cron\(", text)


def test_every_function_folder_is_in_the_template_and_the_other_way_round() -> None:
    """No function is forgotten in the template, none is declared without its folder."""
    folders = {path.parent.name for path in (template.ROOT / "functions").glob("*/__init__.py")}
    assert folders == set(template.functions())


def test_functions_share_one_runtime_and_one_handler_name() -> None:
    """python3.13 on arm64, `app.handler`, as Globals say: no function goes its own way."""
    usual = template.raw()["Globals"]["Function"]
    assert (usual["Runtime"], usual["Architectures"], usual["Handler"]) == ("python3.13", ["arm64"], "app.handler")
    for name, properties in template.functions().items():
        assert not {"Runtime", "Architectures", "Handler"} & set(properties), name
        assert properties.get("Layers") == OWN_LAYERS.get(name), name


_DUCKDB = [{"Ref": "ArchiveLayer"}]
_LISTS = [{"Ref": "ListsLayer"}]
OWN_LAYERS = {
    "backtest": _DUCKDB,
    "compact": _DUCKDB,
    "results": _DUCKDB,
    "publish": [{"Ref": "CheckingLayer"}],
    "lists": _LISTS,
}
"""Who looks at everybody at once, makes plans of files, reads workbooks; and the layers that nobody else carries."""


@pytest.mark.parametrize(
    ("name", "holds"),
    [
        ("ArchiveLayer", ["duckdb"]),
        ("CheckingLayer", ["css-inline", "mrml", "tinycss2", "webencodings"]),
        ("ListsLayer", ["python-calamine"]),
    ],
)
def test_what_few_need_is_in_a_layer_of_its_own(name: str, holds: list[str]) -> None:
    """Built as the common one is, pinned with hashes, and holding nothing else; the common layer has none of it."""
    layer = template.raw()["Resources"][name]
    assert layer["Metadata"] == template.raw()["Resources"]["CommonLayer"]["Metadata"]
    folder = template.ROOT / layer["Properties"]["ContentUri"]
    assert [file.name for file in folder.iterdir()] == ["requirements.txt"]
    listed = (folder / "requirements.txt").read_text()
    assert re.findall(r"^([\w-]+)==", listed, re.MULTILINE) == holds and "--hash=sha256:" in listed
    common = (template.ROOT / "layers/common/requirements.txt").read_text()
    assert not [each for each in holds if f"\n{each}==" in common]


def test_the_layer_is_built_for_what_runs_it() -> None:
    """The layer's build method and architecture are the functions' own, and its requirements lie where SAM looks."""
    layer = template.raw()["Resources"]["CommonLayer"]
    usual = template.raw()["Globals"]["Function"]
    assert layer["Metadata"] == {"BuildMethod": usual["Runtime"], "BuildArchitecture": usual["Architectures"][0]}
    shipped = template.ROOT / layer["Properties"]["ContentUri"]
    assert (shipped / "requirements.txt").is_file()
    assert (shipped / "mikomi" / "__init__.py").is_file()
    assert not (shipped / "python").exists()


def test_what_cannot_be_made_again_survives_the_stack() -> None:
    """Tables, buckets, the root secret and the logins are retained when the stack is deleted or a resource replaced;
    what a rolled-back creation made is not, so that a first deployment can be tried again. So is SES's identity of the
    domain: another stack may send from it."""
    kept = ("RetainExceptOnCreate", "Retain")
    precious = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool")
    for kind in (*precious, "AWS::SES::EmailIdentity"):
        for name in template.resources(kind):
            resource = template.raw()["Resources"][name]
            assert (resource.get("DeletionPolicy"), resource.get("UpdateReplacePolicy")) == kept, name


def test_tables_can_be_restored_and_expire_and_stream() -> None:
    """Both tables: point-in-time recovery, on-demand price, a stream of new images, `expires_at` as the TTL."""
    tables = template.resources("AWS::DynamoDB::Table")
    assert set(tables) == {"EventTable", "StateTable"}
    for name, table in tables.items():
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True, name
        assert table["BillingMode"] == "PAY_PER_REQUEST", name
        assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}, name
        assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}, name


def test_buckets_are_closed() -> None:
    """Every bucket keeps versions, is encrypted, blocks public access, and refuses connections without TLS."""
    buckets = template.resources("AWS::S3::Bucket")
    guarded = {policy["Bucket"]["Ref"] for policy in template.resources("AWS::S3::BucketPolicy").values()}
    assert guarded == set(buckets)
    for name, bucket in buckets.items():
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}, name
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"], name
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}, name
    for name, policy in template.resources("AWS::S3::BucketPolicy").items():
        [statement] = policy["PolicyDocument"]["Statement"]
        assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}}), (
            name
        )


def test_every_parameter_is_grouped_labelled_and_explained() -> None:
    """Who deploys by the CloudFormation page meets no bare parameter name."""
    sam = template.raw()
    interface = sam["Metadata"]["AWS::CloudFormation::Interface"]
    grouped = [name for group in interface["ParameterGroups"] for name in group["Parameters"]]
    assert sorted(grouped) == sorted(sam["Parameters"])
    assert set(interface["ParameterLabels"]) == set(sam["Parameters"])
    assert all(parameter.get("Description") for parameter in sam["Parameters"].values())


def test_functions_log_into_groups_that_forget() -> None:
    """Each function writes to a log group of its own with a retention: Lambda's default keeps lines for ever."""
    groups = template.resources("AWS::Logs::LogGroup")
    used = [properties["LoggingConfig"]["LogGroup"]["Ref"] for properties in template.functions().values()]
    assert sorted(used) == sorted(groups)
    assert all(group["RetentionInDays"] == {"Ref": "LogDays"} for group in groups.values())


def test_routes_lead_to_the_three_web_functions_once() -> None:
    """No address stands twice, each goes to a declared integration, and each integration may call its function."""
    routes = template.resources("AWS::ApiGatewayV2::Route")
    keys = [route["RouteKey"] for route in routes.values()]
    assert len(keys) == len(set(keys))
    assert not [key for key in keys if key.endswith("/")], "API Gateway refuses a route that ends in a slash"
    integrations = {
        f"integrations/${{{name}}}": integration["IntegrationUri"]["Fn::GetAtt"][0]
        for name, integration in template.resources("AWS::ApiGatewayV2::Integration").items()
    }
    called = {integrations[route["Target"]["Fn::Sub"]] for route in routes.values()}
    allowed = {
        permission["FunctionName"]["Ref"] for permission in template.resources("AWS::Lambda::Permission").values()
    }
    assert called == allowed == {"TrackFunction", "IdentifyFunction", "ConsoleFunction"}


def test_what_a_script_may_read_is_what_the_api_lets_through() -> None:
    """The HTTP API drops CORS headers of functions: each header that ours would expose, it exposes itself."""
    cors = template.resources("AWS::ApiGatewayV2::Api")["HttpApi"]["CorsConfiguration"]
    assert ",".join(cors["ExposeHeaders"]) == CORS["access-control-expose-headers"]
    assert cors["AllowOrigins"] == [CORS["access-control-allow-origin"]]


def test_numbers_in_environments_are_quoted() -> None:
    """CloudFormation makes text of a number, emulators and other tools do not: every literal value is text."""
    for name, properties in template.functions().items():
        for variable, value in properties.get("Environment", {}).get("Variables", {}).items():
            assert isinstance(value, str | dict), (name, variable)


def test_the_console_asks_for_a_second_factor_unless_told_otherwise() -> None:
    """Where it is optional, Cognito's pages never offer to set one up: nobody would have one."""
    pool = template.resources("AWS::Cognito::UserPool")["ConsoleUsers"]
    assert template.raw()["Parameters"]["ConsoleMfa"]["Default"] == "required"
    assert pool["MfaConfiguration"]["Fn::If"] == ["NeedsSecondFactor", "ON", "OPTIONAL"] and pool["EnabledMfas"]


def test_an_invitation_says_where_to_go_in_both_languages() -> None:
    """Cognito's own names no address; ours survives CloudFormation, which makes question marks of Japanese."""
    invitation = template.resources("AWS::Cognito::UserPool")["ConsoleUsers"]["AdminCreateUserConfig"]
    text = invitation["InviteMessageTemplate"]["EmailMessage"]["Fn::Sub"][0]
    assert text.isascii() and "管理画面" in unescape(text) and "your login" in text
    assert all(part in text for part in ("${Address}/console", "{username}", "{####}"))


def test_login_pages_speak_the_language_that_the_console_asks_for() -> None:
    """Only Cognito's managed pages know `lang`, in a tier that has them, and with a style for the client."""
    assert template.resources("AWS::Cognito::UserPoolDomain")["ConsoleLogin"]["ManagedLoginVersion"] == 2
    assert template.resources("AWS::Cognito::UserPool")["ConsoleUsers"]["UserPoolTier"] == "ESSENTIALS"
    [style] = template.resources("AWS::Cognito::ManagedLoginBranding").values()
    assert style["ClientId"] == {"Ref": "ConsoleClient"} and style["UseCognitoProvidedValues"] is True


def test_mails_leave_while_the_records_of_mail_from_are_missing() -> None:
    """From SES's own domain; refusing them would stop everything on the day that somebody tidies up the DNS."""
    identity = template.resources("AWS::SES::EmailIdentity")["SenderDomainIdentity"]
    assert identity["MailFromAttributes"]["BehaviorOnMxFailure"] == "USE_DEFAULT_VALUE"


def test_what_an_attack_can_cost_has_a_bound() -> None:
    """So many requests a second as the owner said, and no more at once."""
    bound = template.resources("AWS::ApiGatewayV2::Stage")["HttpStage"]["DefaultRouteSettings"]
    assert bound["ThrottlingRateLimit"] == bound["ThrottlingBurstLimit"] == {"Ref": "RequestsPerSecond"}


def test_our_own_address_is_never_without_tls() -> None:
    """Links in mails and cookies go to PublicAddress: http:// is refused when it is typed in."""
    pattern = re.compile(template.raw()["Parameters"]["PublicAddress"]["AllowedPattern"])
    assert pattern.match("https://m.example.co.jp") and pattern.match("")
    assert not any(map(pattern.match, ("http://m.example.co.jp", "https://m.example.co.jp/", "m.example.co.jp")))


def test_nothing_that_a_failed_creation_made_stands_in_the_way_of_the_next() -> None:
    """`Retain` would keep what a rolled-back creation made, and its name: SES's identity, a named bucket."""
    policies = {resource.get("DeletionPolicy") for resource in template.raw()["Resources"].values()}
    assert "RetainExceptOnCreate" in policies and "Retain" not in policies


def test_outputs_say_every_record_that_the_domain_needs() -> None:
    """DKIM's three, MAIL FROM's two, DMARC; in letters that survive every way of showing them."""
    outputs = template.raw()["Outputs"]
    values = {name: str(output["Value"]) for name, output in outputs.items()}
    assert all(value.isascii() for value in values.values())
    assert all(f"DkimDNSTokenValue{n}" in values[f"DkimRecord{n}"] for n in (1, 2, 3))
    identity = template.resources("AWS::SES::EmailIdentity")["SenderDomainIdentity"]
    sends_from = identity["MailFromAttributes"]["MailFromDomain"]["Fn::Sub"]
    assert values["MailFromRecords"].count(sends_from) == 2 and "v=DMARC1" in values["DmarcRecord"]
    for output in outputs.values():
        assert output["Description"].split(" / ")[0].isascii()
    replies = outputs["ReplyRecord"]["Value"]["Fn::Sub"]
    assert replies == "${ReplyDomain} MX 10 inbound-smtp.${AWS::Region}.amazonaws.com"
    switch = outputs["ReplySwitch"]["Value"]["Fn::Sub"]
    [rules] = template.resources("AWS::SES::ReceiptRuleSet").values()
    assert switch.endswith(f" {rules['RuleSetName']['Fn::Sub']} --region ${{AWS::Region}}"), "not the profile's region"


def test_the_last_output_leads_from_a_stack_to_the_first_lead() -> None:
    """Who deploys by CloudFormation's page has nothing else: records, production access, the alarm mail, concurrency,
    a workspace of the own domain (publish refuses the sample's sender), the tag, the console."""
    told = template.raw()["Outputs"]["NextStep"]["Value"]["Fn::Sub"]
    assert [line.split(".")[0] for line in re.findall(r"\d\. ", told)] == ["1", "2", "3", "4"]
    for part in ("DNS of ${SenderDomain}", "production access", "AWS Notifications", "concurrent", "TagSnippet"):
        assert part in told, part
    assert "ConsoleAddress" in told and "push my-company --stack ${AWS::StackName}" in told
    assert re.search(r"mikomi init \w+ my-company --domain \$\{SenderDomain\}", told)


def test_an_address_of_ones_own_leads_to_the_api() -> None:
    """With a certificate the stack makes the domain that PublicAddress names, leads it to the API's stage, and says
    which record the DNS needs; without one, or behind a CDN, it makes nothing."""
    [domain] = template.resources("AWS::ApiGatewayV2::DomainName").values()
    [mapping] = template.resources("AWS::ApiGatewayV2::ApiMapping").values()
    assert domain["DomainName"] == {"Fn::Select": [1, {"Fn::Split": ["://", {"Ref": "PublicAddress"}]}]}
    assert mapping == {
        "ApiId": {"Ref": "HttpApi"},
        "DomainName": {"Ref": "PublicDomain"},
        "Stage": {"Ref": "HttpStage"},
    }
    raw = template.raw()
    both = {raw["Resources"][name]["Condition"] for name in ("PublicDomain", "PublicMapping")}
    assert both == {raw["Outputs"]["PublicRecord"]["Condition"]} == {"HasOwnDomain"}
    pattern = re.compile(raw["Parameters"]["CertificateArn"]["AllowedPattern"])
    assert pattern.match("") and pattern.match("arn:aws:acm:ap-northeast-1:123456789012:certificate/0a1b-2c")
    assert not pattern.match("0a1b-2c")
