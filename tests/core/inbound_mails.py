"""What comes back to a mail, by shape: people's replies, and what programs write instead of them.

Written by us from RFC 3834, 3464, 8098 and from what the makers of mail programs, hosting companies and their users say
of the headers and subjects that they write; none of it is anybody's mail.
"""

from base64 import b64encode
from typing import Any, Literal, NamedTuple

SES = "0106019ac0ffee00-1b2c3d4e-0000-4000-8000-00000000cafe-000000"
OURS = f"<{SES}@ap-northeast-1.amazonses.com>"
LEAD = "t.yamada@customer.co.jp"
SUBJECT = "導入事例のご紹介"
THREAD = {"In-Reply-To": OURS, "References": OURS}


class Shape(NamedTuple):
    """`who` wrote it; `envelope` as SES says it; `ours`: the subject of the mail that it answers; `sender` as it is to
    be read, `answers`: whether it says which mail it answers."""

    name: str
    who: Literal["person", "program", "own"]
    raw: bytes
    envelope: str | None = LEAD
    ours: str = SUBJECT
    sender: str | None = LEAD
    answers: bool = True


def word(text: str, charset: str = "utf-8") -> str:
    """An encoded word, as one piece."""
    return f"=?{charset}?B?{b64encode(text.encode(python_name(charset))).decode()}?="


def mail(
    subject: str | bytes, body: str = "ありがとうございます。", charset: str = "utf-8", **more: str | bytes | None
) -> bytes:
    headers: dict[str, str | bytes | None] = {
        "From": f"{word('山田 太郎')} <{LEAD}>",
        "To": "news@example.co.jp",
        "Subject": subject,
        "Message-ID": "<reply-1@customer.co.jp>",
        "Date": "Tue, 24 Nov 2026 10:00:00 +0900",
        **THREAD,
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={charset}",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    lines = b""
    for name, value in headers.items():
        if value is not None:
            lines += f"{name}: ".encode() + (value if isinstance(value, bytes) else value.encode()) + b"\r\n"
    return lines + b"\r\n" + body.encode(python_name(charset), "replace") + b"\r\n"


def parts(kind: str, *pieces: tuple[str, str]) -> tuple[str, str]:
    """A content type and a body of these parts."""
    body = "".join(f"--b\r\nContent-Type: {each}\r\n\r\n{text}\r\n" for each, text in pieces)
    return f'{kind}; boundary="b"', body + "--b--\r\n"


def mixed(subject: str, kind: str, *pieces: tuple[str, str], **more: Any) -> bytes:
    content, body = parts(kind, *pieces)
    return mail(subject, body, **{"Content-Type": content, **more})


def python_name(charset: str) -> str:
    return {"iso-2022-jp": "iso2022_jp_ext", "shift_jis": "cp932"}.get(charset, charset)


RE = word("Re: " + SUBJECT)
OOF = {"Auto_Submitted": "auto-generated", "X_Auto_Response_Suppress": "All"}
ENCLOSED = mail(RE, From=f"Yamada <{LEAD}>").decode("ascii", "replace")
