"""The environment that the template gives and the environment that mikomi/settings.py reads are one."""

from dataclasses import fields

from mikomi.settings import PREFIX, Settings

from tests.house import template

# Set by whoever runs the system on their own machine, or by a command that found it in the stack; the template must
# never set it.
NEVER_ON_AWS = {"console_open", "uploads_url", "backtest_machine"}


def _variables(properties: dict) -> set[str]:
    return set(properties.get("Environment", {}).get("Variables", {}))


def test_the_template_sets_exactly_the_fields_of_settings() -> None:
    """Each MIKOMI_ variable is a field of Settings, each field is given to some function: no name is misspelt."""
    shared = _variables(template.raw()["Globals"]["Function"])
    given = set.union(shared, *(_variables(properties) for properties in template.functions().values()))
    ours = {name.removeprefix(PREFIX).lower() for name in given if name.startswith(PREFIX)}
    assert ours
    assert ours == {field.name for field in fields(Settings)} - NEVER_ON_AWS


def test_nothing_else_is_told_to_functions_but_powertools_settings() -> None:
    """A variable that is neither ours nor Powertools' would be read behind the back of Settings."""
    shared = _variables(template.raw()["Globals"]["Function"])
    for name, properties in template.functions().items():
        foreign = {v for v in shared | _variables(properties) if not v.startswith((PREFIX, "POWERTOOLS_"))}
        assert not foreign, (name, foreign)


def test_whoever_sends_mail_knows_where_the_api_is() -> None:
    """Functions that write links into mails know the API's address."""
    senders = [
        name
        for name, properties in template.functions().items()
        if "MIKOMI_CONFIGURATION_SET" in _variables(properties)
    ]
    assert sorted(senders) == ["alert", "schedule_step"]
    assert all("MIKOMI_API_URL" in _variables(template.functions()[name]) for name in senders)
