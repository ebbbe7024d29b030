"""Who comes to the sample company's site: twelve who leave their address, and what kind of visitors the others are.

Rules
1. Each language has a company of its own with its own people (`Cast`): here the Japanese one, in `english` the other.
   What they do is the same, so that both documents can tell one story.
2. Nobody reads a web page at three in the morning: everything happens in the hours of the cast's zone (`hours`).
"""

from typing import NamedTuple

from local.template import Body


class Lead(NamedTuple):
    """Somebody who fills in a form. `interest` says how it goes on: hot, warm, cool, job, rival."""

    traits: Body
    interest: str
    begins: int
    """Days before now of the first visit."""
    reads_mail: bool = False


class Cast(NamedTuple):
    """A company's visitors. `workspace` is the folder of its files, `zone` and `locale` are those of its people."""

    workspace: str
    zone: str
    locale: str
    leads: tuple[Lead, ...]
    titles: dict[str, str]
    referrers: tuple[str, ...]
    question: str
    """What they write into the contact form."""


ANONYMOUS = 30

PATHS = {
    "look": ("/", "/products", "/products/board", "/cases"),
    "read": ("/cases", "/cases/factory", "/products/board", "/cases/retail"),
    "buy": ("/price", "/products/board", "/price"),
    "price": ("/price",),
    "job": ("/recruit", "/recruit/engineer"),
    "home": ("/",),
}

JOURNEYS: dict[str, tuple[tuple[int, float, str], ...]] = {
    # working days after the first visit, hours after its time of day, and what is done then
    "hot": ((0, 0, "look"), (0, 0.2, "download"), (1, 2, "read"), (3, 0, "buy"), (3, 2, "price"), (4, 0.5, "contact")),
    "warm": ((0, 0, "home"), (0, 0.5, "download"), (2, 2, "read")),
    "cool": ((0, 0, "home"), (0, 0.2, "download")),
    "job": ((0, 0, "job"), (0, 0.5, "download"), (1, 0, "job")),
    "rival": ((0, 0, "look"), (0, 0.2, "download"), (1, -1, "price")),
}
MAILS_READ = ((0, 2.5), (2, 3), (4, 2.5), (6, 2))
"""When somebody who reads our mails looks into the mailbox, told in the same way."""
ANSWERED = (4, 2)
"""When the rep says how the call with a hot lead went."""


def _lead(last: str, first: str, company: str, title: str, industry: str, email: str, phone: str = "") -> Body:
    traits = {"lastName": last, "firstName": first, "company": company, "industry": industry, "email": email}
    return traits | {name: value for name, value in (("title", title), ("phone", phone)) if value}


LEADS = (
    Lead(
        _lead("山田", "健一", "北星精機株式会社", "製造部長", "製造業", "yamada@hokusei.example", "011-000-0101"),
        "hot",
        12,
        True,
    ),
    Lead(
        _lead("佐々木", "美咲", "株式会社みなと物流", "業務課長", "その他", "sasaki@minato.example", "045-000-0102"),
        "warm",
        11,
        True,
    ),
    Lead(_lead("高橋", "誠", "高橋鉄工所", "社長", "製造業", "info@takahashi.example", "06-1234-0103"), "warm", 10),
    Lead(_lead("小林", "直樹", "ソラノシステム株式会社", "", "IT", "kobayashi@sorano.example"), "cool", 10),
    Lead(
        _lead("中村", "由美子", "株式会社なかむら食品", "取締役", "小売", "nakamura@foods.example", "052-000-0105"),
        "hot",
        9,
        True,
    ),
    Lead(_lead("渡辺", "翔", "なにわ工科大学", "", "その他", "sho.watanabe@gmail.com"), "job", 9),
    Lead(
        _lead("伊藤", "大輔", "瀬戸内部品工業株式会社", "工場長", "製造業", "ito@setouchi.example", "082-000-0107"),
        "warm",
        8,
        True,
    ),
    Lead(_lead("加藤", "さくら", "カトウ製作所", "総務", "製造業", "kato@kato-works.example"), "cool", 7),
    Lead(
        _lead(
            "吉田", "浩二", "株式会社ヨシダ電機", "情報システム課長", "製造業", "yoshida@denki.example", "03-1234-0109"
        ),
        "hot",
        7,
        True,
    ),
    Lead(_lead("松本", "恵", "まつもと薬局", "店長", "小売", "matsumoto@pharmacy.example"), "cool", 5),
    Lead(_lead("井上", "拓也", "ライバル商会株式会社", "企画", "IT", "inoue@rival.example"), "rival", 5),
    Lead(
        _lead("木村", "陽子", "木村印刷株式会社", "生産管理課長", "製造業", "kimura@print.example", "075-000-0112"),
        "warm",
        3,
        True,
    ),
)

TITLES = {
    "/": "現場の改善を、今日から",
    "/products": "商品",
    "/products/board": "カイゼンボード",
    "/cases": "導入事例",
    "/cases/factory": "残業が月20時間減った工場",
    "/cases/retail": "欠品が3割減ったスーパー",
    "/price": "料金",
    "/recruit": "採用情報",
    "/recruit/engineer": "エンジニア募集",
    "/download": "資料請求",
    "/contact": "お問い合わせ",
    "/offer": "初期費用 0円",
}

JAPANESE = Cast(
    workspace="examples",
    zone="Asia/Tokyo",
    locale="ja-JP",
    leads=LEADS,
    titles=TITLES,
    referrers=("https://www.google.com/", "https://search.yahoo.co.jp/", "", "", "https://news.example/kaizen"),
    question="30名の工場での導入費用と、開始までの期間を教えてください。",
)
