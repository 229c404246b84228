"""The audit trail: whoever sees a customer's words is in it, by whatever way."""

from __future__ import annotations

import pytest

from baton.desk.auth.permissions import RIGHTS
from baton.desk.auth.roles import Role
from baton.desk.web import view_audit
from baton.handoff.records.audit_trail import AuditAction
from tests.support.bench import act


def seen(bench, action=AuditAction.VIEWED, **more):
    return [entry for entry in bench.parts.audit.read(actor="maria", action=action.value, **more)]


def test_every_route_either_says_whose_words_it_shows_or_shows_none():
    for (method, path), right in RIGHTS.items():
        if right.role is None:
            continue
        of_one = "{handoff_id}" in path or "{conversation_id" in path
        quiet = path in view_audit.QUIET_PATHS or path.startswith(view_audit.QUIET_PREFIXES)
        known = [of_one, (method, path) in view_audit.LISTS, quiet]
        assert sum(known) == 1, f"{method} {path}: put it into one list of baton/desk/web/view_audit.py"
    assert not view_audit.LISTS - set(RIGHTS)


def test_a_search_is_recorded_whatever_asks_for_it_and_once_an_hour(bench, maria):
    bench.handoff("h1", "c1")
    for _ in range(3):
        maria.get("/?q=Jane", headers={"HX-Request": "true"})
    assert [entry.details["q"] for entry in seen(bench, AuditAction.SEARCHED)] == ["Jane"]
    maria.get("/api/v1/handoffs?q=doe", headers=bench.token("maria"))
    assert [entry.details["q"] for entry in seen(bench, AuditAction.SEARCHED)] == ["doe", "Jane"]
    bench.clock.forward(hours=1, minutes=1)
    bench.enter(maria, "maria")
    maria.get("/?q=Jane")
    assert len(seen(bench, AuditAction.SEARCHED)) == 3


def test_a_list_by_the_api_and_the_queue_are_recorded_once_an_hour(bench, maria):
    bench.handoff("h1", "c1")
    for _ in range(2):
        maria.get("/")
        maria.get("/api/v1/handoffs", headers=bench.token("maria"))
    assert {entry.details["route"] for entry in seen(bench, AuditAction.LISTED)} == {"/", "/api/v1/handoffs"}
    assert len(seen(bench, AuditAction.LISTED)) == 2


def test_a_case_that_is_drawn_as_the_answer_to_a_form_is_a_view(bench, maria):
    bench.handoff("h1", "c1")
    answer = maria.post("/handoffs/h1/claim", data={"csrf": bench.form_token_of(maria)})
    assert answer.status_code == 303
    assert [entry.details["via"] for entry in seen(bench, handoff_id="h1")] == ["form"]


def test_each_opening_of_a_page_is_a_view_and_its_updates_are_none(bench, maria):
    bench.handoff("h1", "c1")
    maria.get("/handoffs/h1")
    for _ in range(3):
        maria.get("/handoffs/h1/live")
    maria.get("/handoffs/h1")
    maria.get("/api/v1/handoffs/h1", headers=bench.token("maria"))
    assert [entry.details["via"] for entry in seen(bench)] == ["api", "page", "page"]


def test_what_does_not_exist_was_seen_by_nobody(bench, maria):
    assert maria.get("/handoffs/nothing").status_code == 404
    assert maria.get("/conversations/nothing").status_code == 404
    assert seen(bench) == []


def test_a_refused_request_has_seen_nothing(bench, maria):
    bench.handoff("h1", "c1")
    assert maria.post("/handoffs/h1/claim", data={"csrf": "wrong"}).status_code == 403
    assert seen(bench) == []


def test_an_entry_says_from_where(bench, maria):
    bench.handoff("h1", "c1")
    maria.get("/handoffs/h1")
    assert [entry.address for entry in seen(bench)] == ["testclient"]


@pytest.mark.parametrize("changed", ["role", "work", "facts", "verdict"])
def test_a_change_has_the_values_before_and_after(bench, maria, changed):
    bench.agent("root", role=Role.ADMIN)
    if changed == "role":
        bench.agents.set_role("maria", Role.LEAD, "root")
        details = bench.parts.audit.read(action="role_changed")[0].details
        assert (details["before"], details["role"]) == ("agent", "lead")
    elif changed == "work":
        bench.agents.set_work("maria", ["returns"], 3, "root")
        bench.agents.set_work("maria", [], None, "root")
        details = bench.parts.audit.read(action="work_changed")[0].details
        assert (details["teams_before"], details["most_before"], details["teams"], details["most"]) == (
            "returns",
            3,
            "",
            None,
        )
    elif changed == "facts":
        bench.handoff("h1", "c1")
        act(maria, "h1", "claim")
        act(maria, "h1", "facts", name="Jane Doe")
        details = bench.parts.audit.read(action="corrected")[0].details
        assert (details["before"]["name"], details["after"]["name"]) == (None, "Jane Doe")
    else:
        bench.handoff("h1", "c1")
        act(maria, "h1", "claim")
        act(maria, "h1", "resolve", verdict="right")
        act(maria, "h1", "rate", verdict="too_late")
        details = bench.parts.audit.read(action="disposition")[0].details
        assert (details["before"]["verdict"], details["verdict"]) == ("right", "too_late")
