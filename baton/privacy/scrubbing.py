"""Takes a customer's words out of what is kept, and leaves the decisions. Pure.

What is safe is named here, and everything else goes: a key that somebody adds later loses its text until it is named.
Words become placeholders that are the same for the same words within one customer's data, and as many: "asked the
same thing again", "named another order" and "a short answer" stay what they were, so that a replay of the log decides
as before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from baton.base.log_event import LogEvent
from baton.handoff.package.model import HandoffPackage, Reason
from policies.conversation_words import ConversationWords, conversation_words
from policies.facts import (
    ATTEMPT_SLOT,
    ESCALATION_SLOT,
    NO_AI_SLOT,
    OFFER_SLOT,
    POLICY_ARM_SLOT,
    REQUESTED_SLOT,
    SETTLED_SLOT,
)
from policies.facts_fold import FactsFold
from policies.short_questions import short_questions

ERASED = "erased"
#: So many words of a text are still told apart: what is longer is "long" to every rule.
MOST_WORDS = 12
SUMMARY = "\n".join(["The customer's data were erased."] * 3)

#: Keys of a parse, and of what Baton writes beside a message, whose texts are names of the project's own.
_CODES = frozenset(
    {
        *("name", "id", "signal", "source", "entity", "extractor", "outcome", "code", "problem", "facet", "role"),
        *("group", "task", "kind", "declined", "trigger", "category", "offer"),
    }
)
#: Keys of a parse, and of the slots that a replay reads. Any other one may be a customer's word.
_KEYS = _CODES | frozenset(
    {
        *("intent", "confidence", "intent_ranking", "entities", "escalation_signals", "problems", "language"),
        *("question", "matters", "text", "ranking", "score", "value", "start", "end", "evidence", "facets"),
        *("cards", "listed", "at", "order", "by"),
    }
)
_LISTS_OF_CODES = frozenset({"problems", "facets"})
#: What stays beside an event. A key of a delivery may hold a conversation's id.
_METADATA = frozenset({"model_id", "speaker", "utter_action", "no_ai", "again"})
#: Keys of an event of any kind that say what it was and not what was said.
_PLAIN = frozenset(
    {
        *(
            "event",
            "timestamp",
            "policy",
            "confidence",
            "input_channel",
            "hide_rule_turn",
            "use_text_for_featurization",
        ),
        *("is_rejected", "execution_date_time", "kill_on_user_message", "start", "end"),
    }
)
#: Slots whose value is a name of the project's own.
_CODE_SLOTS = frozenset(
    {"escalation_trigger", "escalation_category", "handoff_id", NO_AI_SLOT, REQUESTED_SLOT, POLICY_ARM_SLOT}
)
_DECISION = ("id", "at", "turn", "trigger", "category", "policy_version", "policy_hash", "posture")
#: Details of the audit trail that are names of the project's own, logins of agents, or numbers.
AUDIT_DETAILS = frozenset(
    {
        *("via", "to", "team", "verdict", "bot_could", "category", "fields", "again", "kind", "until", "account"),
        *("role", "priority", "scope", "route", "due_at", "count", "counts"),
    }
)


class Placeholders:
    """The placeholder of each text of one customer, in the order in which they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, value: str) -> str:
        """For a name, a number or an address: one word, of digits where it had nothing else."""
        if not value:
            return value
        number = self._number(value)
        return str(number) if value.strip().isdigit() else f"{ERASED}{number}"

    def text(self, value: str) -> str:
        """For what was said: as many words, up to `MOST_WORDS`."""
        words = len(value.split())
        if not words:
            return ""
        return " ".join([f"{ERASED}{self._number(value)}", *["·"] * (min(words, MOST_WORDS) - 1)])

    def words(self, value: str) -> str:
        """For a detail that begins with an order number: each word by itself."""
        return " ".join(self.of(word) for word in value.split())

    def _number(self, value: str) -> int:
        return self._numbers.setdefault(" ".join(value.casefold().split()), len(self._numbers) + 1)


def scrub_events(events: Sequence[LogEvent], placeholders: Placeholders | None = None) -> list[LogEvent]:
    """The events of one conversation without any of the customer's, the bot's or an agent's words."""
    kept = placeholders or Placeholders()
    fold, words = FactsFold(), conversation_words()
    scrubbed: list[LogEvent] = []
    for event in events:
        fold.take(event)
        answer = _answer(fold, str(event.get("text") or "")) if event.get("event") == "user" else None
        scrubbed.append(_event(event, kept, answer, words))
    return scrubbed


def scrub_package(package: HandoffPackage) -> HandoffPackage:
    """A package that conforms to the schema and says who decided what, but not about whom and on which words."""
    trigger = package["trigger"]
    scrubbed: dict[str, object] = {
        **package,
        "customer": {
            **dict.fromkeys(("name", "email", "phone")),
            **dict.fromkeys(("verified", "email_verified", "no_ai"), False),
            "proved_orders": [],
        },
        "issue": {
            "category": package["issue"]["category"],
            "topics": package["issue"]["topics"],
            "order_numbers": [],
            "mentioned": {"names": [], "emails": [], "phones": [], "postcodes": []},
            "details": {},
        },
        "trigger": {
            **trigger,
            "reason": trigger["name"],
            "evidence": "",
            "also": [scrub_reason(reason) for reason in trigger["also"]],
        },
        "summary": SUMMARY,
        "attempts": [{**each, "what": each["task"], "detail": ""} for each in package["attempts"]],
        "recommended_action": ERASED,
        "transcript": [
            {"id": line["id"], "at": line["at"], "speaker": line["speaker"], "text": ""}
            for line in package["transcript"]
        ],
    }
    return cast(HandoffPackage, scrubbed)


def scrub_reason(reason: Reason) -> Reason:
    """A reason without the words that it rests on."""
    return {
        "trigger": reason["trigger"],
        "category": reason["category"],
        "reason": reason["trigger"],
        "evidence": "",
        "turn": reason["turn"],
    }


def scrub_details(details: Mapping[str, object], renamed: Mapping[str, str]) -> dict[str, object]:
    """Details of an entry of the audit trail: codes and logins stay, words go.

    Args:
        renamed: new ids of conversations by the old ones.
    """
    kept = {name: value for name, value in details.items() if name in AUDIT_DETAILS and _no_words(value)}
    if details.get("conversation_id"):
        old = str(details["conversation_id"])
        kept["conversation_id"] = renamed.get(old, old)
    return kept


def _no_words(value: object) -> bool:
    return value is None or isinstance(value, (bool, int, float)) or (isinstance(value, str) and len(value) <= 64)


def _answer(fold: FactsFold, text: str) -> str | None:
    """What the placeholder of a message must still say, for it rests on its words and not on how it was read: that it
    took up, declined or only acknowledged what the bot had said, or asks about the order just shown."""
    turn = fold.latest
    if turn is None:
        return None
    if turn.accepted is not None or turn.declined is not None:
        return "yes" if turn.accepted is not None else "no"
    if turn.acknowledged is not None or turn.acknowledges:
        return "ok thanks"
    asks = short_questions().question_words(text) if turn.about_shown else None
    return " ".join([asks, *["·"] * (len(text.split()) - len(asks.split()))]) if asks else None


def _event(event: LogEvent, kept: Placeholders, answer: str | None, words: ConversationWords) -> LogEvent:
    kind = str(event.get("event"))
    found = cast("dict[str, Any]", event)
    scrubbed: dict[str, object] = {name: value for name, value in found.items() if name in _PLAIN}
    scrubbed["metadata"] = _metadata(found.get("metadata"))
    if kind == "user":
        parsed = found.get("parse_data") or {}
        text = answer or _text(str(found.get("text") or ""), parsed, kept, words)
        scrubbed |= {"text": text, "parse_data": {**_value(parsed, kept, codes=_CODES), "text": text}}
    elif kind == "bot":
        asks = str(found.get("text") or "").rstrip().endswith("?")
        scrubbed |= {"text": (ERASED + ("?" if asks else "")) if found.get("text") else None, "data": {}}
    elif kind == "slot":
        scrubbed |= {"name": found.get("name"), "value": _slot(str(found.get("name")), found.get("value"), kept)}
    else:
        scrubbed["name"] = found.get("name")
        if kind == "entities":
            scrubbed["entities"] = _value(found.get("entities") or [], kept, codes=_CODES)
    return cast(LogEvent, scrubbed)


def _text(text: str, parsed: Mapping[str, Any], kept: Placeholders, words: ConversationWords) -> str:
    """The placeholder of a message. The payload of a button keeps its intent, and "another one" says that still."""
    if text.startswith("/"):
        return f"/{(parsed.get('intent') or {}).get('name') or ERASED}"
    more = words.one_more[:1] if parsed.get("problem") and words.find(words.one_more, text) else []
    return " ".join([kept.text(text), *more])


def _metadata(metadata: object) -> dict[str, object]:
    if not isinstance(metadata, Mapping):
        return {}
    kept = {name: value for name, value in metadata.items() if name in _METADATA}
    of_response = metadata.get("metadata")
    if isinstance(of_response, Mapping):
        kept["metadata"] = {name: of_response[name] for name in ("offer", "declined") if name in of_response}
    return kept


def _slot(name: str, value: Any, kept: Placeholders) -> Any:
    if value is None or isinstance(value, bool) or name in _CODE_SLOTS:
        return value
    scrub = _SLOTS.get(name)
    if scrub is not None and isinstance(value, Mapping):
        return scrub(value, kept)
    return value if name == OFFER_SLOT else _value(value, kept)  # an offer is a code of the domain's


def _decision(value: Mapping[str, Any], _kept: Placeholders) -> dict[str, object]:
    return {
        **{name: value[name] for name in _DECISION if name in value},
        "reasons": [scrub_reason(reason) for reason in value.get("reasons") or ()],
    }


def _attempt(value: Mapping[str, object], kept: Placeholders) -> dict[str, object]:
    codes = {name: value[name] for name in ("task", "outcome", "facet", "by_country") if name in value}
    return {**codes, "detail": kept.words(str(value.get("detail") or ""))}


def _rating(value: Mapping[str, object], _kept: Placeholders) -> dict[str, object]:
    return {"stars": value.get("stars"), "comment": None, "at": value.get("at")}


def _codes(value: Mapping[str, object], kept: Placeholders) -> dict[str, object]:
    return cast("dict[str, object]", _value(value, kept, codes=_CODES))


_SLOTS: dict[str, Callable[[Mapping[str, object], Placeholders], dict[str, object]]] = {
    ESCALATION_SLOT: _decision,
    ATTEMPT_SLOT: _attempt,
    OFFER_SLOT: _codes,
    SETTLED_SLOT: _codes,
    "rating": _rating,
}


def _value(value: Any, kept: Placeholders, key: str = "", codes: frozenset[str] = frozenset()) -> Any:
    """Anything of a parse or a slot: numbers and codes stay, a text becomes its placeholder.

    Args:
        key: under which it stands.
        codes: the keys whose texts are names of the project's own.
    """
    if isinstance(value, Mapping):
        known = {str(name): str(name) if name in _KEYS else kept.of(str(name)) for name in value}
        return {known[str(name)]: _value(each, kept, str(name), codes) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        names = key in _LISTS_OF_CODES and bool(codes)
        return [each if names and isinstance(each, str) else _value(each, kept, key, codes) for each in value]
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and codes):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return kept.of(str(value))  # a number in a slot may be the customer's
    if not isinstance(value, str) or key in codes:
        return value
    return kept.text(value) if key == "text" else "" if key == "evidence" else kept.of(value)
