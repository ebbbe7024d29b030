"""Responses of HTTP/1.1 are read as Python's own client reads them; what is none, or breaks off, is Garbled."""

import io
from http.client import HTTPResponse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.aws.wire import response
from mikomi.aws.wire.response import MOST_HEADERS, Garbled

NAMES = st.sampled_from(["x-amz-request-id", "Content-Type", "Date", "ETag", "x-amzn-ErrorType"])
VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20)
BODIES = st.binary(max_size=200)
STATUSES = [b"200 OK", b"200", b"204 No Content", b"304 Not Modified", b"400 Bad Request", b"503 "]


class Wire:
    """What a server wrote, as a socket hands it out; then it has closed."""

    def __init__(self, written: bytes) -> None:
        self.written = written

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(self.written))


@st.composite
def written(draw):
    """A response as some server may write it: its body in chunks, by length, or until it closes."""
    body, ends = draw(BODIES), b"\r\n"
    status = draw(st.sampled_from(STATUSES))
    lines = [draw(st.sampled_from([b"HTTP/1.1 ", b"HTTP/1.0 "])) + status]
    lines += [f"{name}: {value}".encode() for name, value in draw(st.dictionaries(NAMES, VALUES)).items()]
    lines += draw(st.sampled_from([[], [b"Connection: close"], [b"connection: Keep-Alive"]]))
    bodiless = status[:3] in (b"204", b"304")  # no server writes chunks then
    how = draw(st.sampled_from(["length", "end"] if bodiless else ["chunks", "length", "end"]))
    if how == "chunks":
        lines.append(b"Transfer-Encoding: chunked")
        cut = draw(st.integers(0, len(body)))
        parts = [part for part in (body[:cut], body[cut:]) if part]
        trailers = draw(st.sampled_from([b"", b"x-amz-checksum: 1" + ends]))
        body = b"".join(b"%x%s%s%s" % (len(part), b"" if cut % 2 else b";n=v", ends + part, ends) for part in parts)
        body += b"0" + ends + trailers + ends
    elif how == "length":
        lines.append(b"Content-Length: %d" % len(body))
    before = draw(st.sampled_from([b"", b"HTTP/1.1 100 Continue" + ends + ends]))
    return before + ends.join(lines) + ends + ends + body


@given(written(), st.sampled_from(["POST", "GET", "HEAD"]))
def test_a_response_is_read_as_pythons_own_client_reads_it(said, method):
    """Status, headers, body, and whether the connection may be used again."""
    reference = HTTPResponse(Wire(said), method=method)  # type: ignore[arg-type]
    reference.begin()
    headers = {name.lower(): value for name, value in reference.headers.items()}
    expected = (reference.status, headers, reference.read(), not reference.will_close)
    assert response.read(Wire(said).makefile("rb"), method) == expected


@given(written(), st.data())
def test_what_breaks_off_is_never_taken_for_whole(said, data):
    """Cut anywhere: garbled, or, where the body lasts until the server closes, as much of it as came."""
    whole = response.read(Wire(said).makefile("rb"))
    try:
        part = response.read(Wire(said[: data.draw(st.integers(0, len(said) - 1))]).makefile("rb"))
    except Garbled:
        return
    assert part == whole._replace(body=whole.body[: len(part.body)])
    assert part == whole or (not part.stays and "content-length" not in part.headers)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 2x0 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n folded: line\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * (MOST_HEADERS + 1) + b"\r\n",
        b"HTTP/1.1 200 OK\r\na: " + b"b" * response.LONGEST_LINE + b"\r\n\r\n",
    ],
)
def test_what_is_no_response_is_garbled(said):
    """Of another protocol, of another shape, without end."""
    with pytest.raises(Garbled):
        response.read(Wire(said).makefile("rb"))


def test_as_many_headers_as_are_allowed_are_read():
    """One more is too many (above)."""
    said = b"HTTP/1.1 200 OK\r\n" + b"".join(b"a%d: b\r\n" % n for n in range(MOST_HEADERS)) + b"\r\n"
    assert len(response.read(Wire(said).makefile("rb")).headers) == MOST_HEADERS
