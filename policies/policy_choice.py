"""The one place where the policy document of a conversation is chosen."""

from __future__ import annotations

from collections.abc import Callable

from policies.facts import Facts
from policies.policy_document import PolicyDocument
from policies.rollout import Choice, Rollout, choose


class PolicyChoice:
    """Gives each conversation its policy: the one in force, or the candidate that it began with.

    Args:
        in_force: gives the policy on disk.
        rollout: gives the candidate that is rolled out.
    """

    def __init__(self, in_force: Callable[[], PolicyDocument], rollout: Callable[[], Rollout | None]) -> None:
        self._in_force = in_force
        self._rollout = rollout

    def of(self, conversation_id: str, facts: Facts) -> Choice:
        """The policy of a conversation.

        Args:
            facts: of the conversation as it is now.
        """
        return choose(self._rollout(), self._in_force(), conversation_id, facts)
