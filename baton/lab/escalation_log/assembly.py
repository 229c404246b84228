"""Puts the entries of one conversation together, from its log and what the desk knows. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from baton.conversation.event_reader import LogEntry
from baton.handoff.package.model import reasons_of
from baton.handoff.records.lifecycle import OPEN
from baton.lab.escalation_log import outcomes
from baton.lab.escalation_log.desk_facts import ChatFacts, HandoffFacts, PolicyHistory
from baton.lab.escalation_log.entry import Entry, Kind, Outcome, Tier, UnclearMessage
from baton.lab.escalation_log.episodes import Episode, Message, episodes, failed_turns
from baton.lab.escalation_log.unclear import unclear_messages
from baton.lab.outcomes import Verdict
from policies.facts import AWAY
from policies.taxonomy import taxonomy

#: The team that takes a category, given the one that the handoff was transferred to.
TeamOf = Callable[[str, "str | None"], "str | None"]

CALLBACK = "callback"
IDENTITY_SLOT = "identity"
_VERDICTS = frozenset(verdict.value for verdict in Verdict)


@dataclass(frozen=True)
class Source:
    """Everything that the entries of one conversation are made from.

    Attributes:
        log: all events of the conversation in order.
        handoffs: its handoffs, the oldest first.
        policies: which policy was in force when.
        team_of: the team that takes a category.
        key: identities are stored under it as a keyed hash.
        now: epoch seconds.
    """

    conversation_id: str
    log: Sequence[LogEntry]
    handoffs: Sequence[HandoffFacts]
    chat: ChatFacts
    policies: PolicyHistory
    team_of: TeamOf
    key: str
    now: float


@dataclass(frozen=True)
class Entries:
    """The entries of one conversation and its messages that show a gap or were misread, each in order."""

    entries: tuple[Entry, ...]
    messages: tuple[UnclearMessage, ...]


def assemble(source: Source) -> Entries:
    """The entries of one conversation. Whether somebody came back is not in them: `comebacks` says that."""
    records = {handoff.id: handoff for handoff in source.handoffs}
    found = episodes(source.log)
    common = _common(source)
    entries: list[Entry] = []
    messages: list[UnclearMessage] = []
    in_log = {episode.decision["id"] for episode in found if episode.decision is not None}
    beside = [handoff for handoff in source.handoffs if handoff.id not in in_log]
    for place, episode in enumerate(found):
        until = found[place + 1].began_at if place + 1 < len(found) else float("inf")
        joined = [h for h in beside if episode.began_at <= h.created_at < min(until, episode.ended_at + AWAY)]
        beside = [handoff for handoff in beside if handoff not in joined]
        base = _of_episode(episode, common, source)
        made = [_of_record(base, handoff, source) for handoff in joined]
        if episode.decision is not None:
            made.append(_of_decision(base, episode, records.get(episode.decision["id"]), source))
        elif not joined:
            outcome, ending = outcomes.of_episode(episode, source.now)
            over_at = None if outcome is Outcome.OPEN else episode.ended_at
            made.append(replace(base, outcome=outcome, ending=ending, over_at=over_at))
        entries += made
        messages += unclear_messages(episode, made[-1])
    entries += [_of_record(replace(common, began_at=h.created_at), h, source) for h in beside]
    return Entries(tuple(sorted(entries, key=lambda entry: (entry.at, entry.id))), tuple(messages))


def _common(source: Source) -> Entry:
    """What all entries of the conversation share."""
    slots = {str(e.event.get("name")): e.event.get("value") for e in source.log if e.event.get("event") == "slot"}
    said = slots.get(IDENTITY_SLOT)
    identity: Mapping[str, object] = said if isinstance(said, Mapping) else {}
    account = source.chat.account or identity.get("customer_id")
    # Anybody can write somebody else's address, also beside an order of it: it counts on the shop's word only.
    email = source.chat.email or identity.get("email")
    return Entry(
        id="",
        kind=Kind.BOT,
        conversation_id=source.conversation_id,
        at=0.0,
        began_at=0.0,
        over_at=None,
        outcome=Outcome.OPEN,
        account=pseudonym(source.key, account),
        email=pseudonym(source.key, str(email).casefold() if email else None),
        browser=pseudonym(source.key, source.chat.browser),
        stars=source.chat.stars,
        log_number=source.log[-1].id if source.log else 0,
    )


def pseudonym(key: str, value: object) -> str | None:
    """A keyed hash: the same for the same value, and of no use without the key."""
    if not value:
        return None
    return hmac.new(key.encode(), str(value).encode(), hashlib.sha256).hexdigest()[:32]


def _of_episode(episode: Episode, common: Entry, source: Source) -> Entry:
    topics = tuple(dict.fromkeys(topic for m in reversed(episode.messages) for topic in reversed(_topics(m))))[::-1]
    first = episode.messages[0].turn if episode.messages else 0
    last = episode.messages[-1].turn if episode.messages else 0
    troubled = failed_turns(episode)
    policy = source.policies.at(episode.began_at)
    return replace(
        common,
        id=_id(source.conversation_id, first),
        at=episode.ended_at,
        began_at=episode.began_at,
        channel=episode.channel,
        language=_language(source.log, episode),
        model=episode.model,
        policy_version=policy.version,
        policy_hash=policy.hash,
        posture=policy.posture,
        topic=topics[-1] if topics else None,
        topics=topics,
        orders=tuple(dict.fromkeys(order for m in episode.messages for order in m.orders)),
        request=_request(episode),
        first_turn=first,
        turn=last,
        exchanges=len(episode.messages),
        not_understood=sum(not message.understood for message in episode.messages),
        failed_attempts=len(episode.failures),
        trouble_turn=troubled[0] if troubled else None,
    )


def _id(conversation_id: str, turn: int) -> str:
    """Always the same for the same concern, and never a handoff's."""
    return "b" + hashlib.sha256(f"{conversation_id}:{turn}".encode()).hexdigest()[:15]


def _topics(message: Message) -> tuple[str, ...]:
    return (*message.topics, message.question) if message.question else message.topics


def _request(episode: Episode) -> str:
    """The customer's words that say best what it is about: the latest that ask for more than a person."""
    asked = episode.asked
    meaningful = [m for m in asked if not m.asks_for_person and len(m.text.split()) > 1]
    return (meaningful or asked)[-1].text if asked else ""


def _language(log: Sequence[LogEntry], episode: Episode) -> str | None:
    """The language of the latest message that is surely not English."""
    events = {message.event for message in episode.messages}
    found = None
    for entry in log:
        if entry.id in events:
            language = (entry.event.get("parse_data") or {}).get("language")
            found = str(language["code"]) if language else found
    return found


def _of_decision(base: Entry, episode: Episode, record: HandoffFacts | None, source: Source) -> Entry:
    decision = episode.decision
    assert decision is not None
    entry = replace(
        base,
        id=decision["id"],
        kind=Kind.HANDOVER,
        turn=decision["turn"] or base.turn,
        policy_version=decision["policy_version"],
        policy_hash=decision["policy_hash"],
        posture=decision["posture"],
        trigger=decision["trigger"],
        category=decision["category"],
        tier=tier(decision["trigger"], decision["category"]),
        evidence=decision["reasons"][0]["evidence"] if decision["reasons"] else "",
        reasons=tuple(decision["reasons"]),
        outcome=outcomes.of_handover(None),
    )
    return _with_record(entry, record, source) if record is not None else entry


def _of_record(base: Entry, record: HandoffFacts, source: Source) -> Entry:
    """A handover that no decision in the log speaks of: a callback that the customer arranged."""
    reasons = reasons_of(record.trigger)
    entry = replace(
        base,
        id=record.id,
        kind=Kind.HANDOVER,
        at=record.created_at,
        turn=record.trigger["turn"] or base.turn,
        policy_version=record.trigger["policy_version"] or base.policy_version,
        policy_hash=record.trigger["policy_hash"] or base.policy_hash,
        posture=record.trigger["posture"] or base.posture,
        trigger=record.trigger["name"],
        category=record.trigger["category"],
        tier=tier(record.trigger["name"], record.trigger["category"]),
        evidence=record.trigger["evidence"],
        reasons=tuple(reasons),
    )
    return _with_record(entry, record, source)


def _with_record(entry: Entry, record: HandoffFacts, source: Source) -> Entry:
    said = record.disposition
    verdict = said.get("verdict") if said else None
    return replace(
        entry,
        outcome=outcomes.of_handover(record.state),
        over_at=None if record.state in OPEN else record.closed_at,
        topic=record.topic,
        priority=record.priority,
        team=source.team_of(record.topic, record.team),
        agent=record.owner,
        claimed_at=record.claimed_at,
        wait_seconds=record.waited,
        verdict=Verdict(verdict) if verdict in _VERDICTS else None,
        bot_could=said.get("bot_could") if said else None,
        agent_category=said.get("category") if said else None,
    )


def tier(trigger: str, category: str) -> Tier:
    """How far the bot may go, as the trigger says it."""
    if trigger in ("permanent_category", "no_ai_contact") or category in taxonomy().locked:
        return Tier.LOCKED
    if trigger == "do_not_attempt":
        return Tier.NEVER
    return Tier.MODERATE if trigger == "moderate_limit" else Tier.HIGH
