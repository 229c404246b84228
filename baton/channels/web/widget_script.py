"""The widget's script as it is served: compressed, and not again while the browser's copy is the newest."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

#: How long a browser may use its copy without asking, in seconds.
FRESH_SECONDS = 300


class Script:
    """One file, read once.

    Args:
        path: the built widget.
        consent: what a customer agrees to before the first message, and where to read more; empty: nothing. It stands
            before the script, so that the widget knows it before anything is shown.
    """

    def __init__(self, path: Path, consent: str = "", link: str = "") -> None:
        self._plain = _consent(consent, link) + path.read_bytes()
        self._packed = gzip.compress(self._plain, 9, mtime=0)
        self._tag = f'"{hashlib.sha256(self._plain).hexdigest()[:16]}"'

    def answer(self, request: Request) -> HTTPResponse:
        """The script, or word that the browser has it."""
        headers = {
            "Cache-Control": f"public, max-age={FRESH_SECONDS}",
            "ETag": self._tag,
            "Vary": "Accept-Encoding",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "X-Content-Type-Options": "nosniff",
        }
        known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if self._tag in known:
            return response.empty(status=304, headers=headers)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        if packed:
            headers["Content-Encoding"] = "gzip"
        return response.raw(
            self._packed if packed else self._plain, content_type="text/javascript; charset=utf-8", headers=headers
        )


def _consent(text: str, link: str) -> bytes:
    if not text.strip():
        return b""
    version = hashlib.sha256(f"{text}\n{link}".encode()).hexdigest()[:16]
    asked = {"text": text.strip(), "link": link or None, "version": version}
    return f"globalThis.supportChatConsent={json.dumps(asked)};\n".encode()
