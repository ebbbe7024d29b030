"""How somebody came to the site."""

from mikomi.model.base import Millis
from mikomi.model.stored import Stored


class Touch(Stored, frozen=True, kw_only=True):
    """A landing: how somebody came to the site. What stands in the campaign's words (`source`, `medium`, `campaign`),
    which advertisement's click id was there (`click`: its name alone), the other site's host, and the page."""

    at: Millis
    event_id: str
    source: str = ""
    medium: str = ""
    campaign: str = ""
    click: str = ""
    referrer: str = ""
    path: str = ""

    @property
    def is_direct(self) -> bool:
        """Whether nothing says where from: typed in, a bookmark, an app that does not tell."""
        return not (self.source or self.medium or self.campaign or self.click or self.referrer)
