"""The responses of domain.yml, for texts that are put together from several of them.

One response alone is uttered by its name, as Rasa does everywhere; what joins several sentences to one message takes
their texts from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from baton.base.settings import ROOT

FILE = ROOT / "domain.yml"

_VARIABLE = re.compile(r"{(\w+)}")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnknownResponse(KeyError):
    """No response has this name, or its text has a variable that was not given."""


class Responses:
    """The texts of a domain file; an edited file counts at the next use.

    Args:
        path: of the domain file.
    """

    def __init__(self, path: Path = FILE) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._responses: Mapping[str, Any] = {}

    def text(self, name: str, /, variation: int = 0, **variables: object) -> str:
        """The text of a response with its variables filled in.

        Args:
            name: of the response, `utter_...`.
            variation: which of its variations; counted round, so that any number will do.
            variables: the values for `{...}` in the text.
        Raises:
            UnknownResponse: there is no such response, or a variable is missing.
        """
        text = str(self._variation(name, variation).get("text") or "")
        return _VARIABLE.sub(partial(_value, name, variables), text)

    def offer(self, name: str, variation: int = 0) -> str | None:
        """What the text of a response offers the customer (`metadata: {offer: ...}`), such as a person; None: nothing.

        Raises:
            UnknownResponse: there is no such response.
        """
        return (self._variation(name, variation).get("metadata") or {}).get("offer")

    def reply_to_no(self, name: str, variation: int = 0) -> str | None:
        """The response that answers a plain no to that offer (`metadata: {declined: utter_...}`); None: the usual one.

        Raises:
            UnknownResponse: there is no such response.
        """
        return (self._variation(name, variation).get("metadata") or {}).get("declined")

    def _variation(self, name: str, variation: int) -> Mapping[str, Any]:
        variations = self._current().get(name)
        if not variations:
            raise UnknownResponse(f"domain.yml has no response {name}")
        return variations[variation % len(variations)]

    def __contains__(self, name: object) -> bool:
        return name in self._current()

    def _current(self) -> Mapping[str, Any]:
        stat = self._path.stat()
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp != self._stamp:
            document = yaml.load(self._path.read_text(encoding="utf-8"), Loader=_Loader)
            self._responses = document.get("responses") or {}
            self._stamp = stamp
        return self._responses


def _value(name: str, variables: Mapping[str, object], found: re.Match[str]) -> str:
    if found[1] not in variables:
        raise UnknownResponse(f"{name} needs {found[1]}")
    return str(variables[found[1]])
