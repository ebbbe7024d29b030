"""What is wrong with a template's braces, in words for whoever writes mails: Jinja's own speak of tokens."""

import re

Pair = tuple[str, str]

_UNKNOWN_TAG = re.compile(r"unknown tag '(?P<tag>\w+)'")
_OPEN_TAG = re.compile(r"innermost block that needs to be closed is '(?P<tag>\w+)'")
_CHARACTER = re.compile(r"unexpected char '(?P<character>.)'")

VARIABLE: Pair = (
    "変数は {{ で始めて }} で閉じます。名前の後には | と既定値のほかは書けません",
    "a variable begins with {{ and ends with }}; after its name only a | and what follows it may stand",
)
_BRACES: Pair = ("{{ は }} で、{% は %} で閉じてください", "close {{ with }}, and {% with %}")
_STATEMENT: Pair = ("{% で始めたところは %} で閉じます", "what begins with {% ends with %}")
_COMMENT: Pair = ("{# で始めたところは #} で閉じます", "what begins with {# ends with #}")


def in_words(message: str) -> Pair:
    """What Jinja's message means, in Japanese and in English."""
    if found := _OPEN_TAG.search(message):
        tag = found["tag"]
        return f"{{% {tag} %}} を {{% end{tag} %}} で閉じてください", f"close {{% {tag} %}} with {{% end{tag} %}}"
    if found := _UNKNOWN_TAG.search(message):
        tag = found["tag"]
        if tag.startswith("end") or tag in ("else", "elif"):
            return f"{{% {tag} %}} に当たる始まりがありません", f"nothing is open that {{% {tag} %}} could belong to"
        return f"{{% {tag} %}} というタグはありません", f"there is no tag {{% {tag} %}}"
    if found := _CHARACTER.search(message):
        character = found["character"]
        return f"{{{{ }}}} の中に「{character}」は書けません", f"{character} cannot stand between {{{{ and }}}}"
    if "unexpected '}'" in message:
        return _BRACES
    if "comment" in message:
        return _COMMENT
    return _STATEMENT if "statement block" in message else VARIABLE
