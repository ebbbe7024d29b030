"""What the list of companies and a company's page say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "companies": ("会社", "companies"),
    "companies.search": ("会社名、ドメイン、法人番号の一部", "Part of a name, domain or number"),
    "companies.by_score": (
        "見込み客の点数の合計が高い順です。",
        "The highest score of all its leads together comes first.",
    ),
    "companies.by_recent": ("最後に動きがあった順です。", "Which was heard of last comes first."),
    "companies.by_people": ("見込み客の多い順です。", "The most leads come first."),
    "companies.sort.score": ("点数が高い", "Highest score"),
    "companies.sort.recent": ("最近動きがあった", "Latest activity"),
    "companies.sort.people": ("人数が多い", "Most leads"),
    "companies.count": ("{n} 社", "Found: {n}"),
    "companies.count_more": ("{n} 社を表示中。続きがあります", "The first {n}; there are more"),
    "companies.all": ("すべての会社を見る", "All companies"),
    "companies.none": ("会社はまだありません", "No companies yet"),
    "companies.none_why": (
        "見込み客が会社名か会社のメールアドレスを知らせると、ここに会社ごとにまとまります。"
        "Gmail などのアドレスだけの方は、どの会社にも入りません。",
        "As soon as a lead tells a company’s name, or writes from a company’s address, the company appears here. "
        "Whoever has nothing but a free-mail address is of no company.",
    ),
    "companies.not_found": ("見つかりませんでした", "Nothing found"),
    "companies.not_found_why": (
        "文字を減らすか、絞り込みを外してみてください。「株式会社」などは付けても付けなくても同じです。",
        "Type less, or leave out a filter. “Ltd” and the like do not matter.",
    ),
    "companies.page_ended": ("これより下に会社はありません", "That is all"),
    "companies.nothing_yet": (
        "ここまでには見つかりませんでした。続きを探せます。",
        "None so far. There are more to look through.",
    ),
    "company.gone": ("この会社は見つかりません", "This company cannot be found"),
    "company.gone_why": (
        "この会社の見込み客がいないか、まだ届いていません。一覧から選び直してください。",
        "No lead is of it, or none was heard of yet. Please choose one from the list.",
    ),
    "company.people": ("見込み客 {n} 人", "{n} leads"),
    "company.people_one": ("見込み客 1 人", "1 lead"),
    "company.more": (
        "ほかに点数の低い {n} 人がいます。ここの数字には入っていません。",
        "There are {n} more, with lower scores. They are not part of these figures.",
    ),
    "company.score": ("全員の点数の合計", "points, all leads together"),
    "company.owner": ("担当", "Owner"),
    "company.owner_of": ("{name}（{n} 人）", "{name} ({n})"),
    "company.stage": ("商談の段階", "Stage"),
    "company.last": ("最後の動き", "Last activity"),
    "company.hosts": ("ドメイン", "Domain"),
    "company.number": ("法人番号", "Corporate number"),
    "company.excluded": ("対象外: {kind}", "No customer: {kind}"),
    "company.facts": ("この会社について", "About"),
    "company.story": ("最近の動き", "What they did lately"),
    "company.story_of": (
        "最後に動きのあった方から {n} 人までの足あとです。名乗る前の足あとも含みます。",
        "Of up to {n} people, those heard of last; what they did before they were known included.",
    ),
    "company.of_lead": ("同じ会社の方を見る", "Everybody of this company"),
}
