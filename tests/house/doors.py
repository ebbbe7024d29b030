"""What people and programs do at the doors of the stack that the permissions' story lives through."""

import json
import re
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

import boto3
from mikomi import clock
from mikomi.aws import plans
from mikomi.aws.ledger import Key
from mikomi.core.checking.workspace import belongs
from mikomi.keys import digest
from mikomi.model.plan import Plan
from mikomi.model.push import Manifest, Push, mark, packed
from mikomi.shell.archive import shadow
from mikomi.shell.backtest import run, shares
from mikomi.shell.backtest.shares import AskedShares
from mikomi.shell.backtest.tried import ToTry
from mikomi.shell.erasure import looks

from local import movable, replies, ses_events
from local.stack import WORKSPACE, Stack
from tests.functions.ses_events import body

SECRET = {"authorization": "Basic " + b64encode(b"sk_local:").decode()}
PUBLIC = {"authorization": "Basic " + b64encode(b"wk_local:").decode()}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def visit(stack: Stack, browser: str, *paths: str) -> None:
    for path in paths:
        page = {"type": "page", "anonymousId": browser, "context": {"page": {"path": path}}}
        engaged = {
            "type": "track",
            "event": "Page Engaged",
            "anonymousId": browser,
            "properties": {"path": path, "engaged_ms": 70_000},
        }
        assert post(stack, "/v1/batch", {"batch": [page, engaged]}, PUBLIC).status == 200
    stack.settle()


def redeem(stack: Stack) -> None:
    """A coupon that a slot shows, at the counter."""
    visit(stack, "b-7", "/price", "/price")
    code = re.search(r"START-\w+", stack.request("GET", "/v1/slots/price?a=b-7").text)
    assert code
    for method in ("GET", "POST"):
        assert stack.request(method, f"/v1/coupons/{code[0]}", headers=SECRET).status == 200
    stack.settle()


def stop_mail(stack: Stack, lead: str) -> None:
    """Mail to an address is stopped by hand and let go again; what is on record is looked at."""
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    listed = stack.request("GET", "/console/suppressions", headers=headers).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', listed)
    assert csrf
    said = urlencode({"csrf": csrf[1], "address": "taro@example.com", "because": "phone", "evidence": "letter"})
    for verb in ("", "/lift"):
        sent = stack.request("POST", f"/console/suppressions{verb}", headers=headers, body=said)
        assert sent.status == 302
        for path in ("/v1/suppressions", f"/v1/leads/{lead}/consent"):
            assert stack.request("GET", path, headers=SECRET).status == 200
    stack.settle()


def stop_marketing(stack: Stack) -> None:
    """A marketing mail bounces after all; somebody stops all of it in the console, and lets it go on."""
    rows = boto3.client("dynamodb").scan(TableName=stack.template.name("StateTable"))["Items"]
    mails = [row for row in rows if row["sk"]["S"].startswith("mail#") and row["status"]["S"] == "sent"]
    mail = next(row for row in mails if '"marketing":false' not in row["effect"]["S"])
    said = body("bounce", Key(mail["pk"]["S"], mail["sk"]["S"]), ses_id=mail["ses_id"]["S"], to="nobody@example.org")
    assert stack.mail_events
    boto3.client("sqs").send_message(QueueUrl=stack.mail_events, MessageBody=said)
    stack.settle()
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    for verb in ("stop", "resume"):
        page = stack.request("GET", "/console/sending", headers=headers)
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert csrf
        assert stack.request("POST", f"/console/sending/{verb}", headers=headers, body=f"csrf={csrf[1]}").status == 302


def run_in_the_shadow(stack: Stack) -> None:
    """A plan by which the same pages are worth more, tried every night from now on."""
    with stack.lock:
        stack.lambdas.wear("BacktestFunction")
        said = json.loads(plans.active().model_dump_json(by_alias=True, exclude_none=True))
        for rule in said["scoring"]["rules"]:
            rule["points"] = 3
        assert not shadow.start(Plan.read(json.dumps(said).encode()), "", "sato").again


def try_in_the_stack(stack: Stack) -> None:
    """The plan that runs, tried on everybody by the function; called again it has nothing left to do."""
    with stack.lock:
        stack.lambdas.wear("BacktestFunction")
        to_try = ToTry(plans.active(), None, run.lately("Asia/Tokyo"), clock.now())
        id = shares.begin("house", AskedShares(to_try, 1, plans.pointer_version(), []))
    for _ in range(2):
        assert stack.invoke("BacktestFunction", {"backtest": id, "share": 0})["done"] is True


def night_of_long_ago(stack: Stack) -> None:
    """A night of the shadow that looks at days which the log's table has let go, before they are compacted; a plan
    tried on them by the same function; then another plan takes the place of the one in the shadow, and ends."""
    s3, bucket = boto3.client("s3"), stack.template.name("ArchiveBucket")
    for kind in ("events/", "raw/"):
        kept = s3.list_objects_v2(Bucket=bucket, Prefix=kind)["Contents"][-1]["Key"]
        old = re.sub(r"dt=[\d-]+", "dt=2020-01-01", kept)
        s3.copy_object(Bucket=bucket, Key=old, CopySource={"Bucket": bucket, "Key": kept})
    last = s3.list_objects_v2(Bucket=bucket, Prefix="shadow/days/")["Contents"][-1]["Key"]
    s3.delete_object(Bucket=bucket, Key=last)
    assert stack.invoke("BacktestFunction", {})["days"] == 1
    try_in_the_stack(stack)
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    page = stack.request("GET", "/console/versions/shadow", headers=headers)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    for verb in ("start", "stop"):  # another version takes its place, and ends
        said = f"csrf={csrf[1]}&version=1"
        assert stack.request("POST", f"/console/versions/shadow/{verb}", headers=headers, body=said).status == 302


def look_for_leads(stack: Stack) -> None:
    """What somebody types in the list of leads; kept as a view, and dropped."""
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    page = stack.request("GET", "/console/leads?q=example", headers=headers)
    csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert csrf
    for act in ("name=all&query=q%3Dexample", f"drop={digest('all')}"):
        body = f"csrf={csrf[1]}&{act}"
        assert stack.request("POST", "/console/leads/views", headers=headers, body=body).status == 302


def tell(stack: Stack) -> None:
    """Another system, by a webhook."""
    hook = {"id": "crm", "webhook": {"url": "https://crm.example.co.jp/", "secret": "crm", "wait_up_to": "1d"}}
    trigger = {"when": {"event": "Asked"}}
    ask = {"version": 1, "id": "ask", "name": "CRM", "status": "active", "trigger": trigger, "steps": [hook]}
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="scenarios/ask.json", Body=json.dumps(ask))
    stack.advance(10_000)
    asked = {"type": "track", "event": "Asked", "userId": "u-crm"}
    assert post(stack, "/v1/batch", {"batch": [asked]}, SECRET).status == 200
    stack.settle()
    assert stack.hooks.kept


def push(stack: Stack, removed: str) -> None:
    """All that lies in the bucket is pushed but for one file, which goes."""
    s3 = boto3.client("s3")
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=WORKSPACE)["Contents"]]
    files = {key: s3.get_object(Bucket=WORKSPACE, Key=key)["Body"].read() for key in keys if belongs(key)}
    del files[removed]
    over = json.loads(s3.get_object(Bucket=WORKSPACE, Key="reports/latest.json")["Body"].read())["version"]
    marks = {key: mark(body) for key, body in files.items()}
    whole = Push(manifest=Manifest(over=over, files=marks, removes=(removed,)), contents=files)
    s3.put_object(Bucket=WORKSPACE, Key="pushes/1.zip", Body=packed(whole))
    stack.settle()


def bring_back(stack: Stack, version: int) -> None:
    """The button of an earlier version's page, and what the list says of it afterwards."""
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    page = stack.request("GET", f"/console/versions/{version}", headers=headers).text
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)
    assert csrf
    sent = stack.request("POST", f"/console/versions/{version}/rollback", headers=headers, body=f"csrf={csrf[1]}")
    assert sent.status == 302
    stack.settle()
    assert stack.request("GET", dict(sent.headers)["location"], headers=headers).status == 200


def approve(stack: Stack, refused: bytes, wanted: bytes) -> None:
    """Approval is switched on; of two settings that arrive the first is refused, the second approved."""
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    for settings, verb in ((refused, "refuse"), (wanted, "approve")):
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key="settings.json", Body=settings)
        stack.advance(10_000)
        listed = stack.request("GET", "/console/versions", headers=headers).text
        found = re.search(r"/console/versions/candidates/\d+", listed)
        assert found
        page = stack.request("GET", found[0], headers=headers).text
        said = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        assert stack.request("GET", f"{found[0]}/people", headers=headers).status == 200
        body = urlencode({**said, "because": "test"})
        assert stack.request("POST", f"{found[0]}/{verb}", headers=headers, body=body).status == 302
        stack.settle()


def post(stack: Stack, path: str, content: Any, headers: dict[str, str]) -> Any:
    return stack.request(
        "POST", path, headers={**headers, "content-type": "application/json"}, body=json.dumps(content)
    )


def reply(stack: Stack) -> None:
    """Whoever got the first mail answers it."""
    replies.answer(stack, next(mail for mail in stack.mailbox if mail.to == "taro@example.com"))
    stack.settle()


def return_a_mail(stack: Stack) -> None:
    """SES says of a mail to somebody that their mailbox is full."""
    rows = boto3.client("dynamodb").scan(TableName=stack.template.name("StateTable"))["Items"]
    sent = next(row for row in rows if row["sk"]["S"].startswith("mail#") and row["status"]["S"] == "sent")
    queue, key = ses_events.queue(stack.template), Key(sent["pk"]["S"], sent["sk"]["S"])
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=body("bounce_transient", key, to="full@example.com"))
    stack.touch()
    stack.settle()


def erase(stack: Stack, address: str) -> None:
    """Somebody is erased, as the command asks for it; a server that did not hear of it speaks of them later."""
    late = {"timestamp": movable.iso(clock.now() - 60_000), "userId": "u-late"}
    with stack.lock:
        stack.lambdas.wear("ScheduleStepFunction")
        found = looks.find(address)
        assert found is not None
        looks.ask(found, "dpo")
        stack.touch()
    stack.settle()
    named = {"type": "identify", "traits": {"email": address, "lastName": "山田"}, **late}
    batch = {"batch": [named, {"type": "track", "event": "Seen", **late}]}
    assert post(stack, "/v1/batch", batch, SECRET).status == 200
    stack.settle()
    stack.advance("2h")
    assert looks.find(address) is None


def ask_for_approval(stack: Stack) -> None:
    """Two are taken back before anybody decided, one is refused or approved."""
    company = json.loads(boto3.client("s3").get_object(Bucket=WORKSPACE, Key="settings.json")["Body"].read())
    said = [json.dumps({**company, "approval": True, "note": note}).encode() for note in ("on", "no", "yes")]
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="settings.json", Body=said[0])
    stack.advance(10_000)
    for settings in (said[1], said[0]):  # taken back before anybody decided
        boto3.client("s3").put_object(Bucket=WORKSPACE, Key="settings.json", Body=settings)
        stack.advance(10_000)
    approve(stack, *said[1:])
    back = {**company, "approval": False}
    approve(stack, said[2].replace(b"yes", b"never"), json.dumps(back).encode())


def send_to_those_who_entered(stack: Stack) -> None:
    """A mailing to the people behind a number, and a test of one."""
    asked = "scenario=doc-request&of=doc-request&what=entered"
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    assert stack.request("GET", f"/console/mailings/new?{asked}", headers=headers).status == 200
    csrf = re.search(r'name="csrf" value="([^"]+)"', stack.request("GET", "/console/segments", headers=headers).text)
    assert csrf
    sent = stack.request("POST", "/console/mailings", headers=headers, body=f"{asked}&csrf={csrf[1]}")
    assert sent.status == 302 and "doc-request@sent-" in dict(sent.headers)["location"]
    stack.settle()
    assert stack.request("POST", "/console/preview/faq", headers=headers, body=f"csrf={csrf[1]}").status == 302


def bring_a_list(stack: Stack) -> None:
    """A list is put into the bucket, looked at, and brought in from the console; one of it is a lead already."""
    text = "メール,氏名\ntaro@example.com,山田 次郎\nnew@example.com,佐藤 花子\nuser@example.com,\n"
    boto3.client("s3").put_object(Bucket=WORKSPACE, Key="imports/fair.csv", Body=text.encode())
    stack.settle()
    headers = {**FORM, "host": "127.0.0.1:8000", "origin": "http://127.0.0.1:8000"}
    csrf = re.search(r'name="csrf" value="([^"]+)"', stack.request("GET", "/console/segments", headers=headers).text)
    came = stack.request("GET", "/console/imports/came?key=imports/fair.csv", headers=headers)
    assert csrf and came.status == 302 and stack.request("GET", "/console/imports", headers=headers).status == 200
    place = dict(came.headers)["location"].partition("?")[0]
    wanted = {"csrf": csrf[1], "key": "imports/fair.csv", "consent": "words", "words": "展示会", "tags": "fair"}
    wanted |= {"scenario": "winter-sale"}
    for act in ("look", "do"):
        asked = stack.request("POST", place, headers=headers, body=urlencode({**wanted, "act": act}))
        assert asked.status == 302
        stack.settle()
        page = stack.request("GET", dict(asked.headers)["location"], headers=headers).text
        digest = re.search(r'name="digest" value="([^"]+)"', page)
        wanted |= {"digest": digest[1]} if digest else {}
    assert "Brought in" in page or "取り込みました" in page
