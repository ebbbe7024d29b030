"""Which company's people come to the site of a running stack."""

from local.stack import Stack
from local.story.english import ENGLISH
from local.story.people import JAPANESE, Cast

CASTS = {"ja": JAPANESE, "en": ENGLISH}


def cast_of(stack: Stack) -> Cast:
    return CASTS[stack.language]
