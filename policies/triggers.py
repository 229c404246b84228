"""One small pure function per trigger: facts and policy in, the verdicts that fire out.

Each verdict carries a reason that a person can read and the words and turn it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policies.document import PolicyDocument
from policies.facts import ABOUT_ORDERS, NOT_HELPED, Attempt, Facts, Signal, Turn

#: The gravest first: the order in which several triggers at once make one decision.
GRAVITY = (
    "health_safety",
    "bereavement",
    "fraud",
    "legal",
    "regulatory",
    "no_ai",
    "explicit_request",
    "emotional",
    "payment_dispute",
    "refund",
    "cancel_change",
)

#: How each signal is called in a reason.
SAYS = {
    "explicit_human": "asked for a person",
    "no_ai": "asked for no AI contact",
    "legal": "legal matter",
    "regulatory": "regulatory matter",
    "fraud": "possible fraud",
    "payment_dispute": "payment dispute",
    "health_safety": "health or safety",
    "bereavement": "bereavement or a deeply personal matter",
    "emotional": "strong distress or anger",
    "refund": "wants a refund",
    "cancel_change": "wants an order cancelled or changed",
}


@dataclass(frozen=True)
class Verdict:
    """One trigger that fires, why, and on what."""

    trigger: str
    category: str
    reason: str
    evidence: str
    turn: int

    @property
    def gravity(self) -> int:
        """Place in the order of gravity; 0 is the gravest."""
        key = self.category if self.category in GRAVITY else self.trigger
        return GRAVITY.index(key) if key in GRAVITY else len(GRAVITY) + list(TRIGGERS).index(self.trigger)


def _heard(facts: Facts, names: tuple[str, ...], threshold: float) -> Iterator[tuple[Signal, int]]:
    """Signals of the latest message that reach the threshold; its intent counts as one where it names a signal."""
    if facts.turn is None:
        return
    seen: set[str] = set()
    for signal in sorted(facts.turn.signals, key=lambda s: -s.confidence):
        if signal.name in names and signal.confidence >= threshold and signal.name not in seen:
            seen.add(signal.name)
            yield signal, facts.turn.number
    intent = facts.turn.intent
    if intent in names and intent not in seen and facts.turn.confidence >= threshold:
        yield Signal(intent, facts.turn.confidence, facts.turn.text, "intent"), facts.turn.number


def _quote(signal: Signal) -> str:
    return f"{SAYS.get(signal.name, signal.name)}: '{signal.evidence}'"


def permanent_category(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T6: what always goes to a person."""
    names = tuple(n for n in policy.permanent if n != "no_ai")
    for signal, turn in _heard(facts, names, policy.thresholds.permanent_category):
        yield Verdict("permanent_category", signal.name, _quote(signal), signal.evidence, turn)


def no_ai_contact(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T6: a customer who wants no AI, now or by a wish remembered from earlier."""
    heard = list(_heard(facts, ("no_ai",), policy.thresholds.permanent_category))
    for signal, turn in heard:
        yield Verdict("no_ai_contact", "no_ai", _quote(signal), signal.evidence, turn)
    if facts.no_ai and not heard and facts.turn is not None:
        reason = "this customer asked earlier for no AI contact"
        yield Verdict("no_ai_contact", "no_ai", reason, facts.turn.text, facts.turn.number)


def explicit_request(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T1: any wording that asks for a person."""
    for signal, turn in _heard(facts, policy.explicit_signals, policy.thresholds.explicit_request):
        yield Verdict("explicit_request", "explicit_request", _quote(signal), signal.evidence, turn)


def keyword(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T2: what the business wants a person to see, by meaning and by word."""
    for signal, turn in _heard(facts, policy.keyword_signals, policy.thresholds.keyword):
        yield Verdict("keyword", signal.name, _quote(signal), signal.evidence, turn)


def do_not_attempt(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """C3: matters of confidence `never`."""
    names = tuple(s for s in policy.never if s not in policy.permanent)
    for signal, turn in _heard(facts, names, policy.thresholds.do_not_attempt):
        yield Verdict("do_not_attempt", policy.never[signal.name], _quote(signal), signal.evidence, turn)


def repeated_failure(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T3: the same task failed too often, messages not understood in a row, or too many failures of any kind."""
    limits = policy.thresholds
    failed: dict[str, list[Attempt]] = {}
    for attempt in facts.attempts:
        if attempt.failed:
            failed.setdefault(attempt.task, []).append(attempt)
        else:
            failed.pop(attempt.task, None)
    for task, tries in failed.items():
        if len(tries) >= limits.same_task:
            details = ", ".join(dict.fromkeys(t.detail for t in tries if t.detail))
            reason = f"{_task(task)} {_times(len(tries))} without success" + (f": {details}" if details else "")
            yield Verdict("repeated_failure", task, reason, details, tries[-1].turn)
    lost = facts.not_understood_in_a_row
    if len(lost) >= limits.not_understood:
        words = ", ".join(f"'{t.text}'" for t in lost)
        reason = f"not understood {_times(len(lost))} in a row: {words}"
        yield Verdict("repeated_failure", "not_understood", reason, words, lost[-1].number)
    unclear = [t for t in facts.turns if not t.understood]
    tries = [t for group in failed.values() for t in group]
    if len(tries) + len(unclear) >= limits.any_failure and (tries or unclear):
        turn = max([t.turn for t in tries] + [t.number for t in unclear])
        words = ", ".join([t.detail for t in tries if t.detail] + [f"'{t.text}'" for t in unclear])
        reason = f"{len(tries) + len(unclear)} tries in this matter came to nothing: {words}"
        yield Verdict("repeated_failure", "any_failure", reason, words, turn)


def moderate_limit(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """C2: a moderate matter tried as often as the posture allows, or an answer to it that did not help."""
    turn, last = facts.turn, facts.last_attempt
    if turn is None:
        return
    tries: dict[tuple[str, str | None], list[Attempt]] = {}
    for attempt in facts.attempts:
        capability = policy.capability(attempt.task)
        if capability.confidence == "moderate" and attempt.turn < turn.number and attempt.intent != NOT_HELPED:
            tries.setdefault((attempt.task, attempt.matter), []).append(attempt)
    for (task, matter), made in tries.items():
        capability = policy.capability(task)
        name = (made[-1].problem or task).replace("_", " ")
        if len(made) >= (capability.attempts or 1) and _still_asks(facts, turn, made[-1]):
            reason = f"{name} tried {_times(len(made))}, and the customer still asks"
            yield Verdict("moderate_limit", capability.category, reason, turn.text, turn.number)
        elif turn.intent == NOT_HELPED and last is not None and (last.task, last.matter) == (task, matter):
            reason = f"{name}: the customer says that the answer did not help"
            yield Verdict("moderate_limit", capability.category, reason, turn.text, turn.number)


def _still_asks(facts: Facts, turn: Turn, tried: Attempt) -> bool:
    """Whether a message asks again for what was tried: the order it names or, naming none, the one shown last."""
    if tried.order is None:
        return (turn.intent, turn.problem) == (tried.intent, tried.problem)
    shown = [attempt.order for attempt in facts.attempts if attempt.order and attempt.turn < turn.number]
    asks = turn.intent in ABOUT_ORDERS or turn.intent == tried.intent or turn.problem is not None
    return asks and (tried.order in turn.orders if turn.orders else shown[-1] == tried.order)


def complexity(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T4: more distinct problems than one conversation with a bot should carry."""
    if len(facts.problems) > policy.thresholds.distinct_problems:
        names = ", ".join(p.replace("_", " ") for p in facts.problems)
        reason = f"{len(facts.problems)} distinct problems in one conversation: {names}"
        yield Verdict("complexity", "several_problems", reason, names, facts.problem_turns[-1])


def time(facts: Facts, policy: PolicyDocument) -> Iterator[Verdict]:
    """T5: too long, or too many exchanges, without a resolution."""
    if facts.turn is None or not facts.turns:
        return
    limits = policy.thresholds
    if facts.exchanges >= limits.exchanges:
        reason = f"{facts.exchanges} exchanges without a resolution"
        yield Verdict("time", "unresolved", reason, f"{facts.exchanges} exchanges", facts.turn.number)
    elif facts.minutes >= limits.minutes:
        reason = f"{facts.minutes:.0f} minutes without a resolution"
        yield Verdict("time", "unresolved", reason, f"{facts.minutes:.0f} minutes", facts.turn.number)


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _task(task: str) -> str:
    return {"order_lookup": "order looked up"}.get(task, f"{task.replace('_', ' ')} tried")


Trigger = Callable[[Facts, PolicyDocument], Iterator[Verdict]]

#: Every trigger by its name in the document and in the slot `escalation_trigger`.
TRIGGERS: dict[str, Trigger] = {
    "permanent_category": permanent_category,
    "no_ai_contact": no_ai_contact,
    "explicit_request": explicit_request,
    "keyword": keyword,
    "do_not_attempt": do_not_attempt,
    "repeated_failure": repeated_failure,
    "moderate_limit": moderate_limit,
    "complexity": complexity,
    "time": time,
}
