"""python release.py STATE < acts: one release of Mikomi takes up the local stack's state, does what is asked, and puts
it down again. It runs in a process of its own, on the code that PYTHONPATH names: that of today, or of one before.

Acts, a JSON list: ["begin"], ["absence"], ["view", path], ["download", address], ["contact", address],
["advance", "2d"].
Answers what there is then: mails, people, what could not be carried out, and every line of the log that warns.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

from local import movable, queues, story
from local.stack import WORKSPACE, Stack
from tests.local.test_main_story import MONDAY, WHO, submit, view

Json = dict[str, Any]


def act(stack: Stack, name: str, *asked: str) -> None:
    match name:
        case "begin":
            movable.set_to(int(MONDAY.timestamp() * 1000))
            story.publish(stack)
        case "absence":
            _tell_absence(stack)
        case "view":
            view(stack, asked[0], engaged=60)
        case "download" | "contact":
            said = {"lastName": "山田", "firstName": "健一", "company": "北星精機", "inquiry": "費用", "consent": "on"}
            submit(stack, name, email=asked[0], **said)
        case "advance":
            stack.advance(asked[0])


def _tell_absence(stack: Stack) -> None:
    """The sample's settings with what only later releases know: a rep who is away."""
    from mikomi.aws.clients import client

    place = {"Bucket": WORKSPACE, "Key": "settings.json"}
    told = json.loads(client("s3").get_object(**place)["Body"].read())
    first, second = told["reps"][:2]
    first["away"] = [{"from": "2026-06-01", "until": "2026-06-30", "deputy": second["id"]}]
    client("s3").put_object(**place, Body=json.dumps(told, ensure_ascii=False).encode())
    stack.touch()
    stack.settle()


def read_whole(stack: Stack) -> Json:
    """Everybody as this release reads them, and the log held against them."""
    from mikomi import clock
    from mikomi.aws import everybody, people, plans
    from mikomi.settings import settings
    from mikomi.shell.people import audit

    os.environ.update(stack.environment())
    settings.cache_clear()
    reps = plans.active().settings.reps
    return {
        "away": sum(len(getattr(rep, "away", ())) for rep in reps),
        "people": {each: (people.load(each) is not None) for each in everybody.ids()},
        "lags": [lag.subject for lag in audit.lags(clock.now() + audit.SETTLED) if lag.lacks],
    }


def main() -> None:
    logged = io.StringIO()
    stack = Stack(keep=Path(sys.argv[1]))
    stack.output = logged
    with stack:
        for name, *asked in json.load(sys.stdin):
            act(stack, name, *asked)
        stack.settle()
        names = [name for name in stack.template.of_type("AWS::SQS::Queue") if "DeadLetters" in name]
        letters = [each.body for name in names for each in queues.waiting(stack.template.name(name))]
        mails = [(each["at"][:19], each["to"], each["subject"]) for each in stack.mails()]
        lines = [
            line for line in logged.getvalue().splitlines() if '"level":"WARNING"' in line or '"level":"ERROR"' in line
        ]
        told = {"mails": sorted(mails), "letters": letters, "warnings": lines, "who": WHO, **read_whole(stack)}
    print("\n" + json.dumps(told))


if __name__ == "__main__":
    main()
