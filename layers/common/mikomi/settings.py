"""The environment, as one model: what the template tells a function, read when first asked for.

Rules
1. Nobody else reads the environment. The field `event_table` is MIKOMI_EVENT_TABLE (a house test checks it).
2. A function is told only what it uses. Asking for anything else is an error that names the variable.
3. An empty variable is an absent one.
4. No pydantic: `track` starts without it, and start-up is billed.
"""

import os
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

PREFIX = "MIKOMI_"


class NotConfigured(RuntimeError):
    """A variable is missing or has a value that cannot be read: a fault of the deployment, never of a request."""


@dataclass(frozen=True)
class Settings:
    """Names, addresses and numbers of one deployment. A `str` that was not given cannot be read (`NotConfigured`)."""

    event_table: str = ""
    state_table: str = ""
    plan_bucket: str = ""
    workspace_bucket: str = ""
    archive_bucket: str = ""
    reply_bucket: str = ""
    reply_domain: str | None = None
    """Where answers to mails are received; None: nowhere, and nothing is kept for it."""
    athena_database: str | None = None
    athena_workgroup: str | None = None
    """Who counts the results; None: DuckDB, in the function itself."""
    backtest_machine: str | None = None
    """The state machine that tries a plan in the stack: told to commands alone, by the stack's resources."""
    secret_arn: str = ""
    write_key: str = ""
    """The public key, `wk_…`: it may only append to the browser's own anonymousId."""
    api_url: str = ""
    """`https://…`, without a slash at the end: what links in mails begin with."""
    trusted_proxies: int = 0
    """How many proxies of the owner's stand before the API: each adds the address that it was asked from."""
    step_queue_url: str = ""
    step_queue_arn: str = ""
    publish_queue_url: str = ""
    quiet_seconds: int = 0
    """How long nothing may arrive in the workspace before it is published; 0 does not wait."""
    dead_letter_urls: str = ""
    """The addresses of the dead-letter queues, with commas between them."""
    schedule_group: str = ""
    scheduler_role_arn: str = ""
    configuration_set: str = ""
    sender_domain: str | None = None
    """The only one that mails may come from, by what SES was asked to allow; None: nobody said."""
    mails_per_second: int = 14
    """How many mails SES takes from this account in a second."""
    first_mails_a_day: int = 1_000
    """How many addresses that nobody has shown to be theirs get their first mail in a day (UTC), all together."""
    event_days: int = 400
    """Days until an event leaves the log."""
    plan_cache_seconds: int = 5
    """How long a running function goes without asking which plan version is active; 0 asks each time."""
    cognito_domain: str | None = None
    """Host name of the login pages; None where there is no login (then the console stays shut; see `console_open`)."""
    cognito_client_id: str | None = None
    cognito_pool_id: str | None = None
    writers: int = 1
    """How many of a list's rows are written at once."""
    uploads_url: str | None = None
    """Where a browser sends a list's file; None: to the bucket itself. Only the local stack says otherwise."""
    console_open: bool = False
    """The console without a login, for loopback addresses only. The local stack sets it; the template never does."""

    def __getattribute__(self, name: str) -> Any:
        value = super().__getattribute__(name)
        if value == "":
            variable = PREFIX + name.upper()
            raise NotConfigured(
                f"環境変数 {variable} がありません。template.yaml でこの関数に渡してください。"
                f" / The variable {variable} is not set: give it to this function in template.yaml."
            )
        return value


@cache
def settings() -> Settings:
    """This process's settings (`settings.cache_clear()` after a test has changed the environment)."""
    given: dict[str, Any] = {}
    wrong = []
    for field in fields(Settings):
        variable = PREFIX + field.name.upper()
        if written := os.environ.get(variable, ""):
            try:
                given[field.name] = _READERS[type(field.default)](written)
            except ValueError:
                wrong.append(variable)
    if wrong:
        raise NotConfigured(f"環境変数の値が読めません / Cannot read the value of: {', '.join(wrong)}")
    return Settings(**given)


def _truth(written: str) -> bool:
    if written.lower() in ("true", "1", "yes", "on"):
        return True
    if written.lower() in ("false", "0", "no", "off"):
        return False
    raise ValueError(written)


_READERS: dict[type, Any] = {str: str, type(None): str, int: int, bool: _truth}
"""How a variable is read, by the type of its field's default."""
