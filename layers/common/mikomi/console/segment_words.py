"""What the pages of segments say, in Japanese and English."""

SAID: dict[str, tuple[str, str]] = {
    "segments.title": ("セグメント", "Segments"),
    "segments.lead": (
        "名前を付けた条件と、当てはまる見込み客の人数です。毎晩数え直します。",
        "Conditions with a name, and how many leads fit each. They are counted every night.",
    ),
    "segments.none": ("セグメントはまだありません", "No segments yet"),
    "segments.none_why": (
        "条件に名前を付けて segments/ に置くと、人数と名簿がここに表示されます。",
        "Give a condition a name, put it into segments/, and its size and its people appear here.",
    ),
    "segments.people": ("{n}人", "{n} people"),
    "segments.uncounted": ("未集計", "not counted"),
    "segments.as_of": ("{at} 現在", "as of {at}"),
    "segments.week_same": ("1週間前と同じ", "as many as a week ago"),
    "segments.week": ("1週間前より {change}人", "{change} in a week"),
    "segments.count": ("数え直す", "Count again"),
    "segments.counting": ("数えています… {seen}人まで確認", "Counting… {seen} people so far"),
    "segments.counting_of": ("数えています… 約{all}人のうち{seen}人まで確認", "Counting… {seen} of about {all} people"),
    "segments.over_time": ("人数の推移", "Size over time"),
    "segments.changed": ("点線の日に条件が変わりました。", "A dotted line marks a change of the condition."),
    "segments.figures": ("同じ内容を表で", "The same as a table"),
    "segments.day": ("日付", "Day"),
    "segments.size": ("人数", "People"),
    "segments.chart": (
        "{first} の {from_}人から {last} の {to}人まで、最も多い日で {most}人",
        "From {from_} on {first} to {to} on {last}; {most} at most",
    ),
    "segments.now": ("今いる人", "Who is in it now"),
    "segments.nobody": ("今は誰もいません", "Nobody at the moment"),
    "segments.nobody_why": (
        "条件に合う見込み客が現れると、ここに並びます。",
        "Leads appear here as soon as the condition fits them.",
    ),
    "segments.go_on": ("この先も探す", "Look further"),
    "segments.searched": (
        "ここまでには誰もいませんでした。まだ全員は見ていません。",
        "Nobody so far, but not everybody has been looked at yet.",
    ),
    "segments.gone": ("このセグメントは公開されていません", "This segment is not published"),
    "segments.gone_why": ("削除されたか、名前が変わりました。", "It was removed, or has another name now."),
    "segments.back": ("セグメントの一覧へ", "Back to the segments"),
    "segments.too_many": ("この画面では保存できない人数です", "Too many people for this page"),
    "segments.too_many_why": (
        "{most}人を超える名簿は、mikomi segment export で保存してください。",
        "For more than {most} people, use mikomi segment export.",
    ),
}
