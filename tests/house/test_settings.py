"""What a deployment that is set up wrongly says: the variable's name, in both languages."""

import pytest
from mikomi.settings import NotConfigured, Settings, settings


@pytest.fixture(autouse=True)
def _read_anew():
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_a_variable_is_read_as_what_its_field_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text, numbers and truths come out as such; what is not given keeps its default."""
    monkeypatch.setenv("MIKOMI_EVENT_TABLE", "events")
    monkeypatch.setenv("MIKOMI_EVENT_DAYS", "30")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    assert (settings().event_table, settings().event_days, settings().console_open) == ("events", 30, True)
    assert settings().plan_cache_seconds == Settings().plan_cache_seconds


@pytest.mark.parametrize("given", [None, ""])
def test_a_missing_variable_names_itself(given: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that was not given is an error that says which one, never an empty name handed to AWS."""
    if given is None:
        monkeypatch.delenv("MIKOMI_STATE_TABLE", raising=False)
    else:
        monkeypatch.setenv("MIKOMI_STATE_TABLE", given)
    with pytest.raises(NotConfigured, match=r"環境変数 MIKOMI_STATE_TABLE .*MIKOMI_STATE_TABLE is not set"):
        _ = settings().state_table


def test_a_login_that_was_not_given_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console may ask whether there is a login: no login is an answer (and shuts it), not an error."""
    monkeypatch.delenv("MIKOMI_COGNITO_DOMAIN", raising=False)
    monkeypatch.delenv("MIKOMI_CONSOLE_OPEN", raising=False)
    assert settings().cognito_domain is None
    assert settings().console_open is False


def test_values_that_cannot_be_read_are_named_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything wrong is said in one pass."""
    monkeypatch.setenv("MIKOMI_EVENT_DAYS", "many")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "perhaps")
    with pytest.raises(NotConfigured, match="MIKOMI_EVENT_DAYS, MIKOMI_CONSOLE_OPEN"):
        settings()
