"""A form's body in every dress: urlencoded or multipart, in the encodings of Japanese pages."""

from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import form_body, page_encoding
from mikomi.errors import Refused

URLENCODED = "application/x-www-form-urlencoded"
SAID = {"lastName": "山田", "会社": "㈱見本"}


def urlencoded(fields, encoding="utf-8"):
    def part(text):
        return quote_from_bytes(text.encode(encoding)).encode()

    return b"&".join(part(name) + b"=" + part(value) for name, value in fields)


def multipart(fields, encoding="utf-8", quotes='"', files=(), part_type=""):
    lines = []
    for name, value in fields:
        lines += [f"--B\r\nContent-Disposition: form-data; name={quotes}{name}{quotes}\r\n{part_type}\r\n{value}\r\n"]
    for name, filename, held in files:
        head = f'name="{name}"; filename="{filename}"\r\nContent-Type: application/pdf'
        lines += [f"--B\r\nContent-Disposition: form-data; {head}\r\n\r\n{held}\r\n"]
    return "".join([*lines, "--B--\r\n"]).encode(encoding)


KINDS = {
    URLENCODED: urlencoded,
    "multipart/form-data; boundary=B": multipart,
    'Multipart/Form-Data; Boundary="B"': multipart,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_what_a_japanese_page_sends(kind, encoding):
    """Names and values, told by nothing but the bytes."""
    assert form_body.read(KINDS[kind](SAID.items(), encoding), kind).fields == SAID


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("encoding", "label"), [("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP"), ("utf-8", "utf-8")])
@pytest.mark.parametrize("where", ["field", "header", "both"])
def test_the_page_names_its_encoding(kind, encoding, label, where):
    """By the field that browsers fill in, or by the Content-Type; the field goes before."""
    said = {"lastName": "龍", "firstName": "ζ" if encoding == "utf-8" else "辻"}
    fields = {**said, **({"_charset_": label} if where != "header" else {})}
    told = kind + {"field": "", "header": f"; charset={label}", "both": "; charset=utf-8"}[where]
    found = form_body.read(KINDS[kind](fields.items(), encoding), told).fields
    assert {name: found[name] for name in said} == said


def test_only_its_own_field_names_the_encoding():
    """Somebody may write the name of one anywhere."""
    found = form_body.read(urlencoded({"a": "龍山", "note": "Shift_JIS"}.items(), "euc_jp"), URLENCODED).fields
    assert found == {"a": "龍山", "note": "Shift_JIS"}


@pytest.mark.parametrize(
    ("reference", "sign"),
    [("&#1114111;", "\U0010ffff"), ("&#1114112;", None), ("&#55295;", "\ud7ff"), ("&#55296;", None),
     ("&#57343;", None), ("&#57344;", "\ue000"), ("&#12354", None), ("&#x3042;", None)],
)  # fmt: skip
def test_references_of_browsers_up_to_their_bounds(reference, sign):
    """What is no character stays as it was written."""
    body = urlencoded([("a", f"山{reference}")], "cp932")
    assert form_body.read(body, URLENCODED).fields == {"a": f"山{sign or reference}"}


def test_a_part_names_its_encoding():
    """RFC 7578: `Content-Type: text/plain; charset=…` of the field itself."""
    body = multipart([("a", "龍")], "euc_jp", part_type="Content-Type: text/plain; charset=euc-jp\r\n")
    assert form_body.read(body, "multipart/form-data; boundary=B").fields == {"a": "龍"}


def test_what_the_pages_encoding_cannot_write():
    """Browsers send a reference for it; in a UTF-8 page `&#128512;` is what somebody typed."""
    assert form_body.read(
        b"a=" + quote_from_bytes("山&#128512;&#55357;".encode("cp932")).encode(), URLENCODED
    ).fields == {"a": "山😀&#55357;"}
    assert form_body.read("a=山%26%23128512;".encode(), URLENCODED).fields == {"a": "山&#128512;"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_comes_again_is_a_list(kind):
    """In the order of the page."""
    body = KINDS[kind]([("x", "製品A"), ("y", ""), ("x", "製品B"), ("x", "製品C")])
    assert form_body.read(body, kind).fields == {"x": ["製品A", "製品B", "製品C"], "y": ""}


@pytest.mark.parametrize("kind", [f"{URLENCODED}; charset=utf-8", "text/plain;charset=UTF-8", ""])
def test_pairs_are_read_whatever_they_are_called(kind):
    """`fetch(url, {body: "a=1"})` calls them text/plain; a line's end within a value, as curl -d sends it, is one."""
    assert form_body.read(b"a=1&b=%0D%0A", kind).fields == {"a": "1", "b": "\r\n"}
    assert form_body.read(b"a=1\r\n2", URLENCODED).fields == {"a": "1\r\n2"}


@pytest.mark.parametrize("quotes", ['"', ""])
def test_files_are_named_and_not_taken(quotes):
    """An empty choice of a file is none."""
    files = [("履歴書", "cv.pdf", "%PDF" * 9_000), ("履歴書", "b.pdf", "x"), ("photo", "", ""), ("nameless", "", "x")]
    body = multipart([("email", "a@example.jp")], quotes=quotes, files=files)
    found = form_body.read(body, "multipart/form-data; boundary=B")
    assert found == ({"email": "a@example.jp"}, ("履歴書", "nameless"))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=B"),
        (b"--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx", "multipart/form-data; boundary=B"),
        (multipart([("a", "x")]), "multipart/form-data"),
        (multipart([("a", "x")]), "multipart/form-data; boundary=C"),
        (b"--B\r\nX: y\r\n\r\nx\r\n--B--\r\n", "multipart/form-data; boundary=B"),
        (multipart([("a", "x")] * 201), "multipart/form-data; boundary=B"),
        (multipart([("a", "x")]), "text/plain"),
        (multipart([("a", "x")]), ""),
        (b"email=a@example.jp\r\nlastName=x\r\n", "text/plain; charset=utf-8"),
        (b" <form><email>a=b</email></form>", "application/xml"),
    ],
)
def test_what_falls_apart_is_refused(body, kind):
    """With a reason of its own, never as if every field were missing."""
    with pytest.raises(Refused) as why:
        form_body.read(body, kind)
    assert why.value.code == "form_unreadable"


@given(
    st.binary(max_size=200),
    st.sampled_from([URLENCODED, "", "multipart/form-data; boundary=B", "multipart/x; boundary=\xe9"]),
)
def test_any_body_is_read_or_refused(body, kind):
    """No body makes the reading fail otherwise."""
    try:
        assert len(form_body.read(body, kind).fields) <= page_encoding.PAIRS
    except Refused:
        assert kind.startswith("multipart") or b"\r\n" in body or body.lstrip().startswith(b"<")


def test_a_file_may_be_large_and_fields_may_not():
    """What is not taken does not count; half a megabyte of fields does."""
    kind, large = "multipart/form-data; boundary=B", "x" * 600_000
    assert form_body.read(multipart([("a", "1")], files=[("cv", "a.pdf", large)]), kind) == ({"a": "1"}, ("cv",))
    most = "x" * (form_body.LARGEST - 1)
    assert form_body.read(multipart([("a", most)]), kind).fields == {"a": most}
    with pytest.raises(Refused) as why:
        form_body.read(multipart([("a", most + "x")]), kind)
    assert why.value.code == "body_too_large"
