"""One small pure function per trigger: facts and policy in, the firings out.

Each firing carries a reason that a person can read and the words and turn it rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.facts import NOT_HELPED, Facts
from policies.policy_document import PolicyDocument
from policies.question_names import FAQ_PREFIX, STATE_PREFIX
from policies.taxonomy import EXPLICIT_REQUEST, NO_AI, IntentFlag, taxonomy
from policies.turns import Attempt, Signal, Turn

#: Categories that triggers give by themselves, whatever the policy names.
OWN_CATEGORIES = frozenset(
    {EXPLICIT_REQUEST, NO_AI, "order_lookup", "not_understood", "any_failure", "several_problems", "unresolved"}
)


@dataclass(frozen=True)
class Firing:
    """One trigger that fires, why, and on what."""

    trigger: str
    category: str
    reason: str
    evidence: str
    turn: int

    @property
    def severity(self) -> int:
        """Place in the order of severity; 0 is the most severe."""
        order = taxonomy().severity_order
        if self.category in order:
            return order.index(self.category)
        return len(order) + list(TRIGGERS).index(self.trigger)


#: The signal of a customer who wants something changed that is agreed on.
CANCEL_CHANGE = "cancel_change"
#: What answers the bot's own question is first taken as that answer, and what certainly asks one of the shop's
#: questions as that question ("is this website genuine?"): only a signal as clear as this overrides it.
CLEAR = 0.8


def _signals_above(facts: Facts, names: Collection[str], threshold: float) -> Iterator[tuple[Signal, int]]:
    """Signals of the latest message that reach the threshold."""
    if facts.turn is None:
        return
    if facts.turn.answers or facts.turn.asks_for_certain:
        threshold = max(threshold, CLEAR)
    seen: set[str] = set()
    for signal in sorted(facts.turn.signals, key=lambda s: -s.confidence):
        if signal.name in names and signal.confidence >= threshold and signal.name not in seen:
            seen.add(signal.name)
            yield signal, facts.turn.number


def _quote(signal: Signal) -> str:
    return f"{taxonomy().reasons.get(signal.name, signal.name)}: '{signal.evidence}'"


def permanent_category(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T6: what always goes to a person."""
    names = tuple(n for n in policy.permanent if n != NO_AI)
    for signal, turn in _signals_above(facts, names, policy.limit(policy.triggers.permanent_category.threshold)):
        yield Firing("permanent_category", signal.name, _quote(signal), signal.evidence, turn)


def no_ai_contact(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T6: a customer who wants no AI, now or by an opt-out that was stored earlier."""
    signals = list(_signals_above(facts, (NO_AI,), policy.limit(policy.triggers.permanent_category.threshold)))
    for signal, turn in signals:
        yield Firing("no_ai_contact", NO_AI, _quote(signal), signal.evidence, turn)
    if facts.no_ai and not signals and facts.turn is not None:
        reason = "this customer asked earlier for no AI contact"
        yield Firing("no_ai_contact", NO_AI, reason, facts.turn.text, facts.turn.number)


def plainly_wants_no_ai(facts: Facts) -> bool:
    """Whether the customer's words, now or before, plainly say it: what is only likely gets a person now, but is no
    opt-out that holds in every later conversation."""
    said = facts.turn.signals if facts.turn is not None else ()
    return facts.no_ai or any(s.name == NO_AI and s.confidence >= CLEAR for s in said)


def explicit_request(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T1: any wording that asks for a person."""
    trigger = policy.triggers.explicit_request
    if facts.turn is not None and facts.turn.wants_callback:
        return  # "can somebody ring me": the callback form gets them a person, at a time that suits
    for signal, turn in _signals_above(facts, trigger.signals, policy.limit(trigger.threshold)):
        yield Firing("explicit_request", EXPLICIT_REQUEST, _quote(signal), signal.evidence, turn)


def keyword(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T2: what the business wants a person to see, by meaning and by word."""
    trigger = policy.triggers.keyword
    for signal, turn in _signals_above(facts, trigger.signals, policy.limit(trigger.threshold)):
        yield Firing("keyword", signal.name, _quote(signal), signal.evidence, turn)


def do_not_attempt(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """C3: capabilities of confidence `never`."""
    names = tuple(s for s in policy.never if s not in policy.permanent)
    if facts.turn is not None and facts.turn.of_callback:
        names = tuple(name for name in names if name != CANCEL_CHANGE)  # "can we make it 11": the callback is changed
    for signal, turn in _signals_above(facts, names, policy.limit(policy.triggers.do_not_attempt.threshold)):
        yield Firing("do_not_attempt", policy.never[signal.name], _quote(signal), signal.evidence, turn)


def repeated_failure(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T3: the same task failed too often, messages not understood in a row, or too many failures of any kind."""
    limits = policy.triggers.repeated_failure
    failed = _failed_by_task(facts)
    yield from _same_task(failed, policy.limit(limits.same_task))
    yield from _not_understood(facts, policy.limit(limits.not_understood))
    yield from _any_failure(facts, failed, policy.limit(limits.any_failure))


def _failed_by_task(facts: Facts) -> dict[str, list[Attempt]]:
    """The failed attempts of each task, since it last succeeded."""
    failed: dict[str, list[Attempt]] = {}
    for attempt in facts.attempts:
        if attempt.failed:
            failed.setdefault(attempt.task, []).append(attempt)
        else:
            failed.pop(attempt.task, None)
    return failed


def _same_task(failed: Mapping[str, Sequence[Attempt]], limit: float) -> Iterator[Firing]:
    for task, attempts in failed.items():
        if len(attempts) >= limit:
            details = ", ".join(dict.fromkeys(part for a in attempts if a.detail for part in a.detail.split(", ")))
            reason = f"{_task(task)} {_times(len(attempts))} without success" + (f": {details}" if details else "")
            yield Firing("repeated_failure", task, reason, details, attempts[-1].turn)


def _not_understood(facts: Facts, limit: float) -> Iterator[Firing]:
    turns = facts.not_understood_in_a_row
    if len(turns) >= limit:
        quotes = ", ".join(f"'{turn.text}'" for turn in turns)
        reason = f"not understood {_times(len(turns))} in a row: {quotes}"
        yield Firing("repeated_failure", "not_understood", reason, quotes, turns[-1].number)


def _any_failure(facts: Facts, failed: Mapping[str, Sequence[Attempt]], limit: float) -> Iterator[Firing]:
    unclear = facts.not_understood
    attempts = [attempt for of_task in failed.values() for attempt in of_task]
    number = len(attempts) + len(unclear)
    if number and number >= limit:
        turn = max([a.turn for a in attempts] + [t.number for t in unclear])
        evidence = ", ".join([a.detail for a in attempts if a.detail] + [f"'{t.text}'" for t in unclear])
        reason = f"{number} tries in this matter came to nothing: {evidence}"
        yield Firing("repeated_failure", "any_failure", reason, evidence, turn)


#: Tasks of which only the shop's data say whether there is an answer.
_BY_DATA = frozenset({"product_specs", "product_unknown"})


def moderate_limit(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """C2: a moderate capability tried as often as the posture allows, or an answer that did not help."""
    turn, last = facts.turn, facts.last_attempt
    if turn is None:
        return
    yield from _data_say_no_more(facts, policy, turn)
    tries: dict[tuple[str, str | None], list[Attempt]] = {}
    for attempt in facts.attempts:
        capability = policy.capability(attempt.task)
        if capability.handling == "moderate" and attempt.turn < turn.number and attempt.intent != NOT_HELPED:
            tries.setdefault((attempt.task, attempt.subject), []).append(attempt)
    for (task, subject), made in tries.items():
        capability = policy.capability(task)
        name = (made[-1].problem or task).replace("_", " ")
        most = policy.limit(capability.attempts) if capability.attempts else 1
        again = task not in _BY_DATA and _still_asks(facts, turn, made[-1])
        if len(made) >= most and again and not _asks_something_else(turn, made):
            reason = f"{name} tried {_times(len(made))}, and the customer still asks"
            yield Firing("moderate_limit", capability.category, reason, turn.text, turn.number)
        elif turn.intent == NOT_HELPED and last is not None and (last.task, last.subject) == (task, subject):
            reason = f"{name}: the customer says that the answer did not help"
            yield Firing("moderate_limit", capability.category, reason, turn.text, turn.number)


def _data_say_no_more(facts: Facts, policy: PolicyDocument, turn: Turn) -> Iterator[Firing]:
    """Questions about products that the shop's data did not answer, more of them than the policy allows.

    Whether they answer the latest one as well is known only after the bot has looked.
    """
    last = facts.last_attempt
    if last is None or last.task not in _BY_DATA or last.turn != turn.number or last.answered:
        return
    capability = policy.capability(last.task)
    made = [each for each in facts.attempts if (each.task, each.subject) == (last.task, last.subject)]
    most = policy.limit(capability.attempts) if capability.attempts else 1
    if capability.handling == "moderate" and len(made) > most:
        reason = f"{last.task.replace('_', ' ')} tried {_times(len(made))}, and the shop's data do not answer"
        yield Firing("moderate_limit", capability.category, reason, turn.text, turn.number)


def _still_asks(facts: Facts, turn: Turn, tried: Attempt) -> bool:
    """Whether a message asks again for what was tried: the order it names or, naming none, the one shown last."""
    if tried.order is None:
        return (turn.intent, turn.problem) == (tried.intent, tried.problem)
    shown = [attempt.order for attempt in facts.attempts if attempt.order and attempt.turn < turn.number]
    asks = (
        turn.intent in taxonomy().with_flag(IntentFlag.ABOUT_ORDERS)
        or turn.intent == tried.intent
        or turn.problem is not None
    )
    return asks and (tried.order in turn.orders if turn.orders else shown[-1] == tried.order)


def _asks_something_else(turn: Turn, made: Sequence[Attempt]) -> bool:
    """Whether a message asks another question about the order than those that were answered, or surely one of the
    shop's: "do I have to pay customs on it"."""
    of_state = (turn.question or "").startswith(f"{FAQ_PREFIX}{STATE_PREFIX}")
    of_shop = turn.asks_for_certain and turn.facet is None and not of_state
    answered = {attempt.facet for attempt in made if attempt.facet}
    return bool(answered) and (of_shop or (turn.facet is not None and turn.facet not in answered))


def complexity(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T4: more distinct problems than one conversation with a bot should carry."""
    if len(facts.problems) > policy.limit(policy.triggers.complexity.distinct_problems):
        names = ", ".join(p.replace("_", " ") for p in facts.problems)
        reason = f"{len(facts.problems)} distinct problems in one conversation: {names}"
        yield Firing("complexity", "several_problems", reason, names, facts.problem_turns[-1])


#: So many times the limits of time hold while a form is being answered.
IN_FORM = 2


def time(facts: Facts, policy: PolicyDocument) -> Iterator[Firing]:
    """T5: too many minutes or exchanges without progress; and far more of them, whatever came of each."""
    turn, limits = facts.turn, policy.triggers.time
    if turn is None or turn.small_talk or not facts.turns:
        return  # nobody is handed over at "no, that's all"
    # Who answers a form gets on: they are cut off only far beyond the limit, not at the "yes" that books the callback.
    stretch = IN_FORM if turn.in_form else 1
    measured = (
        (facts.exchanges, limits.exchanges, "exchanges", "without progress"),
        (facts.minutes, limits.minutes, "minutes", "without progress"),
        (facts.all_exchanges, limits.most_exchanges, "exchanges", "in one matter"),
        (facts.all_minutes, limits.most_minutes, "minutes", "in one matter"),
    )
    for number, limit, unit, of_what in measured:
        if number >= stretch * policy.limit(limit):
            evidence = f"{number:.0f} {unit}"
            yield Firing("time", "unresolved", f"{evidence} {of_what}", evidence, turn.number)
            return


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _task(task: str) -> str:
    return {"order_lookup": "order looked up"}.get(task, f"{task.replace('_', ' ')} tried")


Trigger = Callable[[Facts, PolicyDocument], Iterator[Firing]]

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
