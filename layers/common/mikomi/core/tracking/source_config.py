"""What RudderStack's browser SDK asks for before it sends anything (`GET /sourceConfig/`): a source that is enabled
and has no destinations, so that the SDK loads nothing from elsewhere, sends every event to us, and reports no errors
or figures of its own to its maker.
"""

from typing import Any


def rudderstack(write_key: str) -> dict[str, Any]:
    return {
        "source": {
            "id": "mikomi",
            "name": "Mikomi",
            "writeKey": write_key,
            "enabled": True,
            "workspaceId": "mikomi",
            "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}},
            "dataplanes": {},
            "destinations": [],
            "connections": [],
        }
    }
