"""`mikomi preview … --send-to ME`: the mail as a test, to somebody whom settings.json names, and what SES answered."""

import argparse
import sys

from mikomi import clock
from mikomi.aws.ses import Accepted, Busy, NoAnswer, Rejected, Unready
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.mails import trial_mail
from mikomi.core.mails.message import Unwritable
from mikomi.core.mails.sample import SampleMail
from mikomi.model.company import CompanySettings

NOT_OURS: Pair = (
    "「{to}」にはテストを送れません。送れるのは settings.json にある宛先だけです: {among}",
    'No test goes to "{to}": only to those whom settings.json names: {among}',
)
TOO_MANY: Pair = (
    "この1時間のテスト送信は {most} 通に達しました。しばらくしてから、もう一度お試しください。",
    "There were {most} tests within this hour. Please try again in a while.",
)
UNWRITABLE: Pair = ("このメールは書けません（{why}）。", "This mail cannot be written ({why}).")
ACCEPTED: Pair = ("テストを {to} に送りました。SES の受付番号: {code}", "The test went to {to}. SES took it as {code}.")
BUSY: Pair = (
    "SES は今は受け付けませんでした（{code}）。送られていません。しばらくしてから、もう一度お試しください。",
    "SES did not take it now ({code}), and nothing was sent. Please try again in a while.",
)
UNREADY: Pair = (
    "SES の設定のため断られました（{code}）。送られていません。直し方は mikomi doctor --sender {domain} で分かります。",
    "SES refused it for its set-up ({code}), and nothing was sent. See: mikomi doctor --sender {domain}",
)
REJECTED: Pair = (
    "SES に断られました（{code}）。送られていません。差出人のドメイン（サンドボックスでは宛先も）が、"
    "SES で確認済みか見てください。",
    "SES refused it ({code}), and nothing was sent. See that the sender's domain, and in the sandbox the receiver, is "
    "verified in SES.",
)
NO_ANSWER: Pair = (
    "SES から答えがありませんでした（{code}）。送られたかもしれません。受信箱を確かめてください。",
    "SES did not answer ({code}). It may have been sent: look into the inbox.",
)


def sent(made: SampleMail, to: str, settings: CompanySettings, spoken: argparse.Namespace) -> int:
    """0 if SES took it, 1 if it did not, 2 if it may not be sent there or cannot be written."""
    from mikomi.shell.operator import trial

    address = trial_mail.receiver(to, settings)
    if address is None:
        print(say(NOT_OURS, spoken, to=to, among=", ".join(trial_mail.receivers(settings))), file=sys.stderr)
        return WRONG
    try:
        outcome = trial.send(made, address, settings, clock.now())
    except trial.TooMany:
        print(say(TOO_MANY, spoken, most=trial.MOST), file=sys.stderr)
        return LEFT
    except Unwritable as why:
        print(say(UNWRITABLE, spoken, why=why), file=sys.stderr)
        return WRONG
    match outcome:
        case Accepted(ses_id=code):
            print(say(ACCEPTED, spoken, to=address, code=code))
            return DONE
        case Busy(code=code):
            told = say(BUSY, spoken, code=code)
        case Unready(code=code):
            told = say(UNREADY, spoken, code=code, domain=settings.sender.address.rpartition("@")[2])
        case Rejected(code=code):
            told = say(REJECTED, spoken, code=code)
        case NoAnswer(code=code):
            told = say(NO_ANSWER, spoken, code=code)
    print(told, file=sys.stderr)
    return LEFT
