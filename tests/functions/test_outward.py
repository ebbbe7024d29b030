"""One POST over TLS to a server of this machine that misbehaves in every way: told apart, bounded, never followed."""

import socket
import ssl
import time

import pytest
from mikomi.outward import client
from mikomi.outward.client import HostAddress, NoReply, NotPublic, Replied

from tests.functions.receiver import NAME, Receiver, answer

URL = f"https://{NAME}/in?a=1"


def post(receiver, url=URL, **way):
    return client.post(url, {"X-One": "1"}, b'{"a":1}', receiver.way._replace(**way))


def test_what_is_said_and_heard(tmp_path):
    """The name in TLS and Host, whatever address it has; headers and body as they were given; the answer whole."""
    with Receiver(tmp_path, answer(200, b'{"traits":{}}')) as receiver:
        assert post(receiver) == Replied(200, b'{"traits":{}}')
    (heard,) = receiver.posts
    assert heard.line == "POST /in?a=1 HTTP/1.1" and heard.body == b'{"a":1}'
    assert heard.headers["host"] == NAME and heard.headers["x-one"] == "1" and heard.headers["connection"] == "close"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 410, 500])
def test_redirects_are_answers_and_nothing_more(tmp_path, status):
    """Nobody goes where they lead."""
    with Receiver(tmp_path, answer(status, Location=f"https://{NAME}/elsewhere")) as receiver:
        assert post(receiver) == Replied(status, b"")
        assert len(receiver.posts) == 1


def chunked(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")


def test_chunks_are_one_body(tmp_path):
    with Receiver(tmp_path, chunked) as receiver:
        assert post(receiver) == Replied(200, b"abc")


@pytest.mark.parametrize(
    "says",
    [
        lambda connection: None,
        lambda connection: connection.sendall(b"nonsense\r\n\r\n"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n"),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
        lambda connection: connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 9_000),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
    ],
)
def test_what_is_no_answer_is_no_reply(tmp_path, says):
    """Nonsense, broken off, without end: nobody knows, so it may be said again."""
    with Receiver(tmp_path, says) as receiver:
        assert isinstance(post(receiver), NoReply)


@pytest.mark.parametrize(
    ("length", "whole"), [(client.LONGEST, True), (client.LONGEST + 1, False), (10_000_000, False)]
)
def test_of_a_long_answer_the_beginning_is_read(tmp_path, length, whole):
    """On both sides of the bound."""
    with Receiver(tmp_path, answer(200, b"x" * length)) as receiver:
        outcome = post(receiver)
    assert outcome == Replied(200, b"x" * min(length, client.LONGEST), whole)


def trickle(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X")
        time.sleep(0.05)


def silent(connection):
    connection.recv(1)


@pytest.mark.parametrize("says", [trickle, silent])
def test_it_takes_no_longer_than_it_may(tmp_path, says, monkeypatch):
    """Silence, and a byte now and then: the whole is bounded, not each wait."""
    monkeypatch.setattr(client, "WITHIN", 0.6)
    with Receiver(tmp_path, says) as receiver:
        began = time.monotonic()
        assert post(receiver) == NoReply("too_slow")
        assert time.monotonic() - began < 3


def test_a_certificate_of_another_name_or_nobody_is_not_believed(tmp_path):
    """TLS speaks of the name that was asked for; nothing is said to anybody else."""
    with Receiver(tmp_path) as receiver:
        assert post(receiver, "https://other.example.co.jp/") == NoReply("tls")
        assert post(receiver, tls=ssl.create_default_context) == NoReply("tls")
        assert receiver.posts == []


def test_the_address_that_was_looked_at_is_the_one_that_is_reached(tmp_path):
    """The name is asked once; what it would say a moment later does not matter."""
    asked = []
    with Receiver(tmp_path) as receiver:

        def resolve(host, port):
            asked.append((host, port))
            return [HostAddress(socket.AF_INET, ("127.0.0.1", receiver.port if len(asked) == 1 else 1))]

        assert post(receiver, resolve=resolve) == Replied(204, b"")
    assert asked == [(NAME, 443)]


def test_the_next_address_is_tried_where_one_takes_nobody(tmp_path):
    """As any client does."""
    with Receiver(tmp_path) as receiver:
        places = [
            HostAddress(socket.AF_INET, ("127.0.0.1", 1)),
            HostAddress(socket.AF_INET, ("127.0.0.1", receiver.port)),
        ]
        assert post(receiver, resolve=lambda host, port: places) == Replied(204, b"")
        assert isinstance(post(receiver, resolve=lambda host, port: places[:1]), NoReply)


def test_names_that_are_none_are_asked_again_later(tmp_path):
    def nobody(host, port):
        raise socket.gaierror(-2, "not known")

    with Receiver(tmp_path) as receiver:
        assert post(receiver, resolve=nobody) == NoReply("not_resolved")
        assert post(receiver, resolve=lambda host, port: []) == NotPublic("private_address")


def test_the_way_out_is_the_internets_alone(tmp_path):
    """What runs on AWS goes by `OPEN`: the receiver of this machine is nobody to it."""
    with Receiver(tmp_path) as receiver:
        assert post(receiver, is_open=client.OPEN.is_open) == NotPublic("private_address")
        assert receiver.posts == []
