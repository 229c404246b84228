"""Errors of the handoff that every layer above it may see."""

from __future__ import annotations


class NotFound(Exception):
    """There is no handoff of that id."""

    what = "conversation"  #: as people call it
