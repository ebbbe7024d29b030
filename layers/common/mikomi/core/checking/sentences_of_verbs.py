"""What the check says of single verbs, of owners and of bands, and of what a mail does. Part of `sentences`."""

VERBS: dict[str, tuple[str, str]] = {
    "E-owner-when": (
        "担当の規則で使えるのは trait、tag、company です。行動や点数で決めるなら、シナリオの add_tag を使います。",
        "An owner's rule looks at trait, tag and company only. For behaviour or scores, tag the lead in a scenario.",
    ),
    "E-webhook-https": (
        "webhook の url は https:// で始まるアドレスにしてください。",
        "The url of a webhook begins with https://.",
    ),
    "E-webhook-host": (
        "「{name}」は公開のアドレスではありません。社内のアドレスや数字のアドレスには送れません。ユーザー名も付けられません。",
        '"{name}" is no public address: nothing is sent to inner names, to numbers, or with a user name.',
    ),
    "E-webhook-secret": (
        "settings.json の webhook_secrets に「{name}」がありません。",
        'There is no "{name}" among webhook_secrets in settings.json.',
    ),
    "E-channel-room": (
        "room は Chatwork のチャンネルに書きます。ルームの番号（rid の後ろの数字）です。ほかの種類には書きません。",
        "room is written for a channel of Chatwork, and for no other: the room's number, behind rid in its address.",
    ),
    "E-channel-url": (
        "url は webhook のチャンネルに書きます。ほかの種類のアドレスは mikomi channel secret で登録してください。",
        "url is written for a webhook, and for no other kind: their addresses are secrets (mikomi channel secret).",
    ),
    "E-escalate": (
        "escalate は sla と一緒に書きます。いつまでに回答がなければ知らせるのかを、sla に書いてください。",
        "escalate goes with sla: write there within which time somebody is to answer.",
    ),
    "E-band-leave": (
        "区分「{name}」の leave_below は、from（{begins} 点）より小さくしてください。"
        "入る点数を下回ったら出る、でよければ、書く必要はありません。",
        'The leave_below of the band "{name}" must lie below its from ({begins}). '
        "Leave it out if one leaves where one enters.",
    ),
    "E-band-leave-next": (
        "区分「{name}」の leave_below は、{begins} 点（すぐ下の区分「{other}」の from）以上にしてください。"
        "これより下では「{other}」にも入れない点数で「{name}」のままになります。",
        'The leave_below of "{name}" must not lie below {begins}, where the next band "{other}" begins: '
        'with the points of "{other}" one would still be in "{name}".',
    ),
    "E-company-named": (
        "「{name}」は会社を指していません。会社名か、13 桁の正しい法人番号か、"
        "メールアドレスのドメインを書いてください。",
        '"{name}" names no company. Write its name, its corporate number (13 digits, each of them right), '
        "or the domain of its addresses.",
    ),
    "E-affinity": (
        "settings.json の page_classes に「{name}」という種類はありません。",
        'There is no class "{name}" in page_classes of settings.json.',
    ),
    "E-stage": (
        "「{name}」というステージは sales.json の stages にありません。",
        'There is no stage "{name}" among stages in sales.json.',
    ),
    "E-task": (
        "「{name}」というタスクの種類は sales.json の tasks にありません。",
        'There is no kind of task "{name}" among tasks in sales.json.',
    ),
    "E-company-alert": (
        "会社の通知の when には、visited・engaged・opened・clicked・submitted・event のどれか一つを書いてください。"
        "times・within・since は付けられません。期間は when の外の within です。",
        "The when of a company alert is one of visited, engaged, opened, clicked, submitted and event, "
        "without times, within and since. Its time is the within beside when.",
    ),
    "E-topic": (
        "「{name}」という配信の種類は settings.json の topics にありません。",
        'There is no topic "{name}" among topics in settings.json.',
    ),
    "E-topic-kind": (
        "取引のメール（transactional）は配信停止の対象にならないので、topic は書けません。どちらかを消してください。",
        "Nobody can unsubscribe from a transactional mail, so it has no topic. Take one of the two away.",
    ),
    "W-holdout-steps": (
        "「{name}」は送らない組（holdout）です。steps は行われません。steps を消すか、holdout を外してください。",
        'The arm "{name}" is held out, so these steps are never done. Remove them, or take holdout away.',
    ),
    "W-all-held-out": (
        "すべての組が送らない組（holdout）なので、この先のステップは誰にも行われません。",
        "Every arm is held out, so nobody gets the steps that follow.",
    ),
    "E-template-misuse": (
        '「{name}」の ( ) の中は、この形では使えません。truncate(40)、default("お客様") のように書いてください。',
        'What stands in the brackets of "{name}" cannot be used there. Write it like truncate(40) or '
        'default("customer").',
    ),
    "E-judged-by": (
        "judged_by は variants と一緒に書きます。比べる案がありません。",
        "judged_by goes with variants: here is nothing to compare.",
    ),
    "E-winner": (
        "winner は variants と一緒に書きます。割合を動かす案がありません。",
        "winner goes with variants: here are none whose shares could follow the results.",
    ),
    "E-winner-weight": (
        "winner が true なら、割合は結果から決まります（毎晩、初めは均等）。weight を消してください。",
        "With winner the shares follow the results, night by night, beginning evenly. Leave weight out.",
    ),
    "W-winner-at-once": (
        "全員に同時に届く配信では、結果が分かる前に全員分のくじが終わります。割合は均等のままです。",
        "This goes to everybody at one moment, before any result is known: the shares stay even.",
    ),
    "E-judged-goal": (
        "このシナリオには goal がないので、ゴールでは案を比べられません。",
        "This scenario has no goal, so its variants cannot be judged by it.",
    ),
}
