"""Every action of the audit trail has a label, so that it can be chosen on the audit page."""

from __future__ import annotations

from baton.desk.store import labels
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import Transition


def test_every_action_of_the_audit_trail_has_a_label():
    assert set(labels.ACTIONS) == set(AuditAction)
    assert all(labels.ACTIONS.values())


def test_every_transition_is_recorded_as_an_action():
    assert [AuditAction.of(transition).value for transition in Transition] == [move.value for move in Transition]


def test_an_action_of_another_version_is_shown_by_its_name():
    assert labels.action("taken_over") == "taken over"
    assert labels.action("urged") == labels.ACTIONS[AuditAction.PRIORITY_RAISED]
