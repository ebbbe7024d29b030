"""No spelling of an address that is not anybody's to reach is taken for one that is: thousands of them, by rule."""

import socket
from collections.abc import Callable
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import web_address
from mikomi.outward import client
from mikomi.outward.client import NotPublic
from mikomi.public_address import is_public, looks_public

V4 = (
    "127.0.0.1", "127.1.2.3", "127.255.255.254", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254",
    "192.168.0.1", "192.168.255.255", "169.254.169.254", "169.254.170.2", "169.254.0.1", "0.0.0.0", "0.1.2.3",
    "100.64.0.1",
    "100.127.255.254", "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.19.255.254", "198.51.100.1",
    "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "255.255.255.254",
)  # fmt: skip
V6 = (
    "::", "::1", "fe80::1", "febf::1", "fc00::1", "fd00::1", "fd00:ec2::254", "fd00:ec2::253", "fec0::1", "ff02::1",
    "ff05::2", "100::1", "2001:db8::1", "2001::1", "2001:10::1", "2001:20::1", "2002:7f00:1::", "3fff::1", "5f00::1",
    "64:ff9b:1::1", "4000::1", "8000::1",
)  # fmt: skip
OUTSIDE = (
    "8.8.8.8",
    "1.1.1.1",
    "104.16.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "11.0.0.1",
    "100.128.0.1",
    "2606:4700::1111",
)


def in_one_number(address: str) -> list[str]:
    """The ways of old: decimal, hexadecimal, octal, of one, two, three or four parts, with zeros in front."""
    whole = int(IPv4Address(address))
    a, b, c, d = address.split(".")
    rest = {
        1: [whole],
        2: [int(a), whole & 0xFFFFFF],
        3: [int(a), int(b), whole & 0xFFFF],
        4: [int(a), int(b), int(c), int(d)],
    }
    styles: tuple[Callable[[int], str], ...] = (
        str,
        hex,
        lambda n: f"0{n:o}",
        lambda n: f"0x{n:08X}",
        lambda n: f"000{n:o}",
    )
    return [".".join(style(part) for part in parts) for parts, style in product(rest.values(), styles)]


def in_six(address: str) -> list[str]:
    """Wrapped in IPv6: mapped, compatible, NAT64, 6to4, Teredo, and other spellings of the same."""
    number = int(IPv4Address(address))
    high, low = number >> 16, number & 0xFFFF
    return [
        f"::ffff:{address}",
        f"::ffff:{high:x}:{low:x}",
        f"0:0:0:0:0:ffff:{address}",
        f"::ffff:0:{address}",
        f"::{address}",
        f"64:ff9b::{address}",
        f"64:ff9b::{high:x}:{low:x}",
        f"64:ff9b:1::{address}",
        f"2002:{high:x}:{low:x}::1",
        f"2001:0:{high:x}:{low:x}::",
        f"2001:0:1:2:3:4:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}",
        f"::FFFF:{high:X}:{low:X}",
    ]


NUMBERS = sorted({spelt for address in V4 for spelt in (*in_one_number(address), *in_six(address))} | set(V6))
URLS = sorted(
    {f"https://{host}/" for address in V4 for host in in_one_number(address)}
    | {f"https://[{host}]/x" for host in (*V6, *(spelt for address in V4 for spelt in in_six(address)))}
    | {f"https://{name}/" for name in ("localhost", "localhost.", "a.localhost", "x.local", "metadata", "db.internal")}
    | {f"https://good.example.com@{address}/" for address in V4}
    | {f"https://{address}.:8443/" for address in V4}
    | {f"https://{address}:443/" for address in V4}
    | {f"https://{''.join(f'%{ord(c):02x}' for c in address)}/" for address in V4}
    | {f"https://{address.translate({ord('0') + n: 0xFF10 + n for n in range(10)})}/" for address in V4}
    | {f"https://{address.replace('.', '。')}/" for address in V4}
    | {f"https:\\\\{address}\\x" for address in V4}
    | {f"http://{address}/" for address in V4}
)


def test_the_corpus_is_a_corpus():
    """A rule about nothing is always green."""
    assert len(URLS) > 1_000 and len(NUMBERS) > 900


def test_no_spelling_of_a_closed_address_is_open():
    """As the system itself reads it: whatever it takes for an address is refused, wrapped or not."""
    read = 0
    for spelt in NUMBERS:
        try:
            found = {str(at[0]) for *_, at in socket.getaddrinfo(spelt, 443, flags=socket.AI_NUMERICHOST)}
        except socket.gaierror:
            continue  # the system takes it for a name
        read += 1
        assert not any(is_public(each) for each in found), (spelt, found)
    assert read > 700


def test_nothing_is_sent_to_any_of_them():
    """Refused before anything is connected, and before any name is asked for: a host that is a number is none."""
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[client.HostAddress]:
        asked.append(host)
        return []

    way = client.Outlet(resolve, is_public, client.OPEN.tls)
    assert {url: outcome for url in URLS if not isinstance(outcome := client.post(url, {}, b"", way), NotPublic)} == {}
    assert asked == []


def _all_of(places: list[client.HostAddress], host: str, port: int) -> list[client.HostAddress]:
    return places


@pytest.mark.parametrize("address", sorted({*V4, *V6}))
def test_a_name_that_leads_there_is_refused_too(address):
    """Also where one of its addresses is public, and whichever stands first: the answer of a name that changes is
    believed once, for all of it."""
    family = socket.AF_INET if "." in address else socket.AF_INET6
    here, outside = client.HostAddress(family, (address, 443)), client.HostAddress(socket.AF_INET, ("8.8.8.8", 443))
    for places in ([here], [outside, here], [here, outside]):
        way = client.Outlet(partial(_all_of, places), is_public, client.OPEN.tls)
        assert client.post("https://rebind.example.com/", {}, b"{}", way) == NotPublic("private_address")


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_anybodys_to_reach_is_open(address):
    """The neighbours of closed nets, too: a rule that refuses everything would refuse all of the above."""
    assert is_public(address)


@given(st.integers(0, 2**32 - 1))
def test_wrapped_or_not_an_address_is_the_same(number):
    """Mapped into IPv6 it is as open as it is; in NAT64 or 6to4 it is closed."""
    plain = IPv4Address(number)
    assert is_public(f"::ffff:{plain}") == is_public(str(plain))
    assert not is_public(f"64:ff9b::{plain}")
    assert not is_public(str(IPv6Address((0x2002 << 112) | (number << 80))))
    if plain.is_private or plain.is_loopback or plain.is_link_local or plain.is_multicast:
        assert not is_public(str(plain))


@given(st.integers(0, 2**128 - 1))
def test_outside_of_unicast_nothing_is_open(number):
    address = IPv6Address(number)
    if address.ipv4_mapped is None and number >> 125 != 1:
        assert not is_public(str(address))


@given(st.text(max_size=60))
def test_no_text_is_an_error(text):
    """Whatever somebody writes there is an address, or none."""
    is_public(text), looks_public(text)
    found = web_address.read(f"https://{text}/")
    if found and looks_public(found.site.partition(":")[0]):
        with pytest.raises(ValueError):
            ip_address(found.site.partition(":")[0])
