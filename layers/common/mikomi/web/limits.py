"""How often forms may be sent: by one address, and from one network.

Rules
1. Only forms are limited: a form makes us write to the address that stands in it, which may be somebody else's.
2. The same form sent again (a retry, a second press of the button) counts once.
3. What is kept is a keyed hash for an hour or two, never an address and never where it came from.
4. A limit protects, and is no door: if its row cannot be written, the form is taken.
"""

from ipaddress import ip_address, ip_network

from mikomi import clock, keys, observe, tokens
from mikomi.aws import limits, secrets, trouble
from mikomi.errors import Refused
from mikomi.http import Request

HOUR = 3_600_000
MINUTE = 60_000
BY_ADDRESS = 5
"""Forms that may name one address within an hour."""
BY_NETWORK = 60
"""Forms that one network may send within an hour: an office of many people stands behind one address."""
_WIDTH = {4: 24, 6: 48}
"""What is one network, in bits: a line's customers change their last figures, an IPv6 customer gets a /48."""


def admit_form(request: Request, address: str | None, again: str) -> None:
    """Count this form against its address (None: it names none) and its network. `again` is the same for the same form
    sent again. `Refused` (`form_too_often`) if it is one too many.
    """
    now = clock.now()
    if address:
        _count("address", keys.same_address(address), again, BY_ADDRESS, now)
    if network := network_of(request.source_ip):
        _count("network", network, again, BY_NETWORK, now)


def network_of(source_ip: str) -> str:
    """The network of this IP address; "" if it is none."""
    try:
        address = ip_address(source_ip)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{_WIDTH[address.version]}", strict=False))


def _count(what: str, whose: str, again: str, most: int, now: int) -> None:
    window = now - now % HOUR
    hashed = tokens.keyed_hash(secrets.root(), f"{what} {whose}")
    try:
        admitted = limits.take(hashed, window, keys.short(again), most, ends_at=window + 2 * HOUR)
    except Exception as error:  # rule 4; whatever it was, the form must not be lost for it
        observe.count("LimitNotCounted")
        observe.log("limit_not_counted", level="WARNING", what=what, error=trouble.name_of(error))
        return
    if not admitted:
        raise Refused("form_too_often", minutes=(window + HOUR - now) // MINUTE + 1)
