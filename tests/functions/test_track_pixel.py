"""The pixel and the tag."""

import gzip
import json
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha384

import pytest

from tests.functions.tracking import PAGE, get, stored


def test_the_pixel_takes_an_event_from_the_query(world):
    """Plain parameters become a page view, or with `event` a track; the page is the one that showed the picture."""
    answer = get(
        "/v1/p.gif?writeKey=wk_test&anonymousId=a&campaign=mail", {"referer": "https://example.co.jp/price?x=1"}
    )
    assert (answer.status, answer.headers["content-type"], answer.body[:6]) == (200, "image/gif", b"GIF89a")
    assert get("/v1/p.gif?writeKey=wk_test&userId=u&event=Seen&messageId=m2").status == 200
    page, seen_ = sorted(stored(world), key=lambda event: event.type)
    assert (page.type, page.properties, page.context["page"]["path"]) == ("page", {"campaign": "mail"}, "/price")
    assert (seen_.type, seen_.name, seen_.user_id) == ("track", "Seen", "u")


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_the_pixel_takes_base64_json(world, encode):
    """`data` holds the event as Segment's pixel does, in either alphabet, with or without padding."""
    data = encode(json.dumps({**PAGE, "writeKey": "wk_test", "x": "??>>~~"}).encode()).decode().rstrip("=")
    assert get(f"/v1/p.gif?data={data}").status == 200
    assert [event.id for event in stored(world)] == ["m1"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("anonymousId=a", 401, "key_missing"),
        ("writeKey=sk_test&anonymousId=a", 401, "key_secret_in_address"),
        ("writeKey=wk_test", 400, "id_missing"),
        ("writeKey=wk_test&userId=undefined", 400, "id_placeholder"),
        ("writeKey=wk_test&data=%21", 400, "base64_invalid"),
        ("writeKey=wk_test&data=" + "A" * 9000, 413, "body_too_large"),
    ],
)
def test_a_bad_pixel_is_a_picture_that_says_why(world, query, status, code):
    """The page shows no broken picture; the status and a header tell whoever looks."""
    answer = get(f"/v1/p.gif?{query}")
    assert (answer.status, answer.headers["x-mikomi-error"], answer.body[:3]) == (status, code, b"GIF")
    assert world.rows("events") == []


def test_a_pixel_that_lacks_one_id_says_so(world):
    """The other id counts; a header names what was left out."""
    answer = get("/v1/p.gif?writeKey=wk_test&anonymousId=a&userId=%7B%7Buser.id%7D%7D")
    assert (answer.status, answer.headers["x-mikomi-warning"]) == (200, "id_placeholder")
    assert [event.user_id for event in stored(world)] == [None]
    assert "x-mikomi-warning" not in get("/v1/p.gif?writeKey=wk_test&anonymousId=a&userId=u").headers


@pytest.mark.parametrize("address", ["/tag.js", "/form.js", "/layer.js", "/seen.js"])
def test_a_script_is_served_with_its_etag(world, address):
    """JavaScript for any site, plain or gzipped, kept for an hour and asked for again by its ETag."""
    plain = get(address)
    assert (plain.status, plain.headers["content-type"]) == (200, "text/javascript; charset=utf-8")
    assert plain.headers["access-control-allow-origin"] == "*" and "max-age=3600" in plain.headers["cache-control"]
    packed = get(address, {"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == plain.body
    again = get(address, {"if-none-match": plain.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


def test_a_version_of_the_tag_stays_as_it_is(world):
    """tag.json names the newest version and the hash of its bytes, which browsers may keep for ever."""
    newest = json.loads(get("/tag/tag.json").body)
    script = get(f"/tag/{newest['version']}.js")
    assert newest["integrity"] == "sha384-" + b64encode(sha384(script.body).digest()).decode()
    assert "immutable" in script.headers["cache-control"] and script.body == get("/tag.js").body


@pytest.mark.parametrize("file", ["9.9.9.js", "..%2Ftag.js", "form.py", "tags", "1.0.0", ".js"])
def test_no_other_file_is_served(world, file):
    """Only scripts of the package; no other name reads a file."""
    assert get(f"/tag/{file}").status == 404
