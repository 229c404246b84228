"""Formatting that people write into texts and that customers would read as it stands: HTML, and Markdown but links."""

from __future__ import annotations

import re

_TAGS = (
    "a|abbr|article|b|big|blockquote|br|button|center|code|del|div|em|font|h[1-6]|hr|i|img|ins|li|mark|ol|p|pre|s|"
    "script|section|small|span|strong|style|sub|sup|table|tbody|td|th|tr|u|ul"
)
_MARKUP = re.compile(
    rf"(?P<tag></?(?:{_TAGS})(?:\s[^<>]*)?/?>)"
    r"|(?P<entity>&(?:#\d+|#x[0-9a-f]+|[a-z]{2,8});)"
    r"|(?P<image>!\[[^\[\]]*\]\()"
    r"|(?P<bold>\*\*\w[^*\n]*\*\*|__\w[^_\n]*__)"
    r"|(?P<apart>\[[^\[\]\n]+\]\s+\((?:https?://|www\.|mailto:)[^)\n]*\))"
    r"|(?P<code>`[^`\n]+`)"
    r"|(?P<heading>^#{1,6} )",
    re.I | re.M,
)
_WAYS_OUT = {
    "tag": "an answer has no HTML; take it out, and write a link as [words](https://...)",
    "entity": "write the sign itself",
    "image": "an answer has no pictures; write a link to it without the !",
    "bold": "an answer has no bold words",
    "apart": "take the blank out between the words in brackets and the address",
    "code": "an answer has no formatting but links",
    "heading": "an answer has no headings",
}


def fault(text: str) -> str | None:
    """What a customer would read of the formatting in a text, and the way out; None if there is none."""
    found = _MARKUP.search(text)
    return f"customers would read {found[0]}: {_WAYS_OUT[str(found.lastgroup)]}" if found else None
