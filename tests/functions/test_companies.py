"""Companies on moto: made of the directory, read from the table; in the read API, on the pages, by the command."""

import json
import re

import pytest
from mikomi import keys
from mikomi.aws import erasures, people
from mikomi.cli.__main__ import _parser
from mikomi.core.companies import marks
from mikomi.shell.people import companies

from tests.functions.read_api import NOW, form, get, it_is, shop, taken, view
from tests.functions.test_console import at_home
from tests.functions.test_console import get as page_of
from tests.functions.world import packet

__all__ = ["at_home", "shop"]


def lead(number, email=None, at=NOW, **traits):
    taken(packet(f"a:n{number}", *form(f"n{number}", email or f"p{number}@gmail.com", **traits), at=at))


def listed(**wants):
    status, body = get("/v1/companies", wants)
    assert status == 200, body
    return [(each["name"], each["people"]) for each in body["companies"]]


def id_of(key):
    return marks.id_of(key)


def person_of(email):
    person = people.load(people.find_alias(keys.email_alias(email)) or "")
    assert person is not None
    return person


def four():
    lead(1, "a@aozora.co.jp", company="株式会社青空", lastName="山田")
    lead(2, "b@aozora.co.jp")
    lead(3, company="㈱青空")
    lead(4, company="海")
    lead(5)


def test_leads_are_gathered_into_companies(shop):
    """By name however it is written, and by the address of a colleague; free mail alone is of no company."""
    four()
    assert listed() == [("株式会社青空", 3), ("海", 1)]
    assert listed(q="あおぞら") == []
    assert listed(q="aozora") == listed(q="㈱青空") == [("株式会社青空", 3)]
    assert listed(sort="people", limit="1") == [("株式会社青空", 3)]


def test_a_company_tells_the_sum_of_its_leads(shop):
    """Score, owner, stage, last activity: those of the leads that stand below it, with what they did before they were
    known as well."""
    taken(packet("a:n2", view("v1"), at=NOW - 5_000))
    four()
    it_is(NOW + 1)
    status, told = get(f"/v1/companies/{id_of('c:青空')}")
    assert status == 200
    assert {each["email"] for each in told["leads"]} == {"a@aozora.co.jp", "b@aozora.co.jp", "p3@gmail.com"}
    assert told["score"] == pytest.approx(sum(each["score"]["total"] for each in told["leads"]))
    assert (told["domains"], told["owner"], told["stage"]) == (["aozora.co.jp"], "sato", None)
    assert told["owners"] == [{"rep": "sato", "people": 3}]
    assert told["last_at"] == max(each["last_at"] for each in told["leads"])
    visits = [each for each in told["timeline"] if each["kind"] == "visit" and each["anonymous"]]
    assert [page["path"] for visit in visits for page in visit["pages"]] == ["/price"]
    assert told["leads"][0] == get(f"/v1/leads/{told['leads'][0]['id']}")[1]


def test_it_is_reached_by_any_of_its_marks(shop):
    """By the host's own id as well, so that a link that was made before somebody gave the name leads on."""
    lead(2, "b@aozora.co.jp")
    assert get(f"/v1/companies/{id_of('d:aozora.co.jp')}")[1]["name"] == "aozora.co.jp"
    lead(1, "a@aozora.co.jp", company="株式会社青空")
    assert get(f"/v1/companies/{id_of('d:aozora.co.jp')}")[1]["id"] == id_of("c:青空")
    assert get("/v1/companies/c_x") == (404, get("/v1/companies/c_x")[1])


def test_who_is_gone_is_counted_no_more(shop):
    """Deleted behind our back, erased, or of another company by now: the table has the last word, at once."""
    four()
    assert listed(q="青空") == [("株式会社青空", 3)]
    gone = person_of("p3@gmail.com")
    assert erasures.empty(gone.id, NOW)
    assert listed(q="青空") == [("株式会社青空", 2)]
    assert get(f"/v1/companies/{id_of('c:青空')}")[1]["people"] == 2
    known = {"id": "again", "type": "identify", "user_id": "u", "proof": 2}
    taken(packet("a:n1", {**known, "traits": {"email": "a@aozora.co.jp", "company": "海"}}, at=NOW + 1))
    assert listed() == [("海", 3)]


def test_pages_go_on_and_answer_for_one_search(shop):
    """Each company once; a cursor of another search is refused, and so is what is not known."""
    for number in range(7):
        lead(number, company=f"会社{number}")
    seen, cursor = [], ""
    while True:
        body = get("/v1/companies", {"limit": "3", **({"cursor": cursor} if cursor else {})})[1]
        seen += [each["id"] for each in body["companies"]]
        if not (cursor := body["next"] or ""):
            break
    assert len(seen) == len(set(seen)) == 7
    next_page = get("/v1/companies", {"limit": "3"})[1]["next"]
    assert get("/v1/companies", {"q": "x", "cursor": next_page})[0] == 400
    for wrong in ({"sort": "rise"}, {"owner": "nobody"}, {"q": "x" * 101}, {"limit": "51"}, {"band": "hot"}):
        assert get("/v1/companies", wrong)[0] == 400, wrong


def test_owner_and_stage_choose_among_companies(shop):
    """The company's own: whose most of its people are, and what sales said last."""
    four()
    person = person_of("p4@gmail.com")
    said = {"act": "stage", "value": "won", "by": "sato"}
    acted = {"id": "r", "type": "track", "name": "Rep Acted", "origin": "rep", "proof": 2, "properties": said}
    taken(packet(f"p:{person.id}", acted, at=NOW + 1))
    assert listed(stage="won") == [("海", 1)]
    assert len(listed(owner="sato")) == 2


def test_of_a_company_with_many_leads_some_are_read(shop, monkeypatch):
    """The rest is said, not passed over."""
    monkeypatch.setattr(companies, "MOST_READ", 2)
    four()
    ((_, people_of_it),) = listed(q="青空")
    assert people_of_it == 2
    assert get("/v1/companies", {"q": "青空"})[1]["companies"][0]["more"] == 1


def test_the_pages(at_home):
    """The list finds and chooses; the page tells leads and doings; the lead's page leads there."""
    four()
    body = page_of("/console/companies", {"q": "青空", "lang": "ja"})["body"]
    assert "株式会社青空" in body and "見込み客 3 人" in body and "海" not in body.partition('id="found"')[2]
    part = page_of("/console/companies", {"q": "青空"}, **{"HX-Request": "true"})["body"]
    assert "<html" not in part and "株式会社青空" in part
    assert "見つかりませんでした" in page_of("/console/companies", {"q": "nobody", "lang": "ja"})["body"]
    assert page_of("/console/companies", {"sort": "no"})["statusCode"] == 400
    lead_id = person_of("a@aozora.co.jp").id
    (link,) = re.findall(r"/console/companies/c_\w+", page_of(f"/console/leads/{lead_id}")["body"])
    page = page_of(link)["body"]
    assert "aozora.co.jp" in page and page.count("/console/leads/") >= 3
    english = page_of(link, {"lang": "en"})["body"]
    assert "3 leads" in english and "points, all leads together" in english
    assert page_of("/console/companies/c_x")["statusCode"] == 404


def test_nothing_yet(at_home):
    """What to do is said where there is none."""
    assert "会社はまだありません" in page_of("/console/companies", {"lang": "ja"})["body"]


def said(capsys, *words):
    asked = _parser().parse_args(["companies", *words])
    asked.lang = "en"
    code = asked.act(asked)
    spoken = capsys.readouterr()
    return code, spoken.out + spoken.err


def test_the_command(shop, capsys):
    """The list, one company with its people, for people and for programs."""
    four()
    code, told = said(capsys, "--limit", "1")
    assert code == 0 and "株式会社青空  3 leads" in told and "For more" in told
    assert [each["name"] for each in json.loads(said(capsys, "海", "--json")[1])] == ["海"]
    code, told = said(capsys, id_of("c:青空"))
    assert code == 0 and told.count("@") == 3
    assert len(json.loads(said(capsys, id_of("c:青空"), "--json")[1])["leads"]) == 3
    assert said(capsys, "c_x")[0] == 1
    assert said(capsys, "--owner", "nobody")[0] == 2
    assert said(capsys, "nowhere")[1].startswith("None.")
