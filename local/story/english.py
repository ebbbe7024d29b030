"""The same twelve people for readers of English: a company in London and those who come to its site."""

from local.story.people import Cast, Lead
from local.template import Body


def _lead(first: str, last: str, company: str, title: str, industry: str, email: str, phone: str = "") -> Body:
    traits = {"firstName": first, "lastName": last, "company": company, "industry": industry, "email": email}
    return traits | {name: value for name, value in (("title", title), ("phone", phone)) if value}


_MADE, _SOLD, _OTHER = "Manufacturing", "Retail", "Other"

ENGLISH = Cast(
    workspace="examples-en",
    zone="Europe/London",
    locale="en-GB",
    leads=(
        Lead(
            _lead(
                "Alice",
                "Hughes",
                "Northstar Precision",
                "Head of Production",
                _MADE,
                "alice.hughes@northstar.example",
                "020 7946 0101",
            ),
            "hot",
            12,
            True,
        ),
        Lead(
            _lead(
                "Ben",
                "Carter",
                "Harbour Logistics",
                "Operations Manager",
                _OTHER,
                "ben.carter@harbour.example",
                "0113 496 0102",
            ),
            "warm",
            11,
            True,
        ),
        Lead(
            _lead("Derek", "Shaw", "Shaw Ironworks", "Managing Director", _MADE, "info@shaw.example", "0114 496 0103"),
            "warm",
            10,
        ),
        Lead(_lead("Nadia", "Khan", "Skyline Systems", "", "IT", "nadia.khan@skyline.example"), "cool", 10),
        Lead(
            _lead(
                "Margaret", "Doyle", "Doyle’s Foods", "Director", _SOLD, "m.doyle@doylesfoods.example", "0121 496 0105"
            ),
            "hot",
            9,
            True,
        ),
        Lead(_lead("Tom", "Ellis", "University of the Midlands", "", _OTHER, "tom.ellis.student@gmail.com"), "job", 9),
        Lead(
            _lead(
                "Gareth",
                "Price",
                "Severn Components",
                "Factory Manager",
                _MADE,
                "gareth.price@severn.example",
                "029 2018 0107",
            ),
            "warm",
            8,
            True,
        ),
        Lead(_lead("Sophie", "Reed", "Reed & Sons", "Administrator", _MADE, "sophie@reedsons.example"), "cool", 7),
        Lead(
            _lead(
                "James",
                "Walker",
                "Walker Electric",
                "Head of IT",
                _MADE,
                "james.walker@walkerelectric.example",
                "0161 496 0109",
            ),
            "hot",
            7,
            True,
        ),
        Lead(_lead("Priya", "Nair", "Nair Pharmacy", "Shop Owner", _SOLD, "priya@nairpharmacy.example"), "cool", 5),
        Lead(_lead("Oliver", "Grant", "Rival Trading Ltd", "Planner", "IT", "oliver.grant@rival.example"), "rival", 5),
        Lead(
            _lead(
                "Hannah",
                "Brooks",
                "Brooks Printing",
                "Production Manager",
                _MADE,
                "hannah@brooksprint.example",
                "0117 496 0112",
            ),
            "warm",
            3,
            True,
        ),
    ),
    titles={
        "/": "Better work, starting today",
        "/products": "Products",
        "/products/board": "Kaizen Board",
        "/cases": "Success stories",
        "/cases/factory": "The factory that goes home earlier",
        "/cases/retail": "The supermarket with full shelves",
        "/price": "Prices",
        "/recruit": "Careers",
        "/recruit/engineer": "Engineer wanted",
        "/download": "Free guide",
        "/contact": "Contact",
        "/offer": "No set-up fee",
    },
    referrers=("https://www.google.com/", "https://www.bing.com/", "", "", "https://news.example/kaizen"),
    question="What would it cost for a factory of 30 people, and how soon could we start?",
)
