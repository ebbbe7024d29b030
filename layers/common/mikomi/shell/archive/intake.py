"""The log's stream → raw files: every packet is in the archive within minutes, whatever it is about.

Rules
1. A batch is written whole or comes again: the stream's checkpoint moves when its files are there.
2. A batch that comes again may be cut anew. It then lies there under another name, and compaction drops what is there
   twice.
3. What cannot be read (only a newer release can) fails alone; what is behind it comes again with it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mikomi import observe
from mikomi.aws import archive, log
from mikomi.model.events import Packet
from mikomi.shell import failures
from mikomi.shell.archive import raw


def keep(changes: Sequence[Mapping[str, Any]]) -> str | None:
    """Archive the packets of these records (a stream record's `dynamodb`). Answers the sequence number of the first one
    that could not be read; whatever keeps the files from being written is raised.
    """
    packets: list[tuple[str, Packet]] = []
    failed = None
    for change in changes:
        try:
            packets.append((change["SequenceNumber"], log.decode(change["NewImage"])))
        except Exception as error:
            observe.log("packet_not_archived", level="ERROR", error=failures.reason_of(error))
            failed = failed or change["SequenceNumber"]
    write(packets)
    return failed


def write(packets: Sequence[tuple[str, Packet]]) -> None:
    """Write the files of these packets, each with its sequence number; and say so, if results hang on them."""
    files = raw.files_of(packets)
    for key, body in files.items():
        archive.write(key, body)
    last = {raw.half_in(key): key for key in files}
    if "outcomes" in last:
        archive.tell_news(last["outcomes"])
    if "footprints" in last:
        archive.tell_visits(last["footprints"])
