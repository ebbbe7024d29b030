"""The seeded story: two weeks of sample visitors through the real HTTP handlers: a newcomer sees a house in use.

play     two weeks in order of time
people   who comes to the sample company's site
english  the same people for readers of English
casts    which of the two a running stack gets
hours    when they are about
visits   what their browsers send

Rules
1. Nothing is written past the handlers: visits, forms, clicks, a rep's answer are HTTP requests at their own time.
2. The same seed and the same day give the same story.
3. It ends where it began: at now.
"""

from local.story.casts import CASTS
from local.story.play import play, publish

__all__ = ["CASTS", "play", "publish"]
