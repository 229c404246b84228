"""What a replacement is: a name of somebody else's, and what stands there instead."""

from __future__ import annotations

from typing import NamedTuple


class Patch(NamedTuple):
    """A method of Rasa's, or a name that a module uses, and what it is replaced by."""

    owner: object
    name: str
    replacement: object
