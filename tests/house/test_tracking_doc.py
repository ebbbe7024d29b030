"""docs/tracking.md and docs/tracking.ja.md say what the tracking API does, and all of it."""

import re

import pytest

from tests.house import template
from tests.house.template import ROOT


@pytest.mark.parametrize("name", ["tracking.md", "tracking.ja.md"])
def test_every_address_of_track_and_identify_is_documented(name: str) -> None:
    """Each route that the template sends to the two functions stands in the document, at least by its first part."""
    document = (ROOT / "docs" / name).read_text()
    routes = [
        resource["Properties"]
        for resource in template.raw()["Resources"].values()
        if resource["Type"] == "AWS::ApiGatewayV2::Route"
        and re.search("TrackIntegration|IdentifyIntegration", str(resource["Properties"]["Target"]))
    ]
    assert len(routes) > 20
    for route in routes:
        path = route["RouteKey"].partition(" ")[2].rstrip("/")
        start = path.partition("{")[0]
        assert f"{path}`" in document or f"{start}`" in document, path
