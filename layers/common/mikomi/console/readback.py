"""A scenario read back: its prose, its picture as a file, and the text of which Mermaid draws it."""

from mikomi.console import frame
from mikomi.console.views import Screen
from mikomi.core.telling import flow, prose
from mikomi.http import Response
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario


def seen(scenario: Scenario, screen: Screen) -> Json:
    """For its page."""
    return {
        "chapters": prose.prose(scenario, screen.plan, screen.language),
        "mermaid": flow.as_mermaid(scenario, screen.plan, screen.language),
    }


def for_programs(scenario: Scenario, plan: Plan, language: str) -> Json:
    """For the read API."""
    return {
        "id": scenario.id,
        "name": flow.name_of(scenario, language),
        "status": scenario.status,
        "version": plan.version,
        "prose": [chapter.model_dump() for chapter in prose.prose(scenario, plan, language)],
        "mermaid": flow.as_mermaid(scenario, plan, language),
    }


def picture(scenario: Scenario, screen: Screen) -> Response:
    """The picture as a file to be kept."""
    drawn = flow.as_file(scenario, screen.plan, screen.language)
    return frame.kept(drawn, f"{scenario.id}.svg", "image/svg+xml")
