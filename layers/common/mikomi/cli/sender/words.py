"""What is said of each thing that was looked at, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "unread": (
        "{what}: 答えがありませんでした（{why}）。しばらくしてから、もう一度お試しください",
        "{what}: no answer ({why}). Please try again in a while",
    ),
    "domain_gone": (
        "「{domain}」というドメインは DNS にありません。つづりと、登録の期限を確かめてください",
        "The DNS has no domain “{domain}”: check its spelling, and that it has not run out",
    ),
    "spf": ("SPF: {domain} の記録に Amazon SES が入っています", "SPF: the record of {domain} names Amazon SES"),
    "spf_none": (
        "SPF: {domain} に記録がありません。次を加えると、ほかから出たなりすましを受信側が見分けやすくなります",
        "SPF: {domain} has no record. With this one, receivers tell forged mail more easily",
    ),
    "spf_twice": (
        "SPF: {domain} に記録が {n} つあり、どれも無効になります。一つにまとめてください",
        "SPF: {domain} has {n} records, which makes all of them void. Make one of them",
    ),
    "spf_open": (
        "SPF: {domain} の記録は、だれが送ってもよいと言っています（+all）。~all にしてください",
        "SPF: the record of {domain} lets anybody send (+all). Make it ~all",
    ),
    "spf_deep": (
        "SPF: {domain} の記録は DNS を {n} 回引かせます。{most} 回を超えると無効です。include を減らしてください",
        "SPF: the record of {domain} asks the DNS {n} times; beyond {most} it is void. Take out some of its includes",
    ),
    "spf_foreign": (
        "SPF: {domain} の記録に Amazon SES がありません。MAIL FROM を設定していなければ、次のようにします",
        "SPF: the record of {domain} does not name Amazon SES. Unless a MAIL FROM domain is set, make it this",
    ),
    "dmarc": ("DMARC: {name} は {policy} です", "DMARC: {name} says {policy}"),
    "dmarc_none": (
        "DMARC: {domain} に記録がありません。Gmail と Yahoo! は、まとめて送る差出人に求めています",
        "DMARC: {domain} has no record. Gmail and Yahoo ask it of whoever sends in bulk",
    ),
    "dmarc_twice": (
        "DMARC: {name} に記録が {n} つあり、どれも無効になります。一つだけ残してください",
        "DMARC: {name} has {n} records, which makes all of them void. Keep one",
    ),
    "dmarc_policy": (
        "DMARC: {name} の p（{policy}）は none、quarantine、reject のどれかでなければなりません",
        "DMARC: p of {name} ({policy}) has to be none, quarantine or reject",
    ),
    "dmarc_watches": (
        "DMARC: {name} は見ているだけです（p=none）。レポートに問題がなければ quarantine に進めてください",
        "DMARC: {name} only watches (p=none). If its reports show nothing wrong, go on to quarantine",
    ),
    "dmarc_unheard": (
        "DMARC: {name} にレポートの送り先（rua）がないため、なりすましに気づけません",
        "DMARC: {name} has nowhere to report to (rua), so nobody hears of forged mail",
    ),
    "mx": ("返信: {domain} はメールを受け取れます", "Replies: {domain} takes mail"),
    "mx_none": (
        "返信: {domain} に MX がなく、返信が届きません。受け取れるア"
        "ドレスを settings.json の sender.reply_to に書いてください",
        "Replies: {domain} has no MX, so nobody can answer. Name an address that takes mail as sender.reply_to "
        "in settings.json",
    ),
    "dkim": ("DKIM: {domain} の鍵はすべて DNS にあります", "DKIM: all keys of {domain} are in the DNS"),
    "dkim_missing": (
        "DKIM: {domain} の記録が {n} つ足りません。加えるまで、SES は署名しません",
        "DKIM: {n} records of {domain} are missing; until they are there SES does not sign",
    ),
    "dkim_own": ("DKIM: {name} に公開鍵（p=）がありません", "DKIM: {name} has no public key (p=)"),
    "dkim_off": (
        "DKIM: SES で {domain} の署名が止まっています。SES の ID の画面で有効にしてください",
        "DKIM: SES does not sign for {domain}. Turn it on at its identity in SES",
    ),
    "dkim_no_tokens": (
        "DKIM: SES に {domain} の鍵がありません。SES の ID の画面で Easy DKIM を有効にしてください",
        "DKIM: SES has no keys for {domain}. Turn Easy DKIM on at its identity in SES",
    ),
    "dkim_skipped": (
        "DKIM: 鍵の名前は AWS アカウントでしか分かりません（--stack 名前 で調べます）",
        "DKIM: only the AWS account knows the names of the keys (say --stack NAME)",
    ),
    "mail_from": ("MAIL FROM: {name} は整っています", "MAIL FROM: {name} is in order"),
    "mail_from_mx": (
        "MAIL FROM: {name} の MX は SES のもの一つだけでなければなりません（いま {n} つ）",
        "MAIL FROM: {name} has to have one MX, SES's (it has {n})",
    ),
    "mail_from_spf": (
        "MAIL FROM: {name} に SES の SPF がありません",
        "MAIL FROM: {name} has no SPF record that names SES",
    ),
    "mail_from_none": (
        "MAIL FROM: {domain} にはありません。SES で {name} を MAIL FROM "
        "に設定し、次を加えると、SPF でも {domain} のメールと認められます",
        "MAIL FROM: {domain} has none. Set {name} as MAIL FROM in SES and add these, and SPF speaks for {domain} too",
    ),
    "mail_from_skipped": (
        "MAIL FROM: 名前は AWS アカウントで分かります（--stack 名前、または --mail-from 名前 で調べます）",
        "MAIL FROM: the AWS account knows its name (say --stack NAME, or --mail-from NAME)",
    ),
    "account_skipped": (
        "SES のサンドボックス、上限、設定セット、戻ってきたメールの"
        "道筋: AWS アカウントが要るため調べていません（--stack 名前）",
        "The SES sandbox, quotas, configuration set and the way back for bounces need an AWS account: "
        "not looked at (--stack NAME)",
    ),
    "host_skipped": (
        "リンクのアドレスと証明書: --stack 名前、または --host 名前 で調べます",
        "The address of the links and its certificate: say --stack NAME, or --host NAME",
    ),
    "production": ("SES: どの宛先にも送れます", "SES: may send to anybody"),
    "sandbox": (
        "SES: サンドボックスの中です。確認済みの宛先にしか送れません。SES の画面から本番アクセスを申請してください",
        "SES: in the sandbox, where only verified addresses get mail. Ask for production access in SES",
    ),
    "sending": ("SES: 送信できる状態です", "SES: sending is on"),
    "paused": (
        "SES: 送信が止められています。SES の画面（アカウントダッシュボード）と、AWS からの連絡を確かめてください",
        "SES: sending is paused. See the account dashboard of SES, and what AWS wrote to you",
    ),
    "review": (
        "SES: アカウントが審査中です（{standing}）。不達と苦情を減らし、AWS の連絡に答えてください",
        "SES: the account is under review ({standing}). Bring bounces and complaints down, and answer AWS",
    ),
    "quota": (
        "SES: 24時間に {day} 通、毎秒 {rate} 通まで。いま {sent} 通",
        "SES: {day} mails in 24 hours, {rate} a second; {sent} so far",
    ),
    "quota_near": (
        "SES: 24時間の上限 {day} 通のうち {sent} 通を使いました。Service Quotas で引き上げを申請してください",
        "SES: {sent} of the {day} mails in 24 hours are used. Ask for more in Service Quotas",
    ),
    "rate": (
        "SES: 毎秒 {rate} 通までですが、MailsPerSecond は {ours} です"
        "。MailsPerSecond を下げるか、上限の引き上げを申請してください",
        "SES: takes {rate} mails a second, and MailsPerSecond is {ours}. Lower it, or ask for a higher quota",
    ),
    "verified": ("SES: {domain} は確認済みです", "SES: {domain} is verified"),
    "not_verified": (
        "SES: {domain} はまだ確認されていません。DKIM の記録を加えると、72時間以内に確認されます",
        "SES: {domain} is not verified yet. With the DKIM records it is, within 72 hours",
    ),
    "identity_gone": (
        "SES: {name} は登録されていません。SES の「ID」でドメインを"
        "登録するか、テンプレートの SenderDomain を確かめてください",
        "SES: {name} is not registered. Register the domain as an identity, or check SenderDomain of the template",
    ),
    "configuration": ("設定セット: {name} があり、有効です", "Configuration set: {name} is there and on"),
    "configuration_off": (
        "設定セット: {name} の送信が止められています。SES の画面で有効にしてください",
        "Configuration set: sending is off in {name}. Turn it on in SES",
    ),
    "gone": (
        "設定セット: {name} がありません。スタックをもう一度デプロイしてください",
        "Configuration set: there is no {name}. Deploy the stack anew",
    ),
    "events_fine": ("イベントの送り先: 必要なものがすべて届きます", "Event destination: all that is needed comes back"),
    "events": (
        "イベントの送り先: {name} に足りないものがあります（{missing}）。スタックをもう一度デプロイしてください",
        "Event destination: {name} does not send on {missing}. Deploy the stack anew",
    ),
    "way_back": ("戻ってきたメール: SES からの知らせがキューに届きます", "Bounces: what SES says reaches our queue"),
    "way_back_none": (
        "戻ってきたメール: トピック {topic} がキューにつながっていません。不達と苦"
        "情が届かず、送り続けてしまいます。スタックをもう一度デプロイしてください",
        "Bounces: the topic {topic} leads to no queue, so bounces and complaints go unheard. Deploy the stack anew",
    ),
    "no_right": (
        "AWS: {operation} を調べる権限がありません（{why}）",
        "AWS: you have no right to ask {operation} ({why})",
    ),
    "reply_mx_fine": ("返信: {name} へのメールは SES が受け取ります", "Replies: SES receives the mail for {name}"),
    "reply_mx": (
        "返信: {name} の MX が SES の受信サーバーを指していないため、返信が届きません",
        "Replies: the MX of {name} does not lead to SES, so no reply arrives",
    ),
    "reply_mx_beside": (
        "返信: {name} の MX にほかの受信先 {others} もあります。そちらに届いた返信は数えられません",
        "Replies: {name} has other MX records too ({others}); replies that go there are not seen",
    ),
    "warm_up": (
        "ウォームアップ: {days} 日のうち {day} 日目。今日は {ceiling} 通まで、{sent} 通を送りました。"
        "明日は {tomorrow} 通まで",
        "Warm-up: day {day} of {days}. {sent} of today's {ceiling} marketing mails have left; tomorrow {tomorrow} may",
    ),
    "warm_up_waits": (
        "ウォームアップ: {days} 日のうち {day} 日目。今日は {ceiling} 通のうち {sent} 通を送り、"
        "{waiting} 通が明日（{tomorrow} 通まで）を待っています",
        "Warm-up: day {day} of {days}. {sent} of today's {ceiling} have left, and {waiting} mails wait for tomorrow "
        "({tomorrow} may)",
    ),
    "reply_rule": ("返信: {domain} の受信ルールが有効です", "Replies: the rule for {domain} is active"),
    "reply_rule_none": (
        "返信: {domain} の受信ルールが、有効なルールセット（{active}）にありません。aws ses"
        " set-active-receipt-rule-set で有効にするか、ReplyRuleSet に有効なセットの名前を設定してください",
        "Replies: the active rule set ({active}) has no rule for {domain}. Make ours active with aws ses "
        "set-active-receipt-rule-set, or name the active one as ReplyRuleSet",
    ),
    "host": (
        "リンク: {host} は証明書つきで応答します（{day} まで）",
        "Links: {host} answers, with a certificate until {day}",
    ),
    "host_foreign": (
        "リンク: メールのリンクが {host} を指します。PublicAddress に ma"
        ".{domain} のような自社の名前を設定すると、信用されやすくなります",
        "Links: those of the mails lead to {host}. Set PublicAddress to a name of your own, such as "
        "ma.{domain}: it is trusted more",
    ),
    "host_gone": (
        "リンク: {host} は DNS にありません。API Gateway のカスタムドメインの画面にある名前への CNAME を加えてください",
        "Links: the DNS has no {host}. Add a CNAME to the name that API Gateway shows at the custom domain",
    ),
    "certificate": (
        "リンク: {host} の証明書が認められません（{why}）。ACM で"
        " {host} の証明書を取り、カスタムドメインに付けてください",
        "Links: the certificate of {host} does not hold ({why}). Get one for {host} in ACM and put "
        "it on the custom domain",
    ),
    "certificate_ends": (
        "リンク: {host} の証明書はあと {n} 日（{day}）で切れます"
        "。ACM の検証用 CNAME がまだ DNS にあるか確かめてください",
        "Links: the certificate of {host} ends in {n} days ({day}). See that ACM's validation CNAME "
        "is still in the DNS",
    ),
}
