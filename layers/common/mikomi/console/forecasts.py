"""What the next days bring, as a part of the page of a plan that is tried, and for programs.

Rules
1. Only where everybody could be looked at while somebody waits: of a part of the people nothing is said about all. The
   command looks at everybody.
"""

from mikomi.core.backtest import forecast, forecast_text, report
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.forecast import AskedFor
from mikomi.core.backtest.overrun import SendingLimits
from mikomi.core.backtest.trial import Trial
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.settings import settings

DAYS = 14


def of(trial: Trial, plan: Plan, days: TriedDays, asked: AskedFor, complete: bool) -> Json:
    """As programs read it; `why` is `partly` where not everybody was looked at."""
    plain = forecast.plain(trial, plan, days, asked, SendingLimits(settings().mails_per_second))
    nothing: Json = {name: [] for name in ("figures", "days", "by_week", "warnings")}
    return plain if complete else {**plain, "why": "partly", **nothing}


def section(
    trial: Trial, plan: Plan, days: TriedDays, complete: bool, language: str, names: forecast_text.Names
) -> Json:
    """The next two weeks, as a part of a page."""
    plain = of(trial, plan, days, AskedFor(DAYS), complete)
    return {
        "said": forecast_text.said(plain, report.plain(trial, days)["contamination"], language),
        "warned": forecast_text.warnings(plain, names, language),
        "rows": [row._asdict() for row in forecast_text.rows(plain, names, language)],
        "weeks": list(forecast_text.spans(plain["by_week"], language)),
    }
