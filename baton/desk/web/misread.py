"""The leads' page of misread messages: say what they mean, one key each, and export that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.base.model_file import MODEL
from baton.desk.container import DeskContainer
from baton.desk.read_models import report_view
from baton.desk.web.guard import LARGEST, ContainerOf, Current
from baton.desk.web.rendering import render
from baton.lab.labelling import search
from baton.lab.labelling.export import CheckFailed, checked_plan, problems_in_own_process
from baton.lab.labelling.groups import WHY, MisreadGroup, grouped
from baton.lab.labelling.guesses import near_miss
from baton.lab.labelling.label import Kind, NoSuchTarget, Target, target_from
from baton.lab.labelling.labelling import LabelRefused, Shown
from baton.lab.labelling.placing import Plan

router = APIRouter(prefix="/misread", include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=LARGEST)]
Word = Annotated[str, Query(max_length=100)]
_PATCH = "misread.patch"
#: Of a group, beside the message that is shown: so many can be read before they are accepted.
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class View:
    """How somebody looks at the list: kept from one message to the next."""

    by_meaning: bool = False
    group: int = 0

    def address(self, **more: object) -> str:
        """Of the page, as it is looked at."""
        kept = {"by": "meaning" if self.by_meaning else "", "group": self.group or "", **more}
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"/misread?{query}" if query else "/misread"


@router.get("")
def page(
    request: Request,
    container: ContainerOf,
    by: Word = "",
    group: Annotated[int, Query(ge=0, le=1000)] = 0,
    at: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    q: Word = "",
) -> HTMLResponse:
    """The groups, and one message with what it may mean.

    Args:
        by: `meaning` groups by meaning, which takes seconds.
        at: the message; the first of the group where it is left out or has a label.
        q: finds an intent or question that is not among the guesses.
    """
    return _page(request, container, View(by == "meaning", group), at, q)


@router.post("/list/undo")
def undo(
    request: Request,
    container: ContainerOf,
    agent: Current,
    by: Annotated[str, Form(max_length=10)] = "",
    group: Annotated[int, Form(ge=0, le=1000)] = 0,
) -> Response:
    """Take one's latest label back, and show its message again."""
    view = View(by == "meaning", group)
    taken = container.labelling.undo(agent.login)
    if not taken:
        return _page(request, container, view, 0, "", "There is nothing of yours to take back.", 409)
    return RedirectResponse(view.address(at=taken[-1].number), status_code=303)


@router.post("/list/skipped")
def offer_skipped(container: ContainerOf) -> Response:
    """Put what was skipped back on the list."""
    container.labelling.offer_skipped()
    return RedirectResponse("/misread", status_code=303)


@router.get("/export")
def preview(request: Request, container: ContainerOf) -> HTMLResponse:
    """The labels as a change of the trainers' files, checked; nothing is changed."""
    plan, wrong = _plan(container)
    return render(request, "misread_export.html", 503 if wrong else 200, plan=plan, wrong=wrong, patch=_PATCH)


@router.post("/export")
def export(request: Request, container: ContainerOf, agent: Current) -> Response:
    """The same as a file for `git apply`; the labels in it are exported then."""
    plan, wrong = _plan(container)
    if plan is None:
        return render(request, "misread_export.html", 503, plan=plan, wrong=wrong, patch=_PATCH)
    container.labelling.mark_exported([*(one.label for one in plan.placed), *plan.there], agent.login)
    headers = {"Content-Disposition": f'attachment; filename="{_PATCH}"'}
    return Response(plan.diff(), media_type="text/x-diff; charset=utf-8", headers=headers)


# Behind the others: its pattern would take their addresses for a number.
@router.post("/{number}")
def decide(
    request: Request,
    container: ContainerOf,
    agent: Current,
    number: Number,
    do: Annotated[str, Form(max_length=200)],
    example: Annotated[str, Form(max_length=2000)] = "",
    made: Annotated[str, Form(max_length=2000)] = "",
    wording: Annotated[str, Form(max_length=2000)] = "",
    by: Annotated[str, Form(max_length=10)] = "",
    group: Annotated[int, Form(ge=0, le=1000)] = 0,
    whole: Annotated[str, Form(max_length=10)] = "",
    others: Annotated[list[int], Form()] = [],  # noqa: B006  (FastAPI makes a new one for each request)
) -> Response:
    """Keep what a message means, skip it, or take it off the list.

    Args:
        do: the code of a target, `skip` or `discard`.
        example: the text as it is to be written.
        made: as it was proposed; unchanged, a question gets its `wording`.
        whole: not empty: the `others` of its group, by their numbers, mean the same.
    """
    view = View(by == "meaning", group)
    left_out = ""
    try:
        if do in ("skip", "discard"):
            container.labelling.put_aside(number, Kind.SKIPPED if do == "skip" else Kind.DISCARDED, agent.login)
        else:
            target = target_from(do, set(container.questions().by_intent))
            unchanged = example == made and wording
            text = wording if target.kind is Kind.QUESTION and unchanged else example
            if whole:
                left_out = _accept_all(container, {number: text}, others, target, agent.login)
            else:
                container.labelling.accept(number, target, text, agent.login)
    except (LabelRefused, NoSuchTarget) as error:
        return _page(request, container, view, number, "", str(error), 409)
    if left_out:
        return _page(request, container, view, 0, "", left_out)
    return RedirectResponse(view.address(), status_code=303)


def _accept_all(
    container: DeskContainer, texts: dict[int, str], others: Sequence[int], target: Target, login: str
) -> str:
    """Keep that a message and others of its group mean the same. Returns what was left out and why, in words."""
    for number in others[:MOST_AT_ONCE]:
        one = container.labelling.one(number)
        if one is not None:
            texts[number] = container.labelling.shown(one).as_written(target)
    left_out = container.labelling.accept_all(texts, target, login)
    return " ".join(f"Left out: “{texts[number]}”. {why}" for number, why in left_out.items())


def _plan(container: DeskContainer) -> tuple[Plan | None, str]:
    try:
        return checked_plan(container.labelling.to_export(), check=problems_in_own_process), ""
    except CheckFailed as error:
        return None, str(error)


def _page(
    request: Request,
    container: DeskContainer,
    view: View,
    at: int,
    q: str,
    notice: str | None = None,
    status: int = 200,
) -> HTMLResponse:
    labelling = container.labelling
    grouper = report_view.grouper() if view.by_meaning else None
    groups = grouped(labelling.waiting(), grouper)
    shown = _shown(container, groups, view, at)
    found: Sequence[Target] = search.search(q, labelling.questions().by_intent) if q else ()
    targets = list(found) or (list(shown.guesses) if shown else [])
    number = shown.misread.message.number if shown else 0
    others = [one for group in groups for one in group.others(number)][:MOST_AT_ONCE]
    return render(
        request,
        "misread.html",
        status,
        groups=groups,
        view=view,
        shown=shown,
        others=[labelling.shown(one) for one in others],
        targets=targets,
        questions=labelling.questions().by_intent,
        near=near_miss(targets, shown.signal) if shown else None,
        why=WHY,
        q=q,
        nothing_fits=bool(q and not found),
        counts=labelling.counts(),
        meaning_possible=not view.by_meaning and MODEL.exists(),
        notice=notice,
    )


def _shown(container: DeskContainer, groups: Sequence[MisreadGroup], view: View, at: int) -> Shown | None:
    """The message that is wanted, else the first of the group, else the first of all."""
    listed = [one for group in groups[view.group : view.group + 1] for one in group.misread]
    listed = listed or [one for group in groups for one in group.misread]
    wanted = next((one for group in groups for one in group.misread if one.message.number == at), None)
    if wanted is None and at:
        wanted = container.labelling.one(at)
    misread = wanted or (listed[0] if listed else None)
    return container.labelling.shown(misread) if misread else None
