"""How often an address may be named: the address itself, and from one network.

Rules
1. What names an address is limited, a form and an identify with the public key alike: it can make us write to it, and
   it may be somebody else's. What names none costs nothing.
2. The same form sent again (a retry, a second press of the button) counts once, and so does a browser that says its
   address on every page.
3. What is kept is a keyed hash for an hour or two, never an address and never where it came from.
4. A limit protects, and is no door: if its row cannot be written, the event is taken.
5. Addresses of one mailbox are one address (`mail_address.mailbox`).
"""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network

from mikomi import clock, keys, mail_address, observe, tokens
from mikomi.aws import limits, secrets, trouble
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.settings import settings

HOUR = 3_600_000
MINUTE = 60_000
BY_ADDRESS = 5
"""Forms that may name one address within an hour, and as many browsers."""
BY_NETWORK = 60
"""Forms that one network may send within an hour, and as many browsers that may name an address: an office of many
people stands behind one address."""
PATIENCE = 20
"""After so many that were too many, the rest of a request is not counted one by one."""
_WIDTH = {4: 24, 6: 48}
"""What is one network, in bits: a line's customers change their last figures, an IPv6 customer gets a /48."""


def admit_form(request: Request, address: str | None, again: str) -> None:
    """Count this form against its address (None: it names none) and its network. `again` is the same for the same form
    sent again. `Refused` (`form_too_often`) if it is one too many.
    """
    whose = [("address", mail_address.mailbox(address), BY_ADDRESS)] if address else []
    if minutes := _minutes_to_wait([*whose, *_network(request, "network")], again):
        raise Refused("form_too_often", minutes=minutes)


def overdone(request: Request, named: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Count each address that a browser names (once an hour, however often it does). Answers those that are one too
    many, with the minutes until they may be named again. Claims have counts of their own: whoever makes many keeps the
    address's holder out of no form.
    """
    too_often: dict[str, int] = {}
    network = _network(request, "claims of network")
    for address, browser in named:
        mailbox = mail_address.mailbox(address)
        if len(too_often) >= PATIENCE:
            too_often[address] = max(too_often.values())
        elif minutes := _minutes_to_wait(
            [*network, ("claims of address", mailbox, BY_ADDRESS)], f"{browser} {mailbox}"
        ):
            too_often[address] = minutes
    return too_often


def _network(request: Request, what: str) -> list[tuple[str, str, int]]:
    network = network_of(client_address(request))
    return [(what, network, BY_NETWORK)] if network else []


def client_address(request: Request) -> str:
    """Where the client is: whom the API was asked by; behind proxies of the owner's, whom the outermost of them was
    asked by. What stands further left in X-Forwarded-For is the client's own word and worth nothing."""
    if proxies := settings().trusted_proxies:
        passed = [each.strip() for each in request.headers.get("x-forwarded-for", "").split(",")]
        if len(passed) > proxies:
            return passed[-proxies - 1]
    return request.source_ip


def network_of(source_ip: str) -> str:
    """The network of this IP address; "" if it is none."""
    try:
        address = ip_address(source_ip)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{_WIDTH[address.version]}", strict=False))


def _minutes_to_wait(counts: Iterable[tuple[str, str, int]], again: str) -> int:
    """Count in each of these (what, whose, at most); the minutes until there is room, 0 if there is."""
    now = clock.now()
    window = now - now % HOUR
    if all(_admits(what, whose, again, most, window) for what, whose, most in counts):
        return 0
    return (window + HOUR - now) // MINUTE + 1


def _admits(what: str, whose: str, again: str, most: int, window: int) -> bool:
    try:
        hashed = tokens.keyed_hash(secrets.root(), f"{what} {whose}")
        return limits.take(hashed, window, keys.short(again), most, ends_at=window + 2 * HOUR)
    except Exception as error:  # rule 4; whatever it was, nothing must be lost for it
        observe.count("LimitNotCounted")
        observe.log("limit_not_counted", level="WARNING", what=what, error=trouble.name_of(error))
        return True
