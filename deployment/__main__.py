"""`python -m deployment deploy|remove [--lang ja|en]`: what `make deploy` and `make remove` run."""

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from deployment import account, answers, outcome
from deployment.answers import Answers, Unreadable
from deployment.questions import FIRST, Question, questions
from deployment.sentences import say
from local.template import Template, read

ROOT = Path(__file__).resolve().parents[1]
REGION = "ap-northeast-1"

Problem = Callable[[str], str | None]
"""Why an answer cannot stand; None if it can."""


def main(arguments: Sequence[str] | None = None, folder: Path = ROOT) -> int:
    """0: done; 1: not done, and said why; 2: the command was not understood."""
    parser = argparse.ArgumentParser(prog="deployment")
    parser.add_argument("act", choices=("deploy", "remove"))
    parser.add_argument("--lang", choices=("ja", "en"), default="ja")
    asked = parser.parse_args(arguments)
    template = read(ROOT / "template.yaml")
    try:
        if asked.act == "deploy":
            return _deploy(template, folder, asked.lang)
        return _remove(template, folder, asked.lang)
    except (ClientError, BotoCoreError) as refused:
        return _give_up(say("aws", asked.lang, why=refused))
    except Unreadable as damaged:
        return _give_up(say("damaged", asked.lang, why=damaged))
    except (EOFError, KeyboardInterrupt):
        return _give_up(say("stopped", asked.lang))


def _deploy(template: Template, folder: Path, language: str) -> int:
    if not shutil.which("sam"):
        return _give_up(say("sam", language))
    last = answers.read(folder)
    answered = _asked(template, last, language)
    status = account.status(answered.stack, answered.region)
    if status in account.NO_UPDATE:
        print(say("rolled_back" if status == "ROLLBACK_COMPLETE" else "half", language, stack=answered.stack))
        if left := account.remove(answered.stack, answered.region):
            return _give_up(_not_removed(left, answered, language))
    elif status and status.endswith("_IN_PROGRESS") and status != account.NOTHING_YET:
        return _give_up(say("busy", language, stack=answered.stack, status=status))
    is_new = not status or status == account.NOTHING_YET or status in account.NO_UPDATE
    if is_new and (problem := _in_the_way(answered, language)):
        return _give_up(problem)
    answers.write(folder, answered)
    for command in (["make", "build"], ["sam", "deploy"]):
        print(f"\n$ {' '.join(command)}", flush=True)
        if subprocess.run(command, cwd=folder, check=False).returncode:  # noqa: S603 (two commands of ours)
            return _give_up(say("failed", language, command=" ".join(command)))
    made = account.stack(answered.stack, answered.region)
    if not made or made["StackStatus"] == account.NOTHING_YET:
        return _give_up(say("declined", language))
    outputs = {each["OutputKey"]: each["OutputValue"] for each in made.get("Outputs", [])}
    print(outcome.next_steps(outputs, answered, language, account.usual_region()))
    return 0


def _asked(template: Template, last: Answers | None, language: str) -> Answers:
    print(say("begin", language))
    before = last or Answers("mikomi", REGION, {})
    stack = _answer(say("stack", language), say("which_stack", language), before.stack, _stack_name_in(language))
    region = _answer(say("region", language), say("which_region", language), before.region, _region_in(language))
    given = {one.name: one.usual for one in questions(template.body, language)} | before.parameters
    if last and (stack, region) != (last.stack, last.region):
        given |= account.parameters(stack, region)  # another's answers are no reason to change this one
    listed = {one.name: one for one in questions(template.body, language)}
    given = {name: value for name, value in given.items() if name in listed}
    for name in FIRST:
        given[name] = _parameter(listed[name], given[name], language)
    if input(say("more", language)).strip().lower() in ("y", "yes", "はい"):
        for name, one in listed.items():
            if name not in FIRST:
                given[name] = _parameter(one, given[name], language)
    return Answers(stack, region, given)


def _parameter(one: Question, usual: str, language: str) -> str:
    return _answer(one.label, one.text, usual, lambda answer: one.problem(answer, language))


def _answer(label: str, text: str, usual: str, problem: Problem) -> str:
    print(f"\n{label}\n  {text}")
    while True:
        said = input(f"  [{usual}] > ").strip()
        answer = "" if said == "-" else said or usual
        wrong = problem(answer)
        if not wrong:
            return answer
        print(f"  ✗ {wrong}")


def _stack_name_in(language: str) -> Problem:
    fits = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
    return lambda name: None if fits.fullmatch(name) else say("stack_name", language)


def _region_in(language: str) -> Problem:
    fits = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
    return lambda name: None if fits.fullmatch(name) else say("region_name", language)


def _in_the_way(answered: Answers, language: str) -> str | None:
    """Why a new stack cannot be made so; None if it can. A domain that SES knows already is no fault: it is used."""
    parameters = answered.parameters
    if parameters["SenderIdentity"] == "create" and account.knows_sender(parameters["SenderDomain"], answered.region):
        parameters["SenderIdentity"] = "existing"
        print(say("known", language, domain=parameters["SenderDomain"]))
    bucket = parameters["WorkspaceBucketName"]
    if bucket and account.has_bucket(bucket, answered.region):
        return say("bucket", language, bucket=bucket)
    return None


def _remove(template: Template, folder: Path, language: str) -> int:
    last = answers.read(folder)
    if not last:
        return _give_up(say("unknown", language))
    if not account.stack(last.stack, last.region):
        return _give_up(say("gone", language, stack=last.stack, region=last.region))
    kept = {name for name, one in template.resources.items() if one.get("DeletionPolicy", "").startswith("Retain")}
    remains = account.remains(last.stack, last.region, kept)
    print(say("stays", language, remains=outcome.what_stays(remains, language)))
    if input(say("sure", language, stack=last.stack)).strip() != last.stack:
        return _give_up(say("stopped", language))
    print(say("removing", language), flush=True)
    if left := account.remove(last.stack, last.region):
        return _give_up(_not_removed(left, last, language))
    print(say("removed", language, stack=last.stack))
    return 0


def _not_removed(left: list[tuple[str, str, str]], answered: Answers, language: str) -> str:
    return say(
        "not_removed", language, stack=answered.stack, left=outcome.what_hinders(left, answered.region, language)
    )


def _give_up(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
