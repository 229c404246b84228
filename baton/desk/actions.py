"""The forms of the conversation page. With htmx the changed parts come back; without it the page is loaded anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from baton.desk import text, verbs
from baton.desk.pages import Current, HandoffId, PartsOf, render_case, render_update
from baton.desk.parts import Parts
from baton.desk.rendering import by_htmx
from baton.desk.roles import Agent
from baton.handoff.lifecycle import Refused

router = APIRouter(prefix="/handoffs/{handoff_id}", include_in_schema=False)

Line = Annotated[str, Form()]


class Deed:
    """One action on one conversation: who, which, and what the open page shows already."""

    def __init__(
        self,
        request: Request,
        parts: PartsOf,
        agent: Current,
        handoff_id: HandoffId,
        after: Annotated[int, Form(ge=0)] = 0,
        key: Annotated[str, Form(max_length=40)] = "",
    ) -> None:
        self.request = request
        self.parts: Parts = parts
        self.agent: Agent = agent
        self.handoff_id = handoff_id
        self._after = after
        self._key = key

    def do(self, verb: Callable[[], object], done: str | None = None) -> Response:
        """Carry it out and answer; a refusal is shown with the page as it stands now."""
        notice, status = done, 200
        try:
            verb()
        except (Refused, text.BadText) as refusal:
            notice, status = str(refusal), 409 if isinstance(refusal, Refused) else 422
        if by_htmx(self.request):
            return render_update(
                self.request,
                self.parts,
                self.agent,
                self.handoff_id,
                after=self._after,
                key=self._key,
                notice=notice,
                status=status,
            )
        if status == 200:
            return RedirectResponse(f"/handoffs/{self.handoff_id}", status_code=303)
        return render_case(self.request, self.parts, self.agent, self.handoff_id, notice, status)


DeedOf = Annotated[Deed, Depends(Deed)]


@router.post("/claim")
def claim(deed: DeedOf) -> Response:
    """Take the conversation."""
    return deed.do(
        lambda: verbs.claim(deed.parts, deed.agent, deed.handoff_id), "It is yours. The customer is being told."
    )


@router.post("/reply")
def reply(deed: DeedOf, said: Line = "", client_id: Line = "") -> Response:
    """Say something to the customer."""
    return deed.do(lambda: verbs.reply(deed.parts, deed.agent, deed.handoff_id, said, client_id or None))


@router.post("/transfer")
def transfer(deed: DeedOf, to: Line = "", note: Line = "") -> Response:
    """Pass the conversation on to a colleague."""
    return deed.do(lambda: verbs.transfer(deed.parts, deed.agent, deed.handoff_id, to, None, note), "Passed on.")


@router.post("/release")
def release(deed: DeedOf) -> Response:
    """Put the conversation back into the queue."""
    return deed.do(lambda: verbs.release(deed.parts, deed.agent, deed.handoff_id), "Back in the queue.")


@router.post("/return")
def give_back(deed: DeedOf, note: Line = "") -> Response:
    """Return the conversation to the bot."""
    return deed.do(
        lambda: verbs.give_back(deed.parts, deed.agent, deed.handoff_id, note), "The bot has the conversation again."
    )


@router.post("/resolve")
def resolve(deed: DeedOf, verdict: Line = "", bot_could: Line = "", note: Line = "") -> Response:
    """Close the conversation."""
    return deed.do(
        lambda: verbs.resolve(deed.parts, deed.agent, deed.handoff_id, verdict or None, _yes_no(bot_could), note),
        "Resolved.",
    )


@router.post("/rate")
def rate(deed: DeedOf, verdict: Line = "", bot_could: Line = "") -> Response:
    """Say afterwards whether the handover was right."""
    return deed.do(
        lambda: verbs.rate(deed.parts, deed.agent, deed.handoff_id, verdict or None, _yes_no(bot_could)),
        "Thank you. This teaches the policy.",
    )


@router.post("/lift-no-ai")
def lift_no_ai(deed: DeedOf) -> Response:
    """Lift the wish for no AI contact."""
    return deed.do(
        lambda: verbs.lift_no_ai(deed.parts, deed.agent, deed.handoff_id), "The wish is lifted. Your name is on record."
    )


@router.post("/retry")
def retry(deed: DeedOf, number: Annotated[int, Form(ge=0)] = 0) -> Response:
    """Deliver a message again."""
    return deed.do(lambda: verbs.retry(deed.parts, deed.agent, deed.handoff_id, number), "Trying again.")


def _yes_no(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)
