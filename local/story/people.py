"""Who comes to the sample company's site: twelve who leave their address, and what kind of visitors the others are."""

from typing import NamedTuple

from local.template import Body


class Lead(NamedTuple):
    """Somebody who fills in a form. `interest` says how it goes on: hot, warm, cool, job, rival."""

    traits: Body
    interest: str
    begins: float
    """Days before now of the first visit."""
    reads_mail: bool = False


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
    Lead(_lead("高橋", "誠", "高橋鉄工所", "社長", "製造業", "info@takahashi.example", "06-0000-0103"), "warm", 10),
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
            "吉田", "浩二", "株式会社ヨシダ電機", "情報システム課長", "製造業", "yoshida@denki.example", "03-0000-0109"
        ),
        "hot",
        6,
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

ANONYMOUS = 30

PATHS = {
    "look": ("/", "/products", "/products/board", "/cases"),
    "read": ("/cases", "/cases/factory", "/products/board", "/cases/retail"),
    "buy": ("/price", "/products/board", "/price"),
    "price": ("/price",),
    "job": ("/recruit", "/recruit/engineer"),
    "home": ("/",),
}
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

JOURNEYS: dict[str, tuple[tuple[float, str], ...]] = {
    # days after the first visit, and what is done then
    "hot": ((0, "look"), (0.01, "download"), (1.1, "read"), (3.0, "buy"), (3.1, "price"), (4.0, "contact")),
    "warm": ((0, "home"), (0.02, "download"), (2.1, "read")),
    "cool": ((0, "home"), (0.01, "download")),
    "job": ((0, "job"), (0.02, "download"), (1.0, "job")),
    "rival": ((0, "look"), (0.01, "download"), (0.9, "price")),
}
REFERRERS = ("https://www.google.com/", "https://search.yahoo.co.jp/", "", "", "https://news.example/kaizen")
