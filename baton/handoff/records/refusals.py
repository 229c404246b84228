"""What an agent reads when somebody else has the conversation, or nobody: the one place for these texts.

`owner` is what the reader calls the owner: the agent's name at the desk, the login elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

CONCURRENT_CHANGE = "Somebody else changed this conversation at the same moment. Look again."
DONE_BEFORE = "This was done already."
OTHER_CONVERSATION = "This customer is in another conversation with us at the moment: take that one. This one stays."


@dataclass(frozen=True)
class TransitionRefused(Exception):
    """What an agent wants that the state or the owner does not allow; the text is fit to be shown to them."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def not_claimed(is_open: bool = True) -> TransitionRefused:
    """Nobody has it: it must be claimed first, if it can still be."""
    return TransitionRefused("Claim this conversation first." if is_open else "This conversation is closed.")


def not_claimed_for_reply() -> TransitionRefused:
    """Nobody has it, and a reply was to be sent."""
    return TransitionRefused("Claim this conversation before you write.")


def owned_by(owner: str) -> TransitionRefused:
    """A colleague has it."""
    return TransitionRefused(f"{owner} has this conversation.")


def owned_now_by(owner: str, consequence: str = "") -> TransitionRefused:
    """A colleague has it by now.

    Args:
        consequence: a sentence on what did not happen because of it.
    """
    return TransitionRefused(f"{owner} has this conversation now.{consequence and ' ' + consequence}")


def claimed_already(owner: str | None, by: str | None) -> TransitionRefused:
    """It was claimed before, by a colleague or by the agent themselves."""
    return TransitionRefused("You have it already." if owner == by else f"{owner} has taken it already.")


def claimed_before_by(owner: str) -> TransitionRefused:
    """A colleague claimed it first."""
    return TransitionRefused(f"{owner} was faster and has this conversation. You can read along.")


def transferred_to(owner: str) -> TransitionRefused:
    """It was transferred to a colleague, and only they can claim it."""
    return TransitionRefused(f"This conversation was passed on to {owner}.")
