"""Slips in the text of a file, and in a folder: as editors, encodings and file systems make them."""

import random
import re

Files = dict[str, bytes]

LETTERS = [
    "\x00", "\ufeff", "\u202e", "\u200b", "\u00a0", "\u3000", "\ud800", "\U000e0041", "👩\u200d👩\u200d👧", "é",
    "e\u0301", "：", "，", "“", "”", "｛", "＂", "\u2028", "\x1b", "\x7f", "\x85", "ﾊﾟ", "㈱", "\\", "'", "`", "/",
    "#", "%",
]  # fmt: skip
MARKS = [
    "{{", "}}", "{%", "%}", "{#", "#}", "{{ lead.nickname }}", "{{ offer.deadline }}", "{{ asset_url }}", "<", ">",
    "</p>", "{{ lead.firstName | upper | nonsense }}", "{{ 1/0 }}", "{{ lead['name'] }}", "{{ lead.__class__ }}",
    "{{ 'a' * 9 }}", "{% for x in lead %}{% endfor %}", "{% include 'settings.json' %}", "{% if lead.company %}",
    "{% endif %}", "{% else %}", "{{ lead.company | default('x') }}", "{{ lead.employees | round }}",
    "{{ lead.birthday | date }}", "{{ lead.x > 3 }}", "{{ lead.employees > 100 }}",
    "{% if lead.employees > 100 %}x{% endif %}", "{{ lead.company | truncate(3) }}",
    '<a href="{{ lead.company }}">x</a>', '<a href="https://e.example/{{ lead.email }}">x</a>', "<!--", "-->",
    "<![CDATA[", "<script>alert(1)</script>", "<title>", "</title>", "{{ unsubscribe_url }}", "&#0;", "&bogus;",
    "<style>p{", "[[", "]]",
]  # fmt: skip


# --- texts


def truncated(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw) + 1)]


def emptied(raw: bytes, chance: random.Random) -> bytes:
    return chance.choice([b"", b" ", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b"null", b"[]", b"{}", b'""', b"0"])


def with_a_bom(raw: bytes, chance: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + raw


def encoded_otherwise(raw: bytes, chance: random.Random) -> bytes:
    code = chance.choice(["cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-be", "utf-32", "utf-7", "latin-1"])
    return raw.decode("utf-8", "replace").encode(code, "replace")


def with_other_line_ends(raw: bytes, chance: random.Random) -> bytes:
    return raw.replace(b"\r\n", b"\n").replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\r", b"\xe2\x80\xa8", b""]))


def with_a_piece_less(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + raw[at + chance.choice([1, 1, 2, 8, 60]) :]


def with_a_line_less(raw: bytes, chance: random.Random) -> bytes:
    lines = raw.splitlines(keepends=True)
    return (
        b"".join(lines[:-1])
        if len(lines) < 2
        else b"".join(lines[: (n := chance.randrange(len(lines)))] + lines[n + 1 :])
    )


def with_a_piece_twice(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    end = at + chance.choice([1, 10, 100, 1_000])
    return raw[:end] + raw[at:end] * chance.choice([1, 1, 30]) + raw[end:]


def with_pieces_exchanged(raw: bytes, chance: random.Random) -> bytes:
    one, two, three = sorted(chance.randrange(len(raw) + 1) for _ in range(3))
    return raw[:one] + raw[two:three] + raw[one:two] + raw[three:]


def with_a_mark(raw: bytes, chance: random.Random) -> bytes:
    """Between characters, or at the place of a tag."""
    text = raw.decode("utf-8", "surrogateescape")
    ends = [match.end() for match in re.finditer(r">|\}\}|\n", text)] or [0]
    at = chance.choice([chance.choice(ends), chance.randrange(len(text) + 1)])
    mark = chance.choice(
        [*MARKS, *LETTERS, '"', ",", "{", "}", "[", "]", ":", "// x", "/* x */", "\\u12", "tru", "1e9"]
    )
    return (text[:at] + mark + text[at:]).encode("utf-8", "surrogatepass" if "\ud800" in mark else "surrogateescape")


def with_bytes(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw) + 1)
    return raw[:at] + chance.choice([b"\x00", b"\xff\xfe", b"\x80", b"\xc3", b"\xed\xa0\x80", b"\x1b$B"]) + raw[at:]


def with_a_name_changed(raw: bytes, chance: random.Random) -> bytes:
    """A word of the file written otherwise, everywhere in it or once."""
    words = sorted(set(re.findall(rb"[A-Za-z_][A-Za-z0-9_-]{2,}", raw))) or [b"x"]
    word, other = chance.choice(words), chance.choice([*words, b"x", "名前".encode()])
    return raw.replace(word, other, chance.choice([1, -1]))


TEXTS = [
    truncated, emptied, with_a_bom, encoded_otherwise, with_other_line_ends, with_a_piece_less, with_a_line_less,
    with_a_piece_twice, with_pieces_exchanged, with_a_mark, with_a_mark, with_a_mark, with_bytes, with_a_name_changed,
]  # fmt: skip


# --- folders


def with_a_file_less(files: Files, chance: random.Random, others: Files) -> Files:
    del files[chance.choice(sorted(files))]
    return files


def with_a_folder_less(files: Files, chance: random.Random, others: Files) -> Files:
    folder = chance.choice(sorted({name.partition("/")[0] for name in files}))
    return {name: raw for name, raw in files.items() if name.partition("/")[0] != folder}


def with_a_file_renamed(files: Files, chance: random.Random, others: Files) -> Files:
    name = chance.choice(sorted(files))
    stem, dot, ending = name.rpartition(".")
    names = [
        name.upper(),
        f"{name}.bak",
        f"{stem} (1){dot}{ending}",
        f"sub/{name}",
        f"{stem}",
        f"{stem}.json.json",
        f"../{name}",
    ]
    names += [
        f"{stem}名{dot}{ending}",
        stem + "." + chance.choice(["jsn", "htm", "html", "txt", "json"]),
        f"{name}\n",
        "." + name,
    ]
    files[chance.choice(names)] = files.pop(name)
    return files


def with_files_exchanged(files: Files, chance: random.Random, others: Files) -> Files:
    one, two = chance.choice(sorted(files)), chance.choice(sorted(files))
    files[one], files[two] = files[two], files[one]
    return files


def with_a_file_of_another(files: Files, chance: random.Random, others: Files) -> Files:
    name = chance.choice(sorted(others))
    return files | {name: others[name]}


def with_a_folder_of_another(files: Files, chance: random.Random, others: Files) -> Files:
    folder = chance.choice(sorted({name.partition("/")[0] for name in others}))
    return files | {name: raw for name, raw in others.items() if name.partition("/")[0] == folder}


def with_a_copy(files: Files, chance: random.Random, others: Files) -> Files:
    """One file as another, whose id is not its name then."""
    name = chance.choice(sorted(files))
    folder, _, last = name.rpartition("/")
    return files | {f"{folder}/copy-of-{last}" if folder else f"copy-of-{last}": files[name]}


def with_a_stranger(files: Files, chance: random.Random, others: Files) -> Files:
    names = ["x.json", "mails/x.docx", "scenarios/.hidden.json", "Thumbs.db", "mails/.DS_Store", "scenarios/a/b.json"]
    names += [
        "forms/x",
        "assets/",
        "mails/\ud800.html",
        "scenarios/\u202ex.json",
        "a" * 900,
        "/",
        "..",
        "segments/é.json",
    ]
    return files | {chance.choice(names): chance.choice([b"", b"{}", b"\x00\xff" * 40, b"x" * 1_100_000])}


def with_nothing(files: Files, chance: random.Random, others: Files) -> Files:
    return {}


def with_one_file(files: Files, chance: random.Random, others: Files) -> Files:
    name = chance.choice(sorted(files))
    return {name: files[name]}


FOLDERS = [
    with_a_file_less, with_a_file_less, with_a_folder_less, with_a_file_renamed, with_a_file_renamed,
    with_files_exchanged, with_a_file_of_another, with_a_file_of_another, with_a_folder_of_another, with_a_copy,
    with_a_stranger, with_nothing, with_one_file,
]  # fmt: skip
