"""How a conversation is called whose words were erased: by a name that nothing outside knows."""

from __future__ import annotations

import secrets

PREFIX = "erased-"


def new_id() -> str:
    """A fresh name."""
    return PREFIX + secrets.token_hex(12)


def is_erased(conversation_id: str) -> bool:
    """Whether the words of a conversation were erased: its records stay as they are from then on."""
    return conversation_id.startswith(PREFIX)
