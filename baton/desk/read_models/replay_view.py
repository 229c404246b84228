"""What the file of a replay needs from the desk: names, the difference, and the addresses of conversations."""

from __future__ import annotations

from urllib.parse import quote

from baton.desk.container import DeskContainer
from baton.desk.read_models import report_view
from baton.lab.policy_edit import diff
from baton.lab.replay.html import Around


def around(container: DeskContainer, candidate: str, candidate_hash: str) -> Around:
    """What stands round the result of a replay.

    Args:
        candidate: the text of the candidate.
    """
    settings = container.settings
    in_force = settings.policy_file

    def conversation(conversation_id: str) -> str:
        return f"{settings.desk_url}/conversations/{quote(conversation_id, safe='')}"

    return Around(
        shop=settings.shop_name,
        difference=diff(in_force.read_text(encoding="utf-8"), candidate, in_force.name),
        name_of=report_view.names(container),
        side_by_side=lambda one: (
            f"{settings.desk_url}/policy/candidates/{candidate_hash}/conversations/{quote(one, safe='')}"
        ),
        conversation=conversation,
    )
