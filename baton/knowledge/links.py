"""The links of an answer, and whether a customer can follow them. Pure: nothing is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

#: A link as in Markdown, its address as it was written, or an address that stands in the text.
_WRITTEN = re.compile(r"\[[^\[\]]*\]\(([^()\n]*)\)?|(https?://[^\s<>()\[\]\"']+)")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]+", re.I)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_MAILTO = "mailto:"


def addresses(text: str) -> Iterator[str]:
    """Every address that a text links to, as it is written there; those of other forms than `https:` too."""
    for found in _WRITTEN.finditer(text):
        yield found[2].rstrip(".,;:!?") if found[2] else found[1].strip()


def fault(address: str) -> str | None:
    """Why an address is no valid `https:` or `mailto:` one; None if it is."""
    if address.lower().startswith(_MAILTO):
        return None if _MAIL.fullmatch(address[len(_MAILTO) :]) else "is no valid e-mail address"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "is no valid address"
    if parts.scheme != "https":
        return "must begin with https:// (or mailto:)"
    if not host or not _HOST.fullmatch(host) or re.search(r"\s", address) or "@" in parts.netloc:
        return "is no valid address"
    return None
