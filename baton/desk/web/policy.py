"""The pages of the policy for leads: what is in force, the candidate that runs, candidates with evidence, buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.base.document import FileRefused, read_document
from baton.base.text import clean
from baton.desk.container import DeskContainer
from baton.desk.read_models import policy_view
from baton.desk.read_models.side_by_side import side_by_side
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.pages import ConversationId
from baton.desk.web.rendering import render
from baton.handoff.errors import NotFound
from baton.lab.policy_history import BadHistory, Kind
from baton.lab.promotion import PromotionRefused
from baton.lab.rollout.plans import WHOLE, Plan
from policies.policy_document import PolicyDocument

router = APIRouter(prefix="/policy", include_in_schema=False)

Hash = Annotated[str, Path(pattern="^[0-9a-f]{12}$")]
Why = Annotated[str, Form(max_length=500)]
Percent = Annotated[float, Form(gt=0, le=100)]


@router.get("")
def page(request: Request, container: ContainerOf) -> HTMLResponse:
    """What is in force, what runs, and what was replayed."""
    return _page(request, container)


@router.get("/candidates/{candidate_hash}")
def candidate(request: Request, container: ContainerOf, candidate_hash: Hash) -> HTMLResponse:
    """One candidate: its difference, what its replay found, what keeps it from customers."""
    return _candidate(request, container, candidate_hash)


@router.get("/candidates/{candidate_hash}/conversations/{conversation_id:path}")
def conversation(
    request: Request, container: ContainerOf, candidate_hash: Hash, conversation_id: ConversationId
) -> HTMLResponse:
    """One conversation: what was decided in it beside what a candidate would have decided."""
    found, entries = policy_view.stored(container, candidate_hash), container.log.conversation(conversation_id)
    if found is None or not entries:
        raise NotFound("There is no such candidate or conversation.")
    document = read_document(found.text, "candidate", PolicyDocument)
    view = side_by_side(conversation_id, entries, document, container.policy())
    return render(
        request,
        "policy_conversation.html",
        view=view,
        candidate_hash=candidate_hash,
        conversation_id=conversation_id,
    )


@router.post("/candidates/{candidate_hash}")
def begin(
    request: Request,
    container: ContainerOf,
    agent: Current,
    candidate_hash: Hash,
    kind: Annotated[Kind, Form()],
    why: Why = "",
    percent: Percent = 10,
) -> Response:
    """Let a candidate run in shadow, for a share, or bring it into force."""
    found = policy_view.stored(container, candidate_hash)
    if found is None or kind not in (Kind.SHADOW, Kind.SHARE, Kind.PROMOTED):
        raise NotFound("There is no such candidate.")
    changes, share = container.policy_changes, percent / 100 if kind is Kind.SHARE else WHOLE
    kind = Kind.PROMOTED if kind is Kind.SHARE and share >= WHOLE else kind
    evidence = changes.evidence(found.text)
    wrong = _done(
        container, why, lambda reason: changes.prepare(kind, found.text, evidence, agent.login, reason, share)
    )
    return _candidate(request, container, candidate_hash, wrong, why) if wrong else RedirectResponse("/policy", 303)


@router.post("/share")
def raise_share(
    request: Request, container: ContainerOf, agent: Current, why: Why = "", percent: Percent = 10
) -> Response:
    """Another share for the candidate that is rolled out; a whole one brings it into force."""
    changes = container.policy_changes
    wrong = _done(container, why, lambda reason: changes.prepare_share(percent / 100, agent.login, reason))
    return _page(request, container, wrong, why) if wrong else RedirectResponse("/policy", 303)


@router.post("/end")
def end(request: Request, container: ContainerOf, agent: Current, why: Why = "") -> Response:
    """No more of the candidate that runs."""
    wrong = _done(container, why, lambda reason: container.policy_changes.prepare_end(agent.login, reason))
    return _page(request, container, wrong, why) if wrong else RedirectResponse("/policy", 303)


@router.post("/rollback")
def rollback(request: Request, container: ContainerOf, agent: Current, why: Why = "") -> Response:
    """Back to the policy before the one in force."""
    wrong = _done(container, why, lambda reason: container.policy_changes.prepare_rollback(agent.login, reason))
    return _page(request, container, wrong, why) if wrong else RedirectResponse("/policy", 303)


@router.post("/noticed")
def noticed(container: ContainerOf, agent: Current) -> Response:
    """A lead has seen that the guardrail took a candidate back."""
    container.policy_changes.notice(agent.login)
    return RedirectResponse("/policy", 303)


def _done(container: DeskContainer, why: str, prepare: Callable[[str], Plan]) -> str:
    """Carry out what is prepared; what is wrong with it, or nothing."""
    reason = clean(why)
    if not reason:
        return "Say why: it stands in the policy's history."
    try:
        container.policy_changes.carry_out(prepare(reason))
    except (PromotionRefused, FileRefused, BadHistory) as error:
        return str(error)
    except OSError as error:
        return f"{error.filename or 'A file'} cannot be written ({error.strerror}). Nothing has changed."
    return ""


def _page(request: Request, container: DeskContainer, wrong: str = "", why: str = "") -> HTMLResponse:
    view = policy_view.overview(container)
    return render(request, "policy.html", 409 if wrong else 200, view=view, wrong=wrong, why=why)


def _candidate(
    request: Request, container: DeskContainer, candidate_hash: str, wrong: str = "", why: str = ""
) -> HTMLResponse:
    view = policy_view.candidate(container, candidate_hash)
    if view is None:
        raise NotFound("There is no such candidate.")
    return render(request, "policy_candidate.html", 409 if wrong else 200, view=view, wrong=wrong, why=why)
