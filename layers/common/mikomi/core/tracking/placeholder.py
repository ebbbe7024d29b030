"""What programs write where they have no id: `undefined`, `null`, `[object Object]`, `00000000-…`.

Rules
1. Such a text is the same for everybody who lacks an id, so it names nobody: taken as an id, it would make one person
   of all of them, and one event of all their events.
2. Width, case, quotation marks, and space and invisible characters around it do not count.
3. What might be somebody's own (`7`, `user`, `null-1234`, `nullable`) is an id.
"""

import re
import unicodedata
from functools import lru_cache

LONGEST = 100
"""Characters; no placeholder is longer."""

_NOTHING = (
    "undefined", "undef", "null", "nil", "none", "nan", "infinity", "true", "false", "unset", "not set", "not_set",
    "notset", "not-set", "n/a", "n.a.", "#n/a", "#null!", "#ref!", "#value!", "no id", "noid", "no_id", "なし", "無し",
    "未設定", "不明",
)  # fmt: skip
_ANYBODY = (
    "anonymous", "anon", "anonymoususer", "anonymous_user", "anonymous user", "guest", "guestuser", "guest_user",
    "unknown", "unidentified", "not_authenticated", "unauthenticated", "notauthenticated", "not_logged_in",
    "not logged in", "匿名", "ゲスト",
)  # fmt: skip
_OF_THE_FIELD = (
    "anonymousid", "anonymous_id", "userid", "user_id", "user id", "previousid", "previous_id", "groupid", "group_id",
    "messageid", "message_id", "distinctid", "distinct_id", "your_user_id", "your-user-id",
)  # fmt: skip
_WORDS = frozenset((*_NOTHING, *_ANYBODY, *_OF_THE_FIELD))

_ONE = r"(?:undefined|null|nil|none|nan|not set)"
_TEMPLATES = (
    r"\[object [\w ]+\]|object object",
    r"\{\}|\[\]|\(\)|<>",
    r"\{\{.*\}\}|\$\{.*\}|%[a-z_]+%|%\{.*\}|<%.*%>|\{[a-z]+(?:[_.][a-z]+)*\}|\*\|.*\|\*|%!\w\(.*\)|#\{.*\}|@\{.*\}|\[\[.*\]\]",
    r"function\b.*\{.*\}|promise \{.*\}|(?:java\.lang\.|system\.)object(?:@[0-9a-f]+)?|<.*\bobject at 0x[0-9a-f]+>",
)
"""An object turned into text, or a template that nobody filled in."""
_SHAPES = re.compile(
    "|".join(
        (
            *_TEMPLATES,
            rf"[(<\[{{]?{_ONE}[)>\]}}]?(?:[\s,;:|/_.-]+[(<\[{{]?{_ONE}[)>\]}}]?)*",
            r"(?:user|member|customer|visitor|guest|anon|anonymous|account|group|company|id|uid)[\s:|/_.#-]?(?:id)?[\s:|/_.#-]?"
            r"(?:undefined|null|nan|\[object object\])",
            r"[+-]?0+(?:\.0+)?|-1(?:\.0+)?|0x0+|[+-]infinity",
            r"[{(]?[0-]*0[0-]*[)}]?",  # the all-zero UUID, however it is parted
            r"[{(]?f{8}-?f{4}-?f{4}-?f{4}-?f{12}[)}]?",
            r"[-_.?*#~/\\\s]*",
        )
    ),
    re.DOTALL,
)


def as_id(written: str | None) -> str | None:
    """The id; None if there is none, or a placeholder for one."""
    return None if not written or is_placeholder(written) else written


@lru_cache(maxsize=1024)
def is_placeholder(written: str) -> bool:
    """Whether this stands where an id is missing."""
    if len(written) > LONGEST:
        return not _visible(written)
    text = _visible(unicodedata.normalize("NFKC", written)).strip("\"'`").strip().lower()
    return text in _WORDS or _SHAPES.fullmatch(text) is not None


def _visible(text: str) -> str:
    """Without controls, invisible characters and the space around."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf") or c.isspace()).strip()
