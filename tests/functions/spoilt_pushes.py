"""ZIP files that are nearly pushes: as a cut line, a strange packer or somebody hostile would have made them.

Each is made of the files of a sound workspace and the version that runs, and is named by what is wrong with it.
"""

import io
import json
import random
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mikomi.model.push import LARGEST, MANIFEST, Manifest, Push, mark, packed

Files = dict[str, bytes]
SCORING = "scoring.json"


class Sent(NamedTuple):
    """What comes; the file that the report has to name (None: the push itself), and its code (None: published)."""

    body: bytes
    file: str | None = None
    code: str | None = "E-push"


def whole(files: Files, over: int, **more: Any) -> bytes:
    return packed(Push(manifest=Manifest(over=over, files=marks_of(files), **more), contents=files))


def marks_of(files: Files) -> dict[str, str]:
    return {name: mark(body) for name, body in files.items()}


def zipped(entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """These entries as they are, also what no packer of ours writes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as pack, warnings.catch_warnings(action="ignore"):
        for name, body in entries:
            pack.writestr(name, body)
    return made.getvalue()


def manifest(over: int, files: dict[str, str], **more: Any) -> tuple[str, bytes]:
    return MANIFEST, json.dumps({"format": 1, "over": over, "files": files, **more}).encode()


def with_entry(files: Files, over: int, name: str, body: bytes = b"{}") -> bytes:
    """One file more, in the manifest too."""
    return zipped([*files.items(), (name, body), manifest(over, {**marks_of(files), name: mark(body)})])


def cut(files: Files, over: int) -> Sent:
    body = whole(files, over)
    return Sent(body[: len(body) * 2 // 3])


def garbled(files: Files, over: int) -> Sent:
    """Its beginning was overwritten: the packed data of its first files is none."""
    body = whole(files, over)
    return Sent(body[:60] + bytes(400) + body[460:])


def unpackable(files: Files, over: int) -> Sent:
    """Deflated data that cannot be: the directory is whole, so only whoever unpacks it sees that."""
    body = bytearray(whole({SCORING: files[SCORING]}, over))
    at = body.index(SCORING.encode()) + len(SCORING)
    body[at : at + 20] = b"\xff" * 20
    return Sent(bytes(body))


def wrong_sum(files: Files, over: int) -> Sent:
    """A letter differs from what its checksum says."""
    body = bytearray(zipped([*files.items(), manifest(over, marks_of(files))], zipfile.ZIP_STORED))
    body[body.index(files["settings.json"]) + 5] ^= 1
    return Sent(bytes(body))


def lies_of_its_length(files: Files, over: int) -> Sent:
    """The directory says that a file is one byte long."""
    body = bytearray(whole(files, over))
    at = body.rindex(b"PK\x01\x02", 0, body.rindex(SCORING.encode()))
    body[at + 24 : at + 28] = struct.pack("<I", 1)
    return Sent(bytes(body))


def locked(files: Files, over: int) -> Sent:
    body = bytearray(whole(files, over))
    at = 0
    while (at := body.find(b"PK\x01\x02", at)) >= 0:
        body[at + 8] |= 1
        at += 4
    return Sent(bytes(body))


def unknown_method(files: Files, over: int) -> Sent:
    body = bytearray(whole(files, over))
    at = body.index(b"PK\x01\x02")
    body[at + 10 : at + 12] = struct.pack("<H", 99)
    return Sent(bytes(body))


def name_of_no_letters(files: Files, over: int) -> Sent:
    """Said to be UTF-8, and is Shift_JIS."""
    body = whole({**files, "mails/\u304a\u793c.html": b"x"}, over)
    name = "お礼".encode()
    return Sent(body.replace(name, "お礼".encode("cp932").ljust(len(name), b"\xff")))


def names_in_shift_jis(files: Files, over: int) -> Sent:
    """As older packers on Windows write them: not said to be UTF-8, so nobody knows which file is meant."""
    raw = {"mails/_o.html": b"x"}
    body = zipped([*files.items(), *raw.items(), manifest(over, {**marks_of(files), "mails/お.html": mark(b"x")})])
    name = "お".encode("cp932")
    return Sent(body.replace(b"mails/_o.html", b"mails/" + name + b".html"), code="E-push-file", file="mails/é¿.html")


def no_zip(files: Files, over: int) -> Sent:
    return Sent(b"\x1f\x8b\x08" + bytes(200))


def nothing(files: Files, over: int) -> Sent:
    return Sent(b"")


def empty_zip(files: Files, over: int) -> Sent:
    return Sent(zipped([]))


def no_manifest(files: Files, over: int) -> Sent:
    return Sent(zipped(files.items()))


def odd_manifest(files: Files, over: int) -> Sent:
    return Sent(zipped([*files.items(), (MANIFEST, b'{"format": 1, "over": "x", "files": []}')]))


def manifest_in_utf16(files: Files, over: int) -> Sent:
    name, said = manifest(over, marks_of(files))
    return Sent(zipped([*files.items(), (name, said.decode().encode("utf-16"))]))


def deep_manifest(files: Files, over: int) -> Sent:
    return Sent(zipped([*files.items(), (MANIFEST, b'{"files": ' * 100_000)]))


def two_manifests(files: Files, over: int) -> Sent:
    other = manifest(over, {"settings.json": mark(files["settings.json"])})
    entries = [*files.items(), other, manifest(over, marks_of(files))]
    return Sent(zipped(entries), MANIFEST, "E-push-file")


def two_of_one_name(files: Files, over: int) -> Sent:
    """Two programs would each unpack another one."""
    entries = [(SCORING, b"{}"), *files.items(), manifest(over, marks_of(files))]
    return Sent(zipped(entries), SCORING, "E-push-file")


def changed_under_its_mark(files: Files, over: int) -> Sent:
    entries = [*({**files, SCORING: files[SCORING] + b"\n"}).items(), manifest(over, marks_of(files))]
    return Sent(zipped(entries), SCORING, "E-push-file")


def missing(files: Files, over: int) -> Sent:
    rest = {name: body for name, body in files.items() if name != "mails/faq.html"}
    return Sent(zipped([*rest.items(), manifest(over, marks_of(files))]), "mails/faq.html", "E-push-file")


def unnamed(files: Files, over: int) -> Sent:
    entries = [*files.items(), ("mails/more.html", b"x"), manifest(over, marks_of(files))]
    return Sent(zipped(entries), "mails/more.html", "E-push-file")


def folders_too(files: Files, over: int) -> Sent:
    """As most packers do."""
    return Sent(zipped([("mails/", b""), *files.items(), manifest(over, marks_of(files))]), "mails/", "E-push-file")


def a_folder_that_is_named(files: Files, over: int) -> Sent:
    return Sent(with_entry(files, over, "mails/", b""), "mails/", "E-push-name")


def above(files: Files, over: int) -> Sent:
    return Sent(with_entry(files, over, "../settings.json"), "../settings.json", "E-push-name")


def above_below(files: Files, over: int) -> Sent:
    return Sent(with_entry(files, over, "assets/../../plans/1.json"), "assets/../../plans/1.json", "E-push-name")


def absolute(files: Files, over: int) -> Sent:
    return Sent(with_entry(files, over, "/settings.json"), "/settings.json", "E-push-name")


def our_report(files: Files, over: int) -> Sent:
    return Sent(with_entry(files, over, "reports/latest.json"), "reports/latest.json", "E-push-name")


def a_push_in_a_push(files: Files, over: int) -> Sent:
    """It would have been published next, over whatever stands there."""
    inner = whole({**files, SCORING: b"{}"}, over + 1)
    return Sent(with_entry(files, over, "pushes/inner.zip", inner), "pushes/inner.zip", "E-push-name")


def hidden(files: Files, over: int) -> Sent:
    """No part of the version, and no harm."""
    return Sent(with_entry(files, over, ".git/config"), code=None)


def a_name_that_no_bucket_holds(files: Files, over: int) -> Sent:
    name = "assets/" + "あ" * 400
    return Sent(with_entry(files, over, name), name, "E-file-path")


def a_name_with_a_line_break(files: Files, over: int) -> Sent:
    return Sent(with_entry(files, over, "assets/a\r\nb.pdf"), "assets/a\r\nb.pdf", "E-file-path")


def a_name_with_half_a_letter(files: Files, over: int) -> Sent:
    """In the manifest alone; JSON can spell it."""
    said = json.dumps({"over": over, "files": {**marks_of(files), "assets/\ud800": '"x"'}}).encode()
    return Sent(zipped([*files.items(), (MANIFEST, said)]))


def an_asset_that_nobody_sent(files: Files, over: int) -> Sent:
    said = {**marks_of(files), "assets/price.pdf": mark(b"%PDF")}
    return Sent(zipped([*files.items(), manifest(over, said)]), "assets/price.pdf", "E-push-asset")


def bomb(files: Files, over: int) -> Sent:
    """Small as it comes, and more than a push may be as it is."""
    huge = bytes(LARGEST // 2 + 1)
    return Sent(zipped([("assets/1", huge), ("assets/2", huge)]), code="E-push-large")


def hidden_bomb(files: Files, over: int) -> Sent:
    """It says that it is small, and is not."""
    body = bytearray(zipped([*files.items(), ("assets/z.bin", bytes(30_000_000)), manifest(over, marks_of(files))]))
    at = body.rindex(b"PK\x01\x02", 0, body.rindex(b"assets/z.bin"))
    body[at + 24 : at + 28] = struct.pack("<I", 10)
    return Sent(bytes(body))


def huge_file(files: Files, over: int) -> Sent:
    """One file of a megabyte and more: nobody wrote that by hand."""
    return Sent(whole({**files, SCORING: files[SCORING] + b" " * 2**20}, over), SCORING, "E-size")


def over_another(files: Files, over: int) -> Sent:
    return Sent(whole({**files, SCORING: files[SCORING] + b"\n"}, over + 7), code="E-push-over")


def over_a_number_of_all_digits(files: Files, over: int) -> Sent:
    said = marks_of(files)
    return Sent(zipped([*files.items(), (MANIFEST, json.dumps({"over": 10**30, "files": said}).encode())]), code=None)


def symlink(files: Files, over: int) -> Sent:
    """To us it is a file whose content is a path; as an asset it goes out as such."""
    name, body = "assets/link.pdf", b"../../../etc/passwd"
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return Sent(
        zipped([*files.items(), (entry, body), manifest(over, {**marks_of(files), name: mark(body)})]), code=None
    )


def symlink_for_a_scenario(files: Files, over: int) -> Sent:
    name, body = "scenarios/link.json", b"../settings.json"
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    said = manifest(over, {**marks_of(files), name: mark(body)})
    return Sent(zipped([*files.items(), (entry, body), said]), name, "E-unquoted")


def in_shift_jis(files: Files, over: int) -> Sent:
    name = "scenarios/doc-request.json"
    return Sent(whole({**files, name: files[name].decode().encode("cp932", "replace")}, over), name, "E-shift-jis")


def other_case(files: Files, over: int) -> Sent:
    """One name in two spellings: two files here, one on some machines."""
    return Sent(whole({**files, "Settings.json": files["settings.json"]}, over), code=None)


def keys_of_a_later_release(files: Files, over: int) -> Sent:
    return Sent(zipped([*files.items(), manifest(over, marks_of(files), colour="red")]), code=None)


def with_bytes_before_it(files: Files, over: int) -> Sent:
    """As of a file that unpacks itself: ZIP allows that."""
    return Sent(b"#!/bin/sh\n" + whole(files, over), code=None)


SPOILT: tuple[Callable[[Files, int], Sent], ...] = (
    cut, garbled, unpackable, wrong_sum, lies_of_its_length, locked, unknown_method, name_of_no_letters,
    names_in_shift_jis, no_zip, nothing, empty_zip, no_manifest, odd_manifest, manifest_in_utf16, deep_manifest,
    two_manifests, two_of_one_name, changed_under_its_mark, missing, unnamed, folders_too, a_folder_that_is_named,
    above, above_below, absolute, our_report, a_push_in_a_push, hidden, a_name_that_no_bucket_holds,
    a_name_with_a_line_break, a_name_with_half_a_letter, an_asset_that_nobody_sent, bomb, hidden_bomb, huge_file,
    over_another, over_a_number_of_all_digits, symlink, symlink_for_a_scenario, in_shift_jis, other_case,
    keys_of_a_later_release, with_bytes_before_it,
)  # fmt: skip


def with_wrong_bytes(body: bytes, chance: random.Random) -> bytes:
    """Some bytes of it are others, doubled, or gone."""
    made = bytearray(body)
    for _ in range(chance.choice([1, 1, 2, 5])):
        at = chance.randrange(len(made))
        act = chance.randrange(4)
        if act == 0:
            made[at] = chance.randrange(256)
        elif act == 1:
            made[at : at + chance.choice([1, 4, 30])] = b""
        elif act == 2:
            made[at:at] = made[at : at + chance.choice([1, 4, 30])]
        else:
            made[at : at + 4] = struct.pack("<I", chance.choice([0, 1, 2**16 - 1, 2**31, 2**32 - 1]))
    return bytes(made)
