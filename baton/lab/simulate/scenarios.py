"""What customers come with, and the hidden truth of it: does it need a person, and from which message on? Pure.

Some scenarios are there to be found: `calm_words` sounds distressed to the classifier and needs nobody, `second_try`
is settled by a second answer, `specs` would need a person a message earlier, `account` is settled by the bot. The
others are as the policy has them, and a proposal that touches them would harm.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from baton.base.log_event import ParseData
from baton.lab.simulate.live import BotAction
from baton.lab.simulate.texts import Texts

ORDERS = tuple(str(number) for number in range(10001, 10800))


#: How often each comes, of 100 customers.
WEIGHTS = {
    "order_status": 27.0,
    "corrected_order": 6.0,
    "lost_order": 4.0,
    "gives_up": 3.0,
    "question": 19.0,
    "unknown_question": 7.0,
    "second_try": 7.0,
    "held_order": 3.0,
    "specs": 4.0,
    "account": 3.0,
    "wants_person": 5.0,
    "locked": 2.5,
    "never_attempted": 4.0,
    "distress": 1.5,
    "calm_words": 2.5,
    "many_problems": 1.0,
    "goes_in_circles": 0.5,
}


@dataclass(frozen=True)
class Message:
    """One message of a customer, what is read in it, and what the bot does about it."""

    text: str
    parsed: ParseData
    actions: tuple[BotAction, ...]


@dataclass(frozen=True)
class Script:
    """What a customer writes, as long as nobody hands them over.

    Attributes:
        needed_from: number of the message from which on a person is needed; None: never.
        bot_could: whether the bot could do it, if it were let or knew the answer.
        order: that it is about.
    """

    scenario: str
    messages: tuple[Message, ...]
    needed_from: int | None
    bot_could: bool
    order: str | None = None


@dataclass
class ScriptWriter:
    """Writes scripts from a source of chance."""

    random: Random
    texts: Texts
    weights: dict[str, float] = field(default_factory=lambda: dict(WEIGHTS))

    def script(self) -> Script:
        """What the next customer comes with."""
        name = self.random.choices(list(self.weights), list(self.weights.values()))[0]
        order = self.random.choice(ORDERS)
        script: Script = getattr(self, f"_{name}")(name, order)
        return script

    def _order_status(self, name: str, order: str) -> Script:
        asks = self._says("order_status", order, self._looked_up("found", f"{order} shipped"))
        return Script(name, (asks, *self._leaves()), None, True, order)

    def _corrected_order(self, name: str, order: str) -> Script:
        wrong = self._says("order_status", "10999", self._looked_up("not_found", "10999"))
        right = self._says("inform", order, self._looked_up("found", f"{order} shipped"))
        return Script(name, (wrong, right, *self._leaves()), None, True, order)

    def _lost_order(self, name: str, order: str) -> Script:
        wrong = self._says("order_status", "10998", self._looked_up("not_found", "10998"))
        again = self._says("inform", "10999", self._looked_up("not_found", "10999"))
        return Script(name, (wrong, again), 2, False)

    def _gives_up(self, name: str, order: str) -> Script:
        wrong = self._says("order_status", order, self._looked_up("not_found", order))
        return Script(name, (wrong,), 1, False, order)

    def _question(self, name: str, order: str) -> Script:
        kind = self.random.choice(("return_policy", "delivery_info", "payment_methods", "opening_hours"))
        return Script(name, (self._says(kind, None, BotAction("utter_faq")), *self._leaves()), None, True)

    def _unknown_question(self, name: str, order: str) -> Script:
        first, second = self.texts.unknown(self.random)
        said = tuple(self._message(text, "out_of_scope", BotAction("utter_not_understood")) for text in (first, second))
        return Script(name, said, 2, True)

    def _second_try(self, name: str, order: str) -> Script:
        settled = self.random.random() < 0.9
        answer = BotAction.tried("utter_problem_report", "", "problem_report", "answered")
        asks = tuple(self._says("problem_report", None, answer, problem="damaged") for _ in range(2))
        last = self._leaves() if settled else (self._says("problem_report", None, answer, problem="damaged"),)
        return Script(name, (*asks, *last), None if settled else 2, settled)

    def _held_order(self, name: str, order: str) -> Script:
        shown = BotAction.tried("action_look_up_order", "", "non_standard_order", "answered", f"{order} customs_hold")
        return Script(name, tuple(self._says("order_status", order, shown) for _ in range(3)), 2, False, order)

    def _specs(self, name: str, order: str) -> Script:
        answer = BotAction.tried("action_product_question", "", "product_unknown", "asked_back")
        return Script(name, tuple(self._says("product_question", None, answer) for _ in range(3)), 2, False)

    def _account(self, name: str, order: str) -> Script:
        shown = BotAction.tried("action_look_up_order", "", "unusual_account", "answered", order)
        asks = tuple(self._says("order_status", order, shown) for _ in range(2))
        return Script(name, (*asks, *self._leaves()), None, True, order)

    def _wants_person(self, name: str, order: str) -> Script:
        return self._signalled(name, "explicit_human", self.random.betavariate(9, 2))

    def _locked(self, name: str, order: str) -> Script:
        signal = self.random.choice(("legal", "regulatory", "fraud", "health_safety", "bereavement", "no_ai"))
        return self._signalled(name, signal, 0.45 + 0.55 * self.random.betavariate(5, 2))

    def _never_attempted(self, name: str, order: str) -> Script:
        signal = self.random.choice(("refund", "refund", "cancel_change", "cancel_change", "payment_dispute"))
        return self._signalled(name, signal, 0.45 + 0.55 * self.random.betavariate(4, 2))

    def _distress(self, name: str, order: str) -> Script:
        return self._signalled(name, "emotional", 0.62 + 0.38 * self.random.betavariate(3, 2))

    def _calm_words(self, name: str, order: str) -> Script:
        signal = {"emotional": self.random.uniform(0.45, 0.6)}
        shown = self._looked_up("found", f"{order} shipped")
        asks = self._message(self.texts.near_miss("emotional", self.random), "order_status", shown, order, signal)
        return Script(name, (asks, *self._leaves()), None, True, order)

    def _many_problems(self, name: str, order: str) -> Script:
        answer = BotAction("utter_problem_report")
        kinds = self.random.sample(("damaged", "late", "invoice", "missing_item", "website"), 4)
        said = tuple(self._says("problem_report", None, answer, problem=kind) for kind in kinds)
        return Script(name, said, 3, False)

    def _goes_in_circles(self, name: str, order: str) -> Script:
        chat = tuple(self._says("chitchat", None, BotAction("utter_chitchat")) for _ in range(9))
        return Script(name, chat, 8, False)

    def _signalled(self, name: str, signal: str, confidence: float) -> Script:
        text = self.texts.of(signal, self.random)
        return Script(
            name,
            (self._message(text, signal, BotAction("utter_not_understood"), signals={signal: confidence}),),
            1,
            False,
        )

    def _leaves(self) -> tuple[Message, ...]:
        """Some say thanks, a few that it is settled, more just go."""
        intent = self.random.choices(("thank", "solved", None), (0.3, 0.15, 0.55))[0]
        return (self._says(intent, None, BotAction(f"utter_{intent}")),) if intent is not None else ()

    def _looked_up(self, outcome: str, detail: str) -> BotAction:
        return BotAction.tried("action_look_up_order", "", "order_lookup", outcome, detail)

    def _says(self, intent: str, order: str | None, action: BotAction, problem: str | None = None) -> Message:
        text = self.texts.of(intent, self.random, problem)
        return self._message(f"{text} {order}" if order else text, intent, action, order, problem=problem)

    def _message(
        self,
        text: str,
        intent: str,
        action: BotAction,
        order: str | None = None,
        signals: dict[str, float] | None = None,
        problem: str | None = None,
    ) -> Message:
        confidence = round(self.random.betavariate(9, 2), 3)
        parsed: ParseData = {
            "intent": {"name": intent, "confidence": confidence},
            "entities": [{"entity": "order_number", "value": order}] if order else [],
            "escalation_signals": [
                {"signal": name, "confidence": round(sure, 3), "evidence": text, "source": "message"}
                for name, sure in (signals or {}).items()
            ],
            "problem": problem,
            "text": text,
        }
        said = self.texts.reply(action.name, (action.attempt or {}).get("outcome"), order)
        return Message(text, parsed, (replace(action, text=said),))
