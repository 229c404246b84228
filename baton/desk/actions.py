"""The forms of the conversation page. With htmx the changed parts come back; without it the page is loaded anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from baton.connectors.desk import DeskConnector
from baton.desk import closing, text, verbs
from baton.desk.access import LARGEST, Current, HandoffId, PartsOf
from baton.desk.pages import Shown, render_case, render_update
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
        after: Annotated[int, Form(ge=0, le=LARGEST)] = 0,
        after_note: Annotated[int, Form(ge=0, le=LARGEST)] = 0,
        key: Annotated[str, Form(max_length=40)] = "",
    ) -> None:
        self.request = request
        self.parts: Parts = parts
        self.agent: Agent = agent
        self.handoff_id = handoff_id
        self._shown = Shown(after, after_note, key)

    @property
    def who(self) -> tuple[Parts, Agent, str]:
        """What every verb begins with."""
        return self.parts, self.agent, self.handoff_id

    def do(
        self,
        verb: Callable[[], Any],
        done: str | None = None,
        to: str | None = None,
        show: Callable[[Any], dict[str, Any]] = lambda result: {},
    ) -> Response:
        """Carry it out and answer; a refusal is shown with the page as it stands now.

        Args:
            verb: what is done.
            done: what is said when it is.
            to: where to go on then; without it the page stays.
            show: what the page shows of the verb's result.
        """
        notice, status = done, 200
        more: dict[str, Any] = {}
        try:
            more = show(verb())
        except (Refused, text.BadText) as refusal:
            notice, status = str(refusal), 409 if isinstance(refusal, Refused) else 422
        if by_htmx(self.request):
            if status == 200 and to is not None:
                return Response(status_code=200, headers={"HX-Redirect": to})
            return render_update(self.request, *self.who, self._shown, notice, status, **more)
        if status == 200 and not more:
            return RedirectResponse(to or f"/handoffs/{self.handoff_id}", status_code=303)
        return render_case(self.request, *self.who, notice, status, **more)


DeedOf = Annotated[Deed, Depends(Deed)]


@router.post("/claim")
def claim(deed: DeedOf) -> Response:
    """Take the conversation."""

    def take() -> None:
        if DeskConnector.name not in deed.parts.settings.chosen_connectors:
            raise Refused("Conversations are not answered here (BATON_CONNECTORS does not name the desk).")
        verbs.claim(*deed.who, limited=True)

    return deed.do(take, "It is yours. The customer is being told.")


@router.post("/decline")
def decline(deed: DeedOf) -> Response:
    """Say "not now" to an offer."""
    return deed.do(lambda: verbs.decline(*deed.who), to="/")


@router.post("/reply")
def reply(deed: DeedOf, said: Line = "", client_id: Line = "") -> Response:
    """Say something to the customer; it can be taken back for a few seconds."""
    hold = deed.parts.rules().undo_seconds

    def say() -> None:
        verbs.reply(*deed.who, said, client_id or None, hold=hold)

    return deed.do(say)


@router.post("/undo")
def undo(deed: DeedOf, reply_key: Line = "") -> Response:
    """Take a reply back; its words come back into the reply box."""
    return deed.do(
        lambda: verbs.undo(*deed.who, reply_key),
        "Taken back. Your text is in the reply box.",
        show=lambda words_said: {"taken_back": words_said},
    )


@router.post("/note")
def note(deed: DeedOf, note: Line = "") -> Response:
    """Write a note for colleagues."""
    return deed.do(lambda: verbs.note(*deed.who, note))


@router.post("/typing", status_code=204)
def typing(deed: DeedOf, on: Annotated[bool, Form()] = True) -> None:
    """The agent types, or has stopped; a page may say so a moment after the conversation has left the agent."""
    with suppress(Refused):
        verbs.types(*deed.who, on)


@router.post("/transfer")
def transfer(deed: DeedOf, to: Line = "", note: Line = "") -> Response:
    """Pass the conversation on: `to` is `agent:<login>` or `team:<team>`."""
    kind, _, name = to.partition(":")
    agent, team = (name if kind == "agent" else None), (name if kind == "team" else None)
    return deed.do(lambda: verbs.transfer(*deed.who, agent, team, note), "Passed on.")


@router.post("/release")
def release(deed: DeedOf) -> Response:
    """Put the conversation back into the queue."""
    return deed.do(lambda: verbs.release(*deed.who), "Back in the queue.")


@router.post("/return")
def give_back(deed: DeedOf, note: Line = "") -> Response:
    """Return the conversation to the bot."""
    return deed.do(lambda: verbs.give_back(*deed.who, note), "The bot has the conversation again.")


@router.post("/schedule")
def schedule(deed: DeedOf, due: Line = "", note: Line = "") -> Response:
    """Arrange a callback."""

    def arrange() -> None:
        verbs.schedule(*deed.who, closing.moment(deed.parts, due), note)

    return deed.do(arrange, "The callback is arranged.")


@router.post("/resolve")
def resolve(deed: DeedOf, verdict: Line = "", bot_could: Line = "", category: Line = "", note: Line = "") -> Response:
    """Close the conversation."""
    return deed.do(lambda: closing.resolve(*deed.who, _said(verdict, bot_could, category), note), "Resolved.")


@router.post("/rate")
def rate(deed: DeedOf, verdict: Line = "", bot_could: Line = "", category: Line = "") -> Response:
    """Say afterwards whether the handover was right."""
    said = "Thank you. This teaches the policy."
    return deed.do(lambda: closing.rate(*deed.who, _said(verdict, bot_could, category)), said)


@router.post("/no-ai")
def mark_no_ai(deed: DeedOf) -> Response:
    """Keep the wish for no AI contact."""
    return deed.do(lambda: verbs.mark_no_ai(*deed.who), "Noted: a person answers this customer from now on.")


@router.post("/lift-no-ai")
def lift_no_ai(deed: DeedOf) -> Response:
    """Lift the wish for no AI contact."""
    return deed.do(lambda: verbs.lift_no_ai(*deed.who), "The wish is lifted. Your name is on record.")


@router.post("/retry")
def retry(deed: DeedOf, number: Annotated[int, Form(ge=0)] = 0) -> Response:
    """Deliver a message again."""
    return deed.do(lambda: closing.retry(*deed.who, number), "Trying again.")


def _said(verdict: str, bot_could: str, category: str) -> Any:
    could = {"yes": True, "no": False}.get(bot_could)
    return closing.disposition(verdict or None, could, category or None)
