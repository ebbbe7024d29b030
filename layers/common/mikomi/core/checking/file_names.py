"""What a file of a workspace may be called."""

import re

_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
LONGEST = 1_000
"""Bytes of a file's path: S3's own bound, less what a report's name adds."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def can_lie(file: str) -> bool:
    """Whether the bucket can hold a file of this name, and a report beside it."""
    return len(file.encode("utf-8", "replace")) <= LONGEST and not _UNSHOWN.search(file)


def is_name(name: str) -> bool:
    """Whether a file may be called so, and what is in it bear the name as its id."""
    return _NAME.fullmatch(name) is not None
