"""What is said of a workspace whose files are each right in form: the larger half of `core.checking.sentences`."""

MEANING: dict[str, tuple[str, str]] = {
    "E-no-settings": (
        "settings.json がありません。会社名・差出人・送信上限などを書いたこのファイルを置いてください。",
        "settings.json is missing. Add this file, which names the company, the sender and the limits.",
    ),
    "W-file": (
        "このファイルは使われません。名前か置き場所を確かめてください。",
        "This file is not used. Check its name and where it is.",
    ),
    "E-file-name": (
        "ファイル名の {name} が使えません。半角の英小文字・数字・ハイフン・下線にしてください。",
        "The file name {name} cannot be used. Use lower-case letters, digits, hyphens and underscores.",
    ),
    "E-id-file": (
        "id「{name}」がファイル名と違います。id を「{right}」にするか、ファイル名を変えてください。",
        'The id "{name}" differs from the file name. Make the id "{right}", or rename the file.',
    ),
    "E-twice": (
        "{what}「{name}」が二度使われています。別の名前にしてください。",
        'The {what} "{name}" is used twice. Give it another.',
    ),
    "E-timezone": (
        "「{name}」という時間帯はありません。Asia/Tokyo のように書いてください。",
        'There is no time zone "{name}". Write it like Asia/Tokyo.',
    ),
    "E-country": (
        "「{name}」の祝日は分かりません。JP のような国の記号を書いてください。",
        'The public holidays of "{name}" are not known. Write a country code, like JP.',
    ),
    "E-from-until": ("from が until より後になっています。", "from is later than until."),
    "E-address": (
        "「{name}」はメールアドレスとして読めません。",
        '"{name}" is not an email address.',
    ),
    "E-line-break": (
        "ここに改行などの制御文字は使えません。",
        "Line breaks and other control characters cannot be used here.",
    ),
    "E-url": (
        "「{name}」は使えません。https:// から始まる URL を書いてください。",
        '"{name}" cannot be used. Write a URL that begins with https://.',
    ),
    "E-host": (
        "「{name}」はホスト名として読めません。https:// や / を付けずに、shop.example.co.jp のように書いてください。",
        '"{name}" is not a host name. Write it like shop.example.co.jp, without https:// and without a slash.',
    ),
    "E-rep": (
        "「{name}」という営業担当は settings.json の reps にいません。",
        'There is no sales rep "{name}" among reps in settings.json.',
    ),
    "E-receiver": (
        "「{name}」に送れません。settings.json の reps にある営業担当の id か、メールアドレスを書いてください。",
        'Nothing can be sent to "{name}". Write the id of a sales rep among reps, or an email address.',
    ),
    "E-no-reps": (
        "知らせる相手がいません。settings.json の reps に営業担当を書いてください。",
        "There is nobody to tell. Add a sales rep to reps in settings.json.",
    ),
    "E-band": (
        "「{name}」という区分は scoring.json の bands にありません。",
        'There is no band "{name}" among bands in scoring.json.',
    ),
    "E-band-from": (
        "区分「{name}」と「{other}」の from が同じです。",
        'The bands "{name}" and "{other}" start at the same score.',
    ),
    "E-half-life": (
        "half_life は 1 時間から 10 年の間にしてください。",
        "half_life must be between one hour and ten years.",
    ),
    "W-cap": (
        "cap の {cap} 点は一回の {points} 点より小さいため、点数は満額になりません。",
        "The cap of {cap} points is lower than the {points} points given each time, so they are never given in full.",
    ),
    "W-cap-standing": (
        "属性の点数は一度だけ付くので、cap と once は働きません。",
        "Points for an attribute are only given once, so cap and once have no effect here.",
    ),
    "E-scenario": ("「{name}」というシナリオはありません。", 'There is no scenario "{name}".'),
    "E-exit": ("「{name}」というシナリオも group もありません。", 'There is no scenario or group called "{name}".'),
    "E-template": (
        "「{name}」というメールがありません（{needs} が必要です）。",
        'There is no email "{name}" ({needs} is needed).',
    ),
    "E-mail-step": ("「{name}」というメールのステップはありません。", 'There is no mail step called "{name}".'),
    "E-mail-elsewhere": (
        'どのシナリオのメールか分かりません。"シナリオ/ステップ" か "*" と書いてください。',
        'It is not clear which scenario\'s email this is. Write "scenario/step" or "*".',
    ),
    "E-calendar": (
        "「{name}」という calendar は settings.json にありません。",
        'There is no calendar "{name}" in settings.json.',
    ),
    "E-offer": (
        "「{name}」というオファーは、ここより前のメールにありません。",
        'No email before this one makes an offer called "{name}".',
    ),
    "E-until": (
        "「{name}」は読めません。日時（2026-12-10T10:00）、日付の属性（renewalDate）、offer.<id> - 1d の"
        "どれかを書いてください。",
        '"{name}" cannot be read. Write a moment (2026-12-10T10:00), a date trait (renewalDate), or offer.<id> - 1d.',
    ),
    "E-offer-window": (
        "オファーの期限（{length}）が、送信時間帯が閉じている最も長い間（約{gap}時間）より短いため、"
        "届く前に終わることがあります。",
        "The offer ({length}) is shorter than the longest time for which the send window is shut (about {gap} h): "
        "it may end before the email leaves.",
    ),
    "E-within": (
        "times が 2 以上のときは、within（どの期間の中で数えるか）が必要です。",
        "With times above 1, add within to say how far back to count.",
    ),
    "E-since": (
        "since: entry はシナリオのステップの中だけで使えます。",
        "since: entry can only be used in a scenario's steps.",
    ),
    "E-regex": (
        "「{name}」は正規表現（RE2）として読めません：{why}。先読み・後読みと後方参照は使えません。",
        '"{name}" is not a regular expression (RE2): {why}. Look-around and back-references cannot be used.',
    ),
    "E-trait-compare": (
        "「{name}」とは比べられません。数は「>= 100」、日付は「< 2027-01-05」、最近なら「within 30d」とします。",
        'Nothing compares with "{name}". Write a number as ">= 100", a day as "< 2027-01-05", or "within 30d".',
    ),
    "E-schedule": (
        "「{name}」は予定として読めません。2026-12-10T10:00 のような日時か、cron（分 時 日 月 曜日）を書いてください。",
        '"{name}" is not a schedule. Write a moment like 2026-12-10T10:00, or cron (minute hour day month weekday).',
    ),
    "E-schedule-often": (
        "一時間に二回以上の配信になります。間隔を一時間以上あけてください。",
        "This would send more than once an hour. Leave at least an hour between two mailings.",
    ),
    "E-joining-cron": (
        "繰り返す予定には until を付けられません。until は 2026-12-10T10:00 のような一回の予定で使えます。",
        "A mailing that repeats cannot have until. Use until with a single moment such as 2026-12-10T10:00.",
    ),
    "E-joining-audience": (
        "until で後から加わる人にも送るには、audience（対象者の条件）が必要です。",
        "To send to whoever joins until then, say in audience who that is.",
    ),
    "E-not-later-cron": (
        "繰り返す予定の not_later_than は、4h のような長さで書いてください。",
        "For a mailing that repeats, write not_later_than as a length, such as 4h.",
    ),
    "E-not-later": (
        "not_later_than が予定の日時より前なので、誰にも送られません。",
        "not_later_than is before the mailing's moment, so nobody would get it.",
    ),
    "W-cron-once": (
        "予定は繰り返しますが、reentry が never のため、一人に届くのは一度だけです。"
        "毎回送るには reentry を after_exit にしてください。",
        "The schedule repeats, but with reentry never each person gets it once. To send it every time, set reentry to "
        "after_exit.",
    ),
    "W-schedule-past": (
        "「{name}」はもう過ぎています。この予定で新たに送られるメールはありません。",
        '"{name}" is over. Nothing will be sent by this schedule any more.',
    ),
    "W-schedule-never": (
        "「{name}」に当たる日はありません。誰にも送られません。",
        'No day fits "{name}". Nobody will get it.',
    ),
    "W-trigger-nobody": (
        "新しく入る人がいないかもしれません：{why}。いま当てはまる人にも始めるには、"
        'trigger に "also_those_already": true を書いてください。',
        "Perhaps nobody new comes in: {why}. To begin with those for whom it holds already, write "
        '"also_those_already": true in the trigger.',
    ),
    "E-weights": ("weight の合計が 0 です。", "The weights add up to 0."),
    "W-weight": ("weight が 0 なので、ここには誰も進みません。", "With a weight of 0, nobody ends up here."),
    "E-loop": (
        "待ち時間なしで自分に戻ってきます（{way}）。途中に wait を入れてください。",
        "This loops back to itself without a wait ({way}). Add a wait somewhere in the loop.",
    ),
    "E-unreachable": (
        "このステップには誰も来ません。前のステップで必ずシナリオを出ます。",
        "Nobody reaches this step: everyone has left the scenario before it.",
    ),
    "W-mail-unused": (
        "このメールはどのシナリオのステップからも送られません。",
        "No step of any scenario sends this email.",
    ),
    "W-opens-alone": (
        "開封だけで判断しています。開封は機械（セキュリティ製品など）でも記録されるので、クリックや閲覧を加えてください。",
        "This depends on opens alone, but machines open emails too. Add a click or a visit.",
    ),
    "W-if-trigger": (
        "シナリオに入るきっかけと同じ条件です。入った後にもう一度起きたかどうかを見ます。",
        "This is what lets people into the scenario: here it asks whether it happens once more.",
    ),
    "W-band-order": (
        "区分が from の順に並んでいません。高い順か低い順に並べてください。",
        "The bands do not stand in the order of their from. List them from the highest, or from the lowest.",
    ),
    "W-empty-branch": (
        "then も else も空なので、何も起きません。",
        "Both then and else are empty, so nothing happens.",
    ),
    "W-trait-collected": (
        "「{name}」を集めるフォームも、付けるステップもありません。サイトから送っていなければ、綴りを確かめてください。",
        'No form asks for "{name}" and no step sets it. Unless your site sends it, check the spelling.',
    ),
    "W-form": (
        "「{name}」というフォームは forms/ にありません。自社のフォームなら、そのままで構いません。",
        'There is no form "{name}" in forms/. If it is a form of your own site, this is fine.',
    ),
    "E-goal": (
        "この目標（goal）には誰も届きません: {why}。",
        "Nobody can reach this goal: {why}.",
    ),
    "W-goal": (
        "この目標（goal）に届く人がいないかもしれません: {why}。",
        "It may be that nobody can reach this goal: {why}.",
    ),
    "E-goal-within": (
        "within が 0 なので、このゴールには誰も届きません。7d のような長さを書いてください。",
        "With a within of 0 nobody can reach this goal. Write a length such as 7d.",
    ),
    "W-goal-late": (
        "このメールが出るのは早くても開始から{days}日後で、ゴールを見る期間（{within}）はもう終わっています。"
        "goal の within を長くしてください。",
        "This email leaves {days} days after entry at the earliest, when the goal is no longer looked for ({within}). "
        "Make the goal's within longer.",
    ),
    "E-target": (
        "target には count（人数）か rate（割合）を書いてください。両方でもかまいません。",
        "A target needs count (people) or rate (a share), or both.",
    ),
    "E-target-id": (
        "target を付けるステップには id が必要です。人数は id ごとに数えます。",
        "A step with a target needs an id: people are counted by it.",
    ),
    "E-target-by": (
        "target の期限（{by}）が、シナリオの開始（{begin}）より前です。",
        "The target ends on {by}, before the scenario begins ({begin}).",
    ),
    "E-no-subject": (
        "件名がありません。subject を書くか、メールの HTML に <title> を書いてください。",
        "There is no subject. Write subject, or give the email's HTML a <title>.",
    ),
    "E-no-html": (
        "{needs} がありません。.txt だけのメールは送れません。",
        "{needs} is missing: an email cannot consist of .txt alone.",
    ),
    "E-template-syntax": (
        "テンプレートの書き方が正しくありません: {what}",
        "The template is not written correctly: {what}",
    ),
    "E-template-size": (
        "テンプレートが大きすぎます。256 KB、タグ 10,000 個、{{{{ }}}} と {{% %}} は 5,000 個までです。"
        "短くするか、2通に分けてください。",
        "The template is too large: at most 256 kB, 10,000 tags and 5,000 of {{{{ }}}} and {{% %}}. "
        "Shorten it, or make two mails of it.",
    ),
    "E-template-deep": ("テンプレートの入れ子が深すぎます。", "The template is nested too deeply."),
    "E-template-forbidden": (
        "「{what}」はメールに書けません。使えるのは {{{{ }}}}、{{% if %}}、{{% for %}} と、決めたフィルターだけです。",
        "{what} cannot be used in a mail: only {{{{ }}}}, {{% if %}}, {{% for %}} and the listed filters can.",
    ),
    "E-template-filter": (
        "「{name}」というフィルターはありません。使えるのは {shown} です。",
        'There is no filter "{name}". You can use: {shown}.',
    ),
    "E-template-test": (
        "「{name}」という調べ方はありません。使えるのは {shown} です。",
        'There is no test "{name}". You can use: {shown}.',
    ),
    "E-variable": ("「{name}」という名前はメールでは使えません。", 'There is no "{name}" that an email could show.'),
    "E-variable-offer": (
        "{name} を使っていますが、ステップ「{step}」までに offer のある mail がありません。",
        '{name} is used, but no email up to the step "{step}", which sends this one, makes an offer.',
    ),
    "E-variable-asset": (
        "{name} を使っていますが、ステップ「{step}」のシナリオは、資料(gives)のあるフォームから始まっていません。",
        '{name} is used, but the scenario of the step "{step}" is not triggered by a form that gives something.',
    ),
    "W-trait": (
        "{name} はどのフォームでも集めていません。綴りを確かめてください。",
        "No form collects {name}. Check the spelling.",
    ),
    "W-default": (
        '{name} がない人には空欄で届きます。{name} | default("…") で補えます。',
        '{name} is left blank for people who have none. Use {name} | default("…").',
    ),
    "W-public-person": (
        '公開アーカイブでは {name} が空欄になります。{name} | default("…") で補うか、if で囲んでください。',
        'In the public archive {name} is blank. Use {name} | default("…"), or show it in an if.',
    ),
    "W-public-no-mail": (
        "公開アーカイブに載せるマーケティングメールがありません。mail を加えるか、public_archive を外してください。",
        "There is no marketing email to show in the public archive. Add one, or leave out public_archive.",
    ),
    "E-legal": (
        "マーケティングメールに必要な表示（{what}）がありません。どの場合にも見えるところに {right} を入れてください。",
        "A marketing email must show {what}. Put {right} where every reader sees it.",
    ),
    "E-script": ("メールに <script> は使えません。", "<script> cannot be used in an email."),
    "W-mail-size": (
        "HTML が {size} KB あります。102 KB を超えると Gmail が途中で切ります。",
        "The HTML is {size} KB. Gmail cuts off emails after 102 KB.",
    ),
    "E-asset": ("{needs} がありません。", "{needs} is missing."),
    "E-options": ("{what} には options（選択肢）が必要です。", "A field of type {what} needs options."),
    "E-field-reserved": (
        "「{name}」は Mikomi が使う名前なので、項目には使えません。別の名前にしてください。",
        'A field cannot be called "{name}": Mikomi uses that name itself. Choose another.',
    ),
    "W-unless-known": (
        "hidden の項目はもともと尋ねないので、unless_known は要りません。",
        "A hidden field is never asked for, so unless_known has no effect here.",
    ),
    "W-form-email": (
        "必須の email の欄がないため、送った人が誰か分かりません。",
        "Without a required email field, there is no way to know who sent the form.",
    ),
    "E-slot-address": (
        "「{name}」は使えません。https:// から始まる URL か、/ から始まる自社サイトのパスを書いてください。",
        '"{name}" cannot be used. Write a URL that begins with https://, or a path of your own site: /…',
    ),
    "E-slot-offer": (
        "「{name}」というオファーはありません。シナリオの id とオファーの id を「シナリオ/オファー」と書いてください。",
        'There is no offer "{name}". Write the ids of a scenario and of its offer: "scenario/offer".',
    ),
    "E-segment": (
        "「{name}」というセグメントはありません（{needs} が必要です）。",
        'There is no segment "{name}" ({needs} is needed).',
    ),
    "E-segment-circle": (
        "セグメントが自分自身に戻ってきます（{way}）。どこか一つで、条件を直接書いてください。",
        "This segment leads back to itself ({way}). Write the condition itself in one of them.",
    ),
    "E-condition-size": (
        "条件が大きすぎます。使っているセグメントも合わせて {parts} 個、入れ子は {depth} 段までです。",
        "This condition is too large: with the segments that it uses, at most {parts} parts, nested {depth} deep.",
    ),
    "W-segment-nobody": (
        "このセグメントには誰も入りません: {why}。",
        "Nobody can ever be in this segment: {why}.",
    ),
    "W-slot-hidden": (
        "「{name}」は誰にも表示されません。これより上に、誰にでも表示される選択肢があります。",
        'Nobody will ever see "{name}": a choice above it is shown to everybody.',
    ),
}
