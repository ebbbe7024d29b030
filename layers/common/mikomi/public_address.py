"""Which addresses of the internet are anybody's to reach: what stands in a file, and what a name turned out to lead to.

Rules
1. Of IPv4 what is globally reachable and no group; of IPv6 what lies in 2000::/3, is globally reachable and carries no
   IPv4 address within (NAT64, 6to4 and Teredo lead to whatever stands in them). Everything else is not: loopback,
   private, link-local, metadata, reserved, of documentation.
2. An IPv4 address in an IPv6 one (`::ffff:10.0.0.1`) is that IPv4 address.
3. In a file a place has a name: a host that is a number, however it is spelt, is none; nor is one that ends in what
   only inner networks know.
"""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_UNICAST = IPv6Network("2000::/3")
_CLOSED = tuple(
    ip_network(net)
    for net in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
"""What the tables of older Pythons let pass, and what only leads elsewhere."""
_INNER = frozenset(
    ("localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "arpa", "invalid",
     "onion", "test", "example")
)  # fmt: skip
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_public(address: str) -> bool:
    """Whether this address, in numbers, may be connected to."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if "%" in address or not found.is_global or found.is_multicast or found.is_reserved:
        return False
    return _is_open(found)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False
    return not any(address in closed for closed in _CLOSED if closed.version == address.version)


def looks_public(host: str) -> bool:
    """Whether this host (without a port, as `web_address` writes it) can be somebody's on the internet."""
    labels = host.removesuffix(".").split(".")
    if len(labels) < 2 or not all(labels) or host.startswith("["):
        return False
    return labels[-1] not in _INNER and _NUMBER.fullmatch(labels[-1]) is None
