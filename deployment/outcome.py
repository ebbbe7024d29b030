"""What a stack's outputs and remains say to its owner, in their language."""

from collections.abc import Iterable, Iterator, Mapping

from deployment.answers import Answers

_COSTS = {
    "AWS::DynamoDB::Table": (
        "1 GB あたり月 0.285 ドル、復元用の控えに 0.228 ドル",
        "0.285 USD a GB and month, 0.228 for its point-in-time copy",
    ),
    "AWS::S3::Bucket": ("1 GB あたり月 0.025 ドル", "0.025 USD a GB and month"),
    "AWS::SecretsManager::Secret": ("月 0.40 ドル", "0.40 USD a month"),
    "AWS::Cognito::UserPool": ("月 1 万人まで無料", "free up to 10,000 users a month"),
    "AWS::SES::EmailIdentity": ("無料", "free"),
}
"""List prices of Tokyo, November 2026."""
_RECORDS = (
    "DkimRecord1",
    "DkimRecord2",
    "DkimRecord3",
    "MailFromRecords",
    "DmarcRecord",
    "ReplyRecord",
    "PublicRecord",
)


def next_steps(outputs: Mapping[str, str], answered: Answers, language: str, region: str | None) -> str:
    """The way from a fresh stack to the first lead, with this stack's own values. `region`: where commands go that
    say nothing of it."""
    values = {
        **{name: outputs.get(name, "–") for name in ("ApiAddress", "ConsoleAddress", "TagSnippet", "SecretOfKeys")},
        **{name: outputs.get(name, "") for name in ("ReplySwitch", "LoginUsers")},
        "records": "\n".join(outputs[name] for name in _RECORDS if name in outputs),
        "mikomi": ("" if region == answered.region else f"AWS_REGION={answered.region} ") + ".venv/bin/mikomi",
        "domain": answered.parameters.get("SenderDomain", ""),
        "stack": answered.stack,
    }
    said = {key: pair[language == "en"].format(**values) for key, pair in _STEPS.items()}
    numbered = (
        f"  {number}. " + said[key].replace("\n", "\n     ") for number, key in enumerate(_steps(outputs, answered), 1)
    )
    return "\n".join(["", said["done"], "", *numbered, ""])


def _steps(outputs: Mapping[str, str], answered: Answers) -> Iterator[str]:
    yield "records"
    if "ReplySwitch" in outputs:
        yield "replies"
    yield "alarms" if answered.parameters.get("AlarmAddress") else "no_alarms"
    yield from ("concurrency", "workspace", "tag")
    yield "console" if answered.parameters.get("ConsoleUser") else "no_user"
    yield "servers"


def what_stays(resources: Iterable[tuple[str, str, str]], language: str) -> str:
    """One line for each resource that outlives its stack, with what it goes on to cost."""
    return "\n".join(
        f"  {logical:<22} {physical}  ({_COSTS.get(kind, ('–', '–'))[language == 'en']})"
        for kind, logical, physical in resources
    )


def what_hinders(resources: Iterable[tuple[str, str, str]], region: str, language: str) -> str:
    """One line for each resource that could not be deleted, with AWS's reason, and the way out where there is one."""
    lines = []
    for kind, logical, why in resources:
        lines.append(f"  {logical:<22} {why}")
        if kind == "AWS::SES::ReceiptRuleSet":
            lines.append(_ACTIVE_RULES[language == "en"].format(region=region))
    return "\n".join(lines)


_ACTIVE_RULES = (
    "    有効なルールセットは消せません。先に実行してください: aws ses set-active-receipt-rule-set --region {region}",
    "    An active rule set cannot be deleted. Run this first: aws ses set-active-receipt-rule-set --region {region}",
)
_STEPS = {
    "done": ("できました。次にすること:", "Done. What comes next:"),
    "records": (
        "ドメインの DNS に、次のレコードを追加してください(DMARC はなければ)。\n"
        "{records}\n"
        "反映されると SES がドメインを確かめます。続けて SES のコンソールで、本番環境へのアクセスを申請してください。\n"
        "それまでは、確かめたアドレスにしか送れません。",
        "Add these records to the DNS (DMARC only if there is none yet).\n"
        "{records}\n"
        "SES looks for them and then trusts the domain. Ask for production access in SES's console:\n"
        "until you have it, mails go to verified addresses alone.",
    ),
    "replies": (
        "返信を受けるには、SES に有効なルールセットがほかになければ、一度だけ実行してください。\n{ReplySwitch}",
        "To receive replies, run this once, if no other rule set of SES is active.\n{ReplySwitch}",
    ),
    "alarms": (
        "AWS Notifications から届いたメールのリンクを押してください。押すまで、障害の知らせは届きません。",
        "Press the link in the mail of AWS Notifications: before that, no alarm reaches you.",
    ),
    "no_alarms": (
        "障害の知らせは誰にも届きません(CloudWatch に出るだけです)。"
        "もう一度 make deploy を実行すると、宛先を入れられます。",
        "No alarm reaches anybody: they show in CloudWatch only. Run make deploy again to say who shall be told.",
    ),
    "concurrency": (
        "新しいアカウントの Lambda は同時に 10 個しか動きません。"
        "Service Quotas で 1,000 への引き上げを申請してください。",
        "In a new account Lambda runs ten functions at a time. Ask Service Quotas for 1,000 concurrent executions.",
    ),
    "workspace": (
        "ワークスペースを作り、送ってください。\n"
        ".venv/bin/mikomi init document my-company --domain {domain}\n"
        "{mikomi} push my-company --stack {stack}",
        "Make a workspace, and send it.\n"
        ".venv/bin/mikomi init document my-company --lang en --domain {domain}\n"
        "{mikomi} push my-company --stack {stack}",
    ),
    "tag": (
        "サイトの全ページの </head> の直前に貼ってください。\n{TagSnippet}",
        "Paste this into every page of your site, before </head>.\n{TagSnippet}",
    ),
    "console": (
        "管理画面: {ConsoleAddress}  (招待のメールにログイン情報があります)",
        "Console: {ConsoleAddress}  (the invitation mail has your login)",
    ),
    "no_user": (
        "管理画面: {ConsoleAddress}  "
        "(まだ誰も入れません。Cognito のユーザープール {LoginUsers} に利用者を追加してください)",
        "Console: {ConsoleAddress}  (nobody may enter yet: add users to the user pool {LoginUsers} in Cognito)",
    ),
    "servers": (
        "イベントの送り先: {ApiAddress}\nサーバー用のキー: {mikomi} secret-key {SecretOfKeys}",
        "Where events go: {ApiAddress}\nThe key for your servers: {mikomi} secret-key {SecretOfKeys}",
    ),
}
