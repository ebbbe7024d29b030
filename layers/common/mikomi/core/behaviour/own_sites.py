"""The hosts that are the company's own."""

from mikomi import web_address
from mikomi.model.company import Company


def own_sites(company: Company) -> frozenset[str]:
    """That of its `site`, with and without `www.`, and those that it lists."""
    own = web_address.read(company.site or "")
    listed = (web_address.read(f"https://{host}") for host in company.hosts)
    twin = {own.site.removeprefix("www."), f"www.{own.site.removeprefix('www.')}"} if own else set()
    return frozenset(twin | {each.site for each in listed if each})
