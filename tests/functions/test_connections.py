"""Connections to AWS on real sockets: kept, found dead, given up; and what is done again, and what never is."""

import ssl

import pytest
from mikomi.aws import api
from mikomi.aws.refusals import AwsRefusal, ConditionFailed, NotReached, Silence
from mikomi.aws.wire import connections

from tests.functions.certificates import certificate
from tests.functions.sockets import Told, answering
from tests.functions.wire_calls import as_lambda, by_wire, call_of

__all__ = ["certificate"]

DONE = {"MessageId": "1"}
FINE = Told(200, {}, b'{"MessageId":"1"}')
MAIL, GET, PUT = call_of("SendEmail"), call_of("GetItem"), call_of("PutItem")


def call(asked):
    service, operation, params = asked
    return api.call(service, operation, **params)


@pytest.fixture
def patient(monkeypatch):
    """As a Lambda function is told; the waits between attempts are noted and not waited."""
    as_lambda(monkeypatch)
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)
    return waits


@pytest.fixture
def server(patient, monkeypatch):
    with answering() as server:
        server.answers[:] = [FINE]
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.address)
        yield server


def test_one_connection_serves_call_after_call(server):
    """Until AWS says that it closes it; a refusal closes nothing."""
    server.answers[:] = [FINE, Told(400, {}, b'{"__type":"x#ValidationException"}'), FINE]
    call(GET)
    with pytest.raises(AwsRefusal):
        call(GET)
    call(PUT)
    assert server.connections == 1
    server.answers[:] = [Told(200, {"Connection": "close"}, b"{}", then="hang up"), FINE]
    call(GET)
    call(GET)
    assert [number for number, _ in server.heard] == [1, 1, 1, 1, 2]


@pytest.mark.parametrize("asked", [GET, MAIL])
def test_a_connection_that_aws_closed_is_noticed_before_anything_is_said(server, asked):
    """Nothing is lost and nothing is in doubt: even SES is simply called on a new one."""
    call(asked)
    server.hang_up()
    _until_it_shows(server)
    call(asked)
    assert [number for number, _ in server.heard] == [1, 2]


def _until_it_shows(server):
    """The other side's goodbye has arrived."""
    (idle,) = (each for each in connections._kept.values() if each)
    while not connections._has_news(idle[-1].connection):
        pass


def test_a_connection_that_lay_idle_too_long_is_not_used_again(server, monkeypatch):
    """The network in between may have forgotten it, and says nothing then; a second less, and it serves."""
    now = [1_000.0]
    monkeypatch.setattr(connections, "monotonic", lambda: now[0])
    call(GET)
    now[0] += connections.IDLE - 1
    call(GET)
    assert server.connections == 1
    now[0] += connections.IDLE
    call(GET)
    assert server.connections == 2


@pytest.mark.parametrize("broken", ["hang up", Told(200, {}, b'{"MessageId"', length=99, then="hang up")])
def test_what_breaks_off_is_said_again_but_for_a_mail(server, broken):
    """The request was heard, and no answer came, or half of one: DynamoDB is asked again, SES never."""
    server.answers[:] = [broken, FINE]
    assert call(GET) == DONE
    assert len(server.heard) == 2
    server.answers[:] = [broken, FINE]
    with pytest.raises(Silence) as silence:
        call(MAIL)
    assert not isinstance(silence.value, NotReached)
    assert len([said for _, said in server.heard if b"outbound-emails" in said]) == 1


def test_an_answer_that_does_not_come_is_silence(server, monkeypatch):
    """After the time-out; the connection is given up, and the next call makes another."""
    monkeypatch.setattr(connections, "ANSWER", 0.05)
    server.answers[:] = ["never", FINE]
    with pytest.raises(Silence, match="TimeoutError"):
        call(MAIL)
    assert call(MAIL) == DONE
    assert server.connections == 2


def test_where_nobody_listens_nothing_was_said(patient, monkeypatch):
    """Refused, or no such name: surely not done."""
    with answering() as gone:
        pass
    for address in (gone.address, "http://nobody.invalid"):
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        with pytest.raises(NotReached):
            by_wire(*MAIL)


# ── TLS ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def secure(certificate, patient, monkeypatch):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    connections._tls.cache_clear()
    with answering(tls) as server:
        server.answers[:] = [FINE]
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.address)
        yield server
    connections._tls.cache_clear()


def test_a_host_that_cannot_prove_itself_hears_nothing(secure, certificate, monkeypatch):
    """Neither one that nobody vouches for, nor one with another's certificate."""
    monkeypatch.delenv("AWS_CA_BUNDLE", raising=False)
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    with pytest.raises(NotReached, match="SSLCertVerificationError"):
        by_wire(*GET)
    connections._tls.cache_clear()
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    monkeypatch.setenv("AWS_ENDPOINT_URL", secure.address.replace("localhost", "127.0.0.1"))
    with pytest.raises(NotReached, match="SSLCertVerificationError"):
        by_wire(*GET)
    assert not secure.heard


def test_a_host_that_proves_itself_is_spoken_to(secure, certificate, monkeypatch):
    """With the authorities of AWS_CA_BUNDLE; the connection is kept, and found dead, as without TLS."""
    monkeypatch.setenv("AWS_CA_BUNDLE", str(certificate))
    for _ in range(3):
        assert call(GET) == DONE
    assert secure.connections == 1
    secure.hang_up()
    _until_it_shows(secure)
    assert call(MAIL) == DONE
    assert [number for number, _ in secure.heard] == [1, 1, 1, 2]


# ── how often ────────────────────────────────────────────────────────────────────────────────────────────────────────

THROTTLE = Told(400, {}, b'{"__type":"x#ProvisionedThroughputExceededException"}')
FAILURE = Told(500, {}, b'{"__type":"x#InternalServerError"}')


@pytest.mark.parametrize("passing", [THROTTLE, FAILURE, "hang up"], ids=["throttled", "failing", "silent"])
def test_what_passes_is_tried_four_times(server, patient, passing):
    """Each wait is at most twice as long as the one before; what comes right at last is an answer."""
    server.answers[:] = [passing, passing, passing, FINE]
    assert call(PUT) == DONE
    assert len(server.heard) == api.TRIES == 4
    assert all(0 <= wait <= api.FIRST_WAIT * 2**number for number, wait in enumerate(patient)) and len(patient) == 3
    server.answers[:] = [passing]
    with pytest.raises((AwsRefusal, Silence)):
        call(PUT)
    assert len(server.heard) == 8


@pytest.mark.parametrize("passing", [Told(429, {"x-amzn-ErrorType": "TooManyRequestsException"}, b"{}"), FAILURE])
def test_ses_is_asked_once(server, patient, passing):
    """Whatever it says: what to do next is the row's matter."""
    server.answers[:] = [passing]
    with pytest.raises(AwsRefusal):
        call(MAIL)
    assert len(server.heard) == 1 and not patient


def test_what_will_not_pass_is_said_once(server, patient):
    """A condition that failed, a call that is wrong or not allowed: no second try makes it right."""
    failed = Told(400, {}, b'{"__type":"x#ConditionalCheckFailedException","Item":{"at":{"N":"1"}}}')
    server.answers[:] = [failed, Told(400, {}, b'{"__type":"x#ValidationException","message":"wrong"}')]
    with pytest.raises(ConditionFailed) as condition:
        call(PUT)
    assert condition.value.item == {"at": {"N": "1"}}
    with pytest.raises(AwsRefusal, match="wrong"):
        call(PUT)
    assert len(server.heard) == 2 and not patient
