"""Athena: a statement is begun, waited for, and its answer read page by page.

Rules
1. The workgroup says where answers go and how much a statement may read; nothing of that is said here.
2. Waiting has an end: what takes too long is stopped, because it would be paid for and read by nobody.
3. A value comes as text and becomes what DuckDB would have given. A type that no question answers with is an error,
   never a text.
4. Athena's own words for a failure may quote what lies in a file: of those, only the code is told.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from mikomi.aws.api import Params, call
from mikomi.settings import settings

LONGEST = 300.0
"""Seconds, at most, that a statement is waited for."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 2.0


class QueryFailed(Exception):
    """Athena did not answer. `why` is `failed`, `cancelled`, `too_much` (it would have read more than the workgroup
    allows) or `too_long`; the text says it in both languages, and under which id Athena keeps what it knows of it.
    """

    def __init__(self, why: str, query: str, code: str = "") -> None:
        ja, en = _SAYINGS[why]
        detail = f" ({code})" if code else ""
        super().__init__(f"{ja}クエリ ID {query}{detail} / {en} Query id {query}{detail}")
        self.why = why


_SAYINGS = {
    "failed": (
        "Athena が集計に失敗しました。前回の集計はそのまま残っています。Athena の画面で原因を確かめてください。",
        "Athena failed to count. What was counted before stays. Look up the reason in Athena's console.",
    ),
    "cancelled": (
        "Athena の集計が取り消されました。前回の集計はそのまま残り、次の回に数え直します。",
        "Counting by Athena was cancelled. What was counted before stays, and the next time counts anew.",
    ),
    "too_much": (
        "読み取り量の上限に達したため、Athena が集計を止めました。前回の集計はそのまま残っています。"
        "ワークグループの上限を上げるか、ArchiveDays を短くしてください。",
        "Athena stopped counting at the workgroup's limit of bytes. What was counted before stays. Raise that limit, or"
        " keep the archive for fewer days (ArchiveDays).",
    ),
    "too_long": (
        f"Athena の集計が {LONGEST:.0f} 秒たっても終わらないため、止めました。"
        "前回の集計はそのまま残り、次の回に数え直します。",
        f"Athena did not answer within {LONGEST:.0f} seconds and was stopped. What was counted before stays, and the"
        " next time counts anew.",
    ),
}


def fresh_id() -> str:
    """A name that nothing has yet, of hexadecimal digits."""
    return uuid4().hex


def carry_out(statement: str) -> str:
    """Begin the statement and wait for its end. Answers the id by which its answer is read. Raises QueryFailed."""
    begun = call(
        "athena",
        "StartQueryExecution",
        QueryString=statement,
        ClientRequestToken=fresh_id(),  # the same in each repetition of this call, so that it is begun once
        QueryExecutionContext={"Database": settings().athena_database},
        WorkGroup=settings().athena_workgroup,
    )
    query: str = begun["QueryExecutionId"]
    waited, pause = 0.0, _FIRST_PAUSE
    while not _is_over(query):
        if waited >= LONGEST:
            call("athena", "StopQueryExecution", QueryExecutionId=query)
            raise QueryFailed("too_long", query)
        wait(pause)
        waited, pause = waited + pause, min(pause * 2, _LONGEST_PAUSE)
    return query


def rows(query: str) -> Iterator[dict[str, Any]]:
    """The answer's rows, by the names of their columns."""
    asked: Params = {"QueryExecutionId": query}
    is_head = True
    while True:
        page = call("athena", "GetQueryResults", **asked)
        columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
        readers = [(column["Name"], _reader(column["Type"])) for column in columns]
        for line in page["ResultSet"]["Rows"][is_head:]:  # the first row of all holds the names
            values = zip(readers, line["Data"], strict=True)
            yield {name: _read(read, value.get("VarCharValue")) for (name, read), value in values}
        is_head = False
        if not page.get("NextToken"):
            return
        asked["NextToken"] = page["NextToken"]


def wait(seconds: float) -> None:
    time.sleep(seconds)


def _is_over(query: str) -> bool:
    status = call("athena", "GetQueryExecution", QueryExecutionId=query)["QueryExecution"]["Status"]
    state, reason = status["State"], status.get("StateChangeReason", "")
    if state in ("FAILED", "CANCELLED"):
        why = "too_much" if "bytes scanned limit" in reason.lower() else state.lower()
        code = re.match(r"[A-Z][A-Z_]+(?=:)", reason)
        raise QueryFailed(why, query, code[0] if code else "")
    return bool(state == "SUCCEEDED")


def _read(read: Callable[[str], Any], value: str | None) -> Any:
    return None if value is None else read(value)


def _reader(kind: str) -> Callable[[str], Any]:
    if kind not in _READERS:
        raise ValueError(f"no question answers with Athena's type {kind}")
    return _READERS[kind]


def _truth(written: str) -> bool:
    return {"true": True, "false": False}[written]


_READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("varchar", "char", "string"), str),
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint"), int),
    **dict.fromkeys(("float", "real", "double"), float),
    "boolean": _truth,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "unknown": str,  # a column of nothing but NULL
}
"""How a value is read, by Athena's name for the type of its column."""
