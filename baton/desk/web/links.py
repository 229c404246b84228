"""Where a form leads to, and what an error says, as pages need them."""

from __future__ import annotations

from urllib.parse import quote


def local(path: str) -> str:
    """A path of this site to go on to; anything else becomes the queue."""
    fine = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return quote(path, safe="/?=&%-_.~#+") if fine else "/"


def sentence(error: Exception) -> str:
    """What an error says, as a sentence."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
