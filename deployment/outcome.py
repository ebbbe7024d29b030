"""What a stack's outputs and remains say to its owner, in their language."""

from collections.abc import Iterable, Mapping

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


def next_steps(outputs: Mapping[str, str], stack: str, language: str) -> str:
    """The way from a fresh stack to the first lead, with this stack's own values."""
    records = [
        f"     {outputs[name]}"
        for name in ("DkimRecord1", "DkimRecord2", "DkimRecord3", "MailFromRecords", "DmarcRecord", "PublicRecord")
        if name in outputs
    ]
    return _STEPS[language].format(records="\n".join(records), stack=stack, **_shown(outputs))


def _shown(outputs: Mapping[str, str]) -> dict[str, str]:
    names = ("ApiAddress", "ConsoleAddress", "TagSnippet", "SecretOfKeys")
    return {name: outputs.get(name, "–") for name in names}


def what_stays(resources: Iterable[tuple[str, str, str]], language: str) -> str:
    """One line for each resource that outlives its stack, with what it goes on to cost."""
    return "\n".join(
        f"  {logical:<22} {physical}  ({_COSTS.get(kind, ('–', '–'))[language == 'en']})"
        for kind, logical, physical in resources
    )


_STEPS = {
    "ja": """
できました。次にすること:

  1. ドメインの DNS に、次のレコードを追加してください(DMARC はなければ)。
{records}
     反映されると SES がドメインを確かめます。続けて SES のコンソールで、本番環境へのアクセスを申請してください。
     それまでは、確かめたアドレスにしか送れません。
  2. AWS Notifications から届いたメールのリンクを押してください。押すまで、障害の知らせは届きません。
     新しいアカウントの Lambda は同時に 10 個しか動きません。Service Quotas で 1,000 への引き上げを申請してください。
  3. ワークスペースを作り、送ってください。
     .venv/bin/mikomi init document my-company
     .venv/bin/mikomi push my-company --stack {stack}
  4. サイトの全ページの </head> の直前に貼ってください。
     {TagSnippet}
  5. 管理画面: {ConsoleAddress}  (招待のメールにログイン情報があります)
     イベントの送り先: {ApiAddress}
     サーバー用のキー: .venv/bin/mikomi secret-key {SecretOfKeys}
""",
    "en": """
Done. What comes next:

  1. Add these records to the DNS (DMARC only if there is none yet).
{records}
     SES looks for them and then trusts the domain. Ask for production access in SES's console:
     until you have it, mails go to verified addresses alone.
  2. Press the link in the mail of AWS Notifications: before that, no alarm reaches you.
     In a new account Lambda runs ten functions at a time. Ask Service Quotas for 1,000 concurrent executions.
  3. Make a workspace, and send it.
     .venv/bin/mikomi init document my-company --lang en
     .venv/bin/mikomi push my-company --stack {stack}
  4. Paste this into every page of your site, before </head>.
     {TagSnippet}
  5. Console: {ConsoleAddress}  (the invitation mail has your login)
     Where events go: {ApiAddress}
     The key for your servers: .venv/bin/mikomi secret-key {SecretOfKeys}
""",
}
