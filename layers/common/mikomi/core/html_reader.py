"""HTML read by Python's own parser, whatever people or their tools put into it.

Rules
1. A marked section that is none of HTML's (`<![ if mso ]>`) is a comment, as browsers read it; Python's parser gives up
   at it.
"""

from html.parser import HTMLParser


class HtmlReader(HTMLParser):
    """Feeds tags and text to its handlers, and never raises."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        return self.parse_bogus_comment(i, report)
