"""The workspace of the examples, put into the bucket as a marketer would."""

from pathlib import Path

from mikomi.aws.clients import client

# What others refer to comes first, so that every file finds what it names.
_ORDER = ("settings.json", "scoring.json", "assets", "mails", "forms", "scenarios")


def upload(folder: Path, bucket: str) -> int:
    """Put every file of the folder into the bucket; returns how many."""
    files = sorted(
        (file for file in folder.rglob("*") if file.is_file()), key=lambda file: _place(file.relative_to(folder))
    )
    s3 = client("s3")
    for file in files:
        s3.put_object(Bucket=bucket, Key=file.relative_to(folder).as_posix(), Body=file.read_bytes())
    return len(files)


def _place(file: Path) -> tuple[int, str]:
    first = file.parts[0]
    return (_ORDER.index(first) if first in _ORDER else len(_ORDER)), file.as_posix()
