"""The forms of the conversation page. With htmx the changed parts come back; without it the page is loaded anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from baton.base import text
from baton.connectors.desk import DeskConnector
from baton.desk import agent_actions
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.web.guard import LARGEST, ContainerOf, Current, HandoffId
from baton.desk.web.pages import Shown, render_case, render_update
from baton.desk.web.rendering import by_htmx
from baton.handoff.records.handoff import Disposition
from baton.handoff.records.lifecycle import TransitionRefused
from baton.handoff.records.undelivered import undelivered

router = APIRouter(prefix="/handoffs/{handoff_id}", include_in_schema=False)

Line = Annotated[str, Form()]
_T = TypeVar("_T")


class CaseForm:
    """One action on one conversation: who, which, and what the open page shows already."""

    def __init__(
        self,
        request: Request,
        container: ContainerOf,
        agent: Current,
        handoff_id: HandoffId,
        after: Annotated[int, Form(ge=0, le=LARGEST)] = 0,
        after_note: Annotated[int, Form(ge=0, le=LARGEST)] = 0,
        key: Annotated[str, Form(max_length=40)] = "",
    ) -> None:
        self.request = request
        self.container: DeskContainer = container
        self.agent: Agent = agent
        self.handoff_id = handoff_id
        self.shown = Shown(after, after_note, key)

    @property
    def who(self) -> tuple[DeskContainer, Agent, str]:
        """What every verb begins with."""
        return self.container, self.agent, self.handoff_id

    def do(
        self,
        verb: Callable[[], _T],
        done: str | None = None,
        to: str | None = None,
        show: Callable[[_T], dict[str, object]] = lambda result: {},
    ) -> Response:
        """Carry it out and answer; a refusal is shown with the page as it stands now.

        Args:
            verb: what is done.
            done: what is said when it is.
            to: where to go on then; without it the page stays.
            show: what the page shows of the verb's result.
        """
        notice, status = done, 200
        more: dict[str, object] = {}
        try:
            more = show(verb())
        except (TransitionRefused, text.BadText) as refusal:
            notice, status = str(refusal), 409 if isinstance(refusal, TransitionRefused) else 422
        if by_htmx(self.request):
            if status == 200 and to is not None:
                return Response(status_code=200, headers={"HX-Redirect": to})
            return render_update(self.request, *self.who, self.shown, notice, status, more)
        if status == 200 and not more:
            return RedirectResponse(to or f"/handoffs/{self.handoff_id}", status_code=303)
        return render_case(self.request, *self.who, notice, status, more)


CaseFormOf = Annotated[CaseForm, Depends(CaseForm)]


@router.post("/claim")
def claim(form: CaseFormOf) -> Response:
    """Take the conversation."""

    def take() -> None:
        here = DeskConnector.name in form.container.settings.chosen_connectors
        # What the desk that answers does not know of would be answered by nobody.
        if not here and form.handoff_id not in undelivered(form.container.engine, form.container.time()):
            raise TransitionRefused("Conversations are not answered here (BATON_CONNECTORS does not name the desk).")
        agent_actions.claim(*form.who, limited=True)

    return form.do(take, "It is yours. The customer is being told.")


@router.post("/take-over")
def take_over(form: CaseFormOf) -> Response:
    """Take the conversation from the colleague who has it."""
    return form.do(
        lambda: agent_actions.take_over(*form.who), "It is yours. Your colleague and the customer are being told."
    )


@router.post("/decline")
def decline(form: CaseFormOf) -> Response:
    """Say "not now" to an offer."""
    return form.do(lambda: agent_actions.decline(*form.who), to="/")


@router.post("/reply")
def reply(form: CaseFormOf, said: Line = "", client_id: Line = "") -> Response:
    """Say something to the customer; it can be taken back for a few seconds."""
    delay = form.container.rules().undo_seconds

    def say() -> None:
        agent_actions.reply(*form.who, said, client_id or None, delay=delay)

    return form.do(say)


@router.post("/undo")
def undo(form: CaseFormOf, reply_key: Line = "") -> Response:
    """Take a reply back; its words come back into the reply box."""
    return form.do(
        lambda: agent_actions.undo(*form.who, reply_key),
        "Taken back. Your text is in the reply box.",
        show=lambda cancelled: {"taken_back": cancelled},
    )


@router.post("/note")
def note(form: CaseFormOf, note: Line = "") -> Response:
    """Write a note for colleagues."""
    return form.do(lambda: agent_actions.note(*form.who, note))


@router.post("/facts")
def correct_facts(form: CaseFormOf, name: Line = "", email: Line = "", phone: Line = "", order: Line = "") -> Response:
    """Correct the customer's name, e-mail address, phone and order; the page comes anew, with what follows from it."""
    here = f"/handoffs/{form.handoff_id}"
    return form.do(lambda: agent_actions.correct_facts(*form.who, name, email, phone, order), "Corrected.", to=here)


@router.post("/look-up")
def look_up(form: CaseFormOf, q: Line = "") -> Response:
    """Look an order up."""
    return form.do(lambda: agent_actions.look_up_order(*form.who, q), show=lambda found: {"looked_up": found})


@router.post("/typing", status_code=204)
def typing(form: CaseFormOf, on: Annotated[bool, Form()] = True) -> None:
    """The agent types, or has stopped; a page may say so a moment after the conversation has left the agent."""
    with suppress(TransitionRefused):
        agent_actions.types(*form.who, on)


@router.post("/read", status_code=204)
def read(form: CaseFormOf) -> None:
    """The lines of the page were before the agent's eyes."""
    form.container.store.get(form.handoff_id)
    form.container.seen_marks.read(form.agent.login, form.handoff_id, form.shown.after)


@router.post("/transfer")
def transfer(form: CaseFormOf, to: Line = "", note: Line = "") -> Response:
    """Pass the conversation on: `to` is `agent:<login>` or `team:<team>`."""
    kind, _, name = to.partition(":")
    agent, team = (name if kind == "agent" else None), (name if kind == "team" else None)
    return form.do(lambda: agent_actions.transfer(*form.who, agent, team, note), "Passed on.")


@router.post("/release")
def release(form: CaseFormOf) -> Response:
    """Put the conversation back into the queue."""
    return form.do(lambda: agent_actions.release(*form.who), "Back in the queue.")


@router.post("/return")
def give_back(form: CaseFormOf, note: Line = "") -> Response:
    """Return the conversation to the bot."""
    return form.do(lambda: agent_actions.give_back(*form.who, note), "The bot has the conversation again.")


@router.post("/schedule")
def schedule(form: CaseFormOf, due: Line = "", note: Line = "") -> Response:
    """Arrange a callback."""

    def arrange() -> None:
        agent_actions.schedule(*form.who, moment(form.container, due), note)

    return form.do(arrange, "The callback is arranged.")


@router.post("/resolve")
def resolve(
    form: CaseFormOf, verdict: Line = "", bot_could: Line = "", category: Line = "", note: Line = ""
) -> Response:
    """Close the conversation."""
    return form.do(
        lambda: agent_actions.resolve(*form.who, _disposition(verdict, bot_could, category), note), "Resolved."
    )


@router.post("/rate")
def rate(form: CaseFormOf, verdict: Line = "", bot_could: Line = "", category: Line = "") -> Response:
    """Say afterwards whether the handover was right."""
    said = "Thank you. This teaches the policy."
    return form.do(lambda: agent_actions.rate(*form.who, _disposition(verdict, bot_could, category)), said)


@router.post("/no-ai")
def mark_no_ai(form: CaseFormOf) -> Response:
    """Keep the wish for no AI contact."""
    return form.do(lambda: agent_actions.mark_no_ai(*form.who), "Noted: a person answers this customer from now on.")


@router.post("/lift-no-ai")
def lift_no_ai(form: CaseFormOf) -> Response:
    """Lift the wish for no AI contact."""
    return form.do(lambda: agent_actions.lift_no_ai(*form.who), "The wish is lifted. Your name is on record.")


@router.post("/retry")
def retry(form: CaseFormOf, number: Annotated[int, Form(ge=0)] = 0) -> Response:
    """Deliver a message again."""
    return form.do(lambda: agent_actions.retry(*form.who, number), "Trying again.")


def _disposition(verdict: str, bot_could: str, category: str) -> Disposition | None:
    could = {"yes": True, "no": False}.get(bot_could)
    return agent_actions.disposition(verdict or None, could, category or None)


def moment(container: DeskContainer, due: str) -> float:
    """The moment of a callback, epoch seconds, as a form gives it: day and time in the shop's time zone.

    Raises:
        BadText: it is none, such as 2026-11-24T15:30.
    """
    try:
        at = datetime.fromisoformat(due.strip())
    except ValueError:
        raise text.BadText("Give day and time of the callback, such as 2026-11-24T15:30.") from None
    return (at.replace(tzinfo=container.hours.zone) if at.tzinfo is None else at).timestamp()
