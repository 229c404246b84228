"""Every column of every table is on a list: what an erasure does with it, or why there is nothing to do.

A new column fails here until somebody has thought of the customer whose words it may hold.
"""

from __future__ import annotations

from importlib import import_module

from baton.base.orm import Base
from baton.base.settings import ROOT
from baton.conversation.event_reader import EVENTS

for file in (ROOT / "baton").rglob("tables.py"):
    import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
import_module("baton.base.failure_counts")
import_module("baton.base.leases")

#: Rows of the customer are deleted.
DELETED = {
    "inbox": "id conversation_id client_id body at done_at attempts error dead_at",
    "presence": "conversation_id changed_at customer_seen_at customer_left_at customer_typing_at agent_typing_at "
    "agent_name",
    "email_codes": "id conversation_id reference asked_at next_at digest made_at attempts used_at",
    "connector_links": "connector ours theirs data",
    "connector_incoming": "id connector key conversation_id body at done_at outcome",
    "handoff_words": "word handoff_id",
    "saved_views": "login name query",
    "failure_counts": "kind subject level failed_at locked_until",
}
#: These columns lose what is the customer's; those of `KEPT` stay.
EMPTIED = {
    "handoffs": "conversation_id package",
    "chats": "conversation_id visitor network customer_id email name phone comment ended_at identity_until",
    "audit": "detail erased_at",
    "outbox": "conversation_id key payload error delivered_at dead_at",
    "no_ai_wishes": "who conversation_id",
    "escalation_log": "conversation_id orders request account email browser evidence reasons",
    "unclear_messages": "conversation_id text",
    "message_labels": "conversation_id text",
    "rollout_conversations": "conversation_id",
    "shadow_turns": "conversation_id",
    "shadow_handovers": "conversation_id",
    "erasures": "pending",
    "events": "sender_id data",
}
#: Codes, numbers, times and what agents are called: they say nothing of a customer whose words are gone.
KEPT = {
    "handoffs": "id state version owner team priority category trigger created_at claimed_at closed_at due_at "
    "previous_id holds_bot owner_name moved_at waited reminded told_closed due_told_at disposition",
    "chats": "generation created_at stars",
    "audit": "id handoff_id at who what address",
    "outbox": "id target created_at attempts revived_after next_at cancellable_by",
    "no_ai_wishes": "at",
    "escalation_log": "id kind at began_at over_at outcome ending channel language model policy_version policy_hash "
    "posture topic topics first_turn turn exchanges not_understood failed_attempts trouble_turn stars came_back_at "
    "came_back_id log_number trigger category tier priority team agent claimed_at wait_seconds verdict bot_could "
    "agent_category",
    "unclear_messages": "number entry_id at reason intent confidence",
    "message_labels": "number kind name near labelled_by labelled_at exported_at same_as",
    "rollout_conversations": "rollout_id arm share",
    "shadow_turns": "rollout_id turn at logged_trigger logged_category candidate_trigger candidate_category "
    "milliseconds failed",
    "shadow_handovers": "rollout_id number change trigger category logged_turn candidate_turn",
    "erasures": "id at actor asked_by salt conversations counts outside finished_at",
    "events": "id type_name timestamp intent_name action_name",
}
#: Tables that hold nothing of a customer's.
OTHERS = {
    "agents": "people who work there",
    "agent_teams": "people who work there",
    "api_tokens": "people who work there",
    "sign_in_failures": "people who work there",
    "desk_sessions": "people who work there",
    "second_factors": "people who work there",
    "recovery_codes": "people who work there",
    "openid_identities": "people who work there",
    "offers": "which agent was offered which handoff",
    "alarms": "which alert was shown",
    "seen_marks": "what an agent has read, by number",
    "followers": "offsets",
    "leases": "desks",
    "policy_candidates": "policies",
    "policy_rollouts": "policies",
    "outbox_stops": "targets that are stopped",
    "retention_runs": "runs of the job",
}


def columns(*lists):
    found: dict[str, set[str]] = {}
    for each in lists:
        for table, names in each.items():
            found.setdefault(table, set()).update(names.split())
    return found


def test_every_column_is_on_the_list():
    tables = {**Base.metadata.tables, EVENTS.name: EVENTS}
    listed = columns(DELETED, EMPTIED, KEPT)
    unknown = {
        name: sorted({column.name for column in table.columns} ^ listed.get(name, set()))
        for name, table in tables.items()
        if name not in OTHERS and {column.name for column in table.columns} != listed.get(name)
    }
    assert not unknown, (
        "New tables or columns. If they may hold a customer's words, add them to baton/privacy/places.py; "
        f"then list them here: {unknown}"
    )
    assert not (set(listed) | set(OTHERS)) - set(tables), "These are no tables any more."
