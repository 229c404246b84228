"""The Rasa component that finds which of the shop's questions a message asks (data/faq, data/order_questions.yml).

The questions are read live: a block that is added or changed counts a few seconds later, without a training. Training
learns only how sure it is that the nearest question is the right one, and keeps the vectors of the wordings that there
are, so that a start need not encode them again.

Rasa's conventions for retrieval intents are kept: the intent becomes `faq`, and `question` of the parse data ranks
`faq/<id>`, which `utter_faq/<id>` answers.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from baton.base import training_inputs
from baton.base.log_event import ParsedIntent
from baton.knowledge.questions import LiveQuestions
from baton.nlu.component import Config, TrainedComponent
from baton.nlu.encoder import Encoder
from baton.nlu.message_classifier import KNOWN_TEXT, ORDER_STATUS, PARTS, SIGNALS_OUTPUT, SLIPS
from baton.nlu.message_parts import Part
from baton.nlu.message_words import any_of, message_words
from baton.nlu.question_lookup import Matcher, keep_fresh, refresh
from baton.nlu.question_matching import Matched
from baton.nlu.question_training import train
from policies.order_facets import NEARLY
from policies.question_names import CERTAIN, CLEAR, FAQ, FAQ_PREFIX, ORDER_PREFIX, ORDER_QUESTION
from policies.taxonomy import IntentFlag, taxonomy

OUTPUT = "question"
#: An intent from this confidence on gives way only to a question that is clear.
SURE = 0.6
#: Of an intent with less one of the shop's questions that may be meant is asked back, before an order is asked for.
HARDLY_KNOWN = 0.42
DECIDED = 0.5  # the least confidence of an intent that a question decided
#: Of an intent with no more than this a certain question that is likelier takes the place, whatever the intent.
HARDLY_SURE = 0.7
#: Distress that is heard so surely at least, where an intent is a guess, is no small talk.
UPSET = 0.2
#: Messages about something else from which the calibration learns.
MOST_OTHERS = 800
#: A weaker intent is none (the fallback's threshold in config.yml).
WEAK = 0.3
PRODUCT_QUESTION, GIVES_DETAILS = "product_question", "inform"
CHITCHAT, PROBLEM, DISTRESS = "chitchat", "problem_report", "emotional"
#: A yes or a no with more words than these may say more than that: "no, it is not in the shed".
_ANSWERS = frozenset({"affirm", "deny"})
_LONGEST_ANSWER = 2
#: With one of these in it a message whose intents are all weak gives what an order is found by.
_DETAILS = frozenset({"order_number", "person", "email", "postcode"})
_PROOFS = frozenset({"postcode", "email", "phone"})
_WORDS = message_words()
_ANNOUNCED = re.compile(
    rf"\b(?:{any_of(_WORDS.before_announcement)} )*{any_of(_WORDS.announces)}(?: is|'s)?[\s:,=-]*$", re.I
)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class QuestionMatcher(TrainedComponent, IntentClassifier):
    """Writes `question` of a message, and its intent where the question decides it."""

    def __init__(self, config: Config, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(config, model_storage, resource)
        self._live = LiveQuestions()
        self._matcher: Optional[Matcher] = None
        self._followed_in: Optional[int] = None  # the process whose thread follows the questions

    @classmethod
    def fingerprint_addon(cls, config: Config) -> Optional[Text]:
        """The code; the questions are read live, and no change of theirs makes a training necessary."""
        return training_inputs.digest(training_inputs.source_files([__name__]))

    def open(self, folder: Path) -> None:
        self._matcher = Matcher.load(folder)
        self._matcher.use(self._live())

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the calibration from the questions that there are now."""
        with self._model_storage.write_to(self._resource) as folder:
            Encoder.prepare(folder)
            encoder = Encoder(folder, threads=os.cpu_count() or 1)
            train(self._live(), others_of(training_data.intent_examples), encoder, folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        if self._matcher is not None and self._followed_in != os.getpid():
            # Not before: a worker is forked from the process that has loaded the model, and gets none of its threads.
            self._followed_in = os.getpid()
            refresh(self._matcher, self._live)
            keep_fresh(self._matcher, self._live)
        for message in messages:
            text = message.get(TEXT)
            if self._matcher is None or not text or not text.strip() or text.startswith("/"):
                continue
            slips = message.get(SLIPS) or {}
            found = {entity["entity"] for entity in message.get(ENTITIES) or ()}
            asked = without_proofs(text, message.get(ENTITIES) or ())
            matched = self._matcher.match(asked, slips, names_order="order_number" in found)
            message.set(OUTPUT, matched.parsed(), add_to_output=True)
            ranking = message.get("intent_ranking") or []
            known = bool(message.get(KNOWN_TEXT)) and not self._matcher.is_wording(text)
            classified = message.get(INTENT) or {}
            intent = intent_of(matched, classified, found, known) or topic_of(ranking, found)
            if intent is None and not known and len(text.split()) > _LONGEST_ANSWER:
                intent = says_more(matched, classified)
            if intent is None:
                intent = upset(classified, message.get(SIGNALS_OUTPUT) or ())
            if intent is not None:
                others = [each for each in message.get("intent_ranking") or [] if each["name"] != intent]
                # It has been decided: the fallback that comes next is to see no doubt and no rival.
                confidence = max([matched.probability, DECIDED, *(each["confidence"] for each in others)])
                parsed: ParsedIntent = {"name": intent, "confidence": confidence}
                message.set(INTENT, parsed, add_to_output=True)
                message.set("intent_ranking", [parsed, *others], add_to_output=True)
            if message.get(PARTS):
                message.set(PARTS, [self._asked_by(part, slips) for part in message.get(PARTS)])
        return messages

    def _asked_by(self, part: Part, slips: Mapping[str, str]) -> Part:
        if self._matcher is None:
            return part
        known = part.known and not self._matcher.is_wording(part.text)
        return asked_by(replace(part, known=known), self._matcher.match(part.text, slips))


def others_of(examples: Sequence[Message]) -> List[str]:
    """Some messages that ask none of the questions, by their intent."""
    found = [
        str(example.get(TEXT))
        for example in examples
        if example.get(TEXT) and not may_become_question(example.get(INTENT))
    ]
    return found[:: max(1, len(found) // MOST_OTHERS)]


def without_proofs(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    """A text without what shows that an order is the customer's, and the word that announces it.

    "Postcode SW1A 1AA" asks nothing about a postcode.
    """
    for entity in sorted(entities, key=lambda each: -each["start"]):
        if entity["entity"] in _PROOFS:
            text = _ANNOUNCED.sub("", text[: entity["start"]]) + " " + text[entity["end"] :]
    return " ".join(text.split()) or "."


def topic_of(ranking: Sequence[Mapping[str, Any]], entities: Collection[str] = ()) -> str | None:
    """The intent of a message whose intents are all weak, but together are about the shop's questions or about orders:
    the fallback would see only the weakness.

    Args:
        ranking: intents with their confidences, the likeliest first.
        entities: kinds of details that were found.
    """
    if not ranking or ranking[0]["confidence"] >= WEAK:
        return None
    if not _DETAILS.isdisjoint(entities):
        return GIVES_DETAILS
    topics = taxonomy().with_flag(IntentFlag.FAQ_TOPIC) - taxonomy().with_flag(IntentFlag.NOT_UNDERSTOOD)
    of_orders = taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) - taxonomy().with_flag(IntentFlag.NO_PROBLEM)
    shares = {
        FAQ: sum(each["confidence"] for each in ranking if each["name"] in topics - of_orders),
        ORDER_STATUS: sum(each["confidence"] for each in ranking if each["name"] in of_orders),
    }
    best = max(shares, key=lambda name: shares[name])
    return best if shares[best] >= WEAK and shares[best] > ranking[0]["confidence"] else None


def asked_by(part: Part, matched: Matched) -> Part:
    """A part of a message with the questions that are nearest to it, and the one that it asks, if that is sure."""
    intent = intent_of(matched, {"name": part.intent, "confidence": part.confidence}, known=part.known)
    near = replace(part, nearest=matched.parsed())
    return near if intent is None else replace(near, intent=intent, question=matched.ranking[0].intent)


def may_become_question(intent: str | None) -> bool:
    """Whether messages of this intent may turn out to ask one of the questions."""
    flags = taxonomy()
    return intent in flags.with_flag(IntentFlag.FAQ_TOPIC) or intent in flags.with_flag(IntentFlag.FAQ_MAY_ANSWER)


def intent_of(
    matched: Matched, classified: Mapping[str, Any], entities: Collection[str] = (), known: bool = False
) -> str | None:
    """The intent that the matched question gives a message; None where the classifier's stays.

    Args:
        matched: the question.
        classified: the classifier's intent, `name` and `confidence`.
        entities: kinds of details that were found.
        known: the language data have the message word for word, and no question does: then its intent is no guess, and
            a question only says which one of its topic is asked.
    """
    name = classified.get("name")
    if known and name not in _asks_questions():
        return None
    if "order_number" in entities and name in taxonomy().with_flag(IntentFlag.ABOUT_ORDERS):
        return None  # about that order, whatever the shop says of orders in general
    if name == PRODUCT_QUESTION and not _shop_answers(matched):
        return None  # "how heavy is the vacuum": a product that is named, or else the one of the order
    if matched.outcome != "answer":
        # What the classifier takes for a question about an order is asked back where the shop's are nearer, and so is
        # what it hardly knows.
        open_to = name == ORDER_QUESTION or _hardly_known(classified, entities) or _clearly_near(matched, classified)
        return FAQ if matched.outcome == "unsure" and open_to and _shop_answers(matched) else None
    topic = name in taxonomy().with_flag(IntentFlag.FAQ_TOPIC)
    doubtful = float(classified.get("confidence") or 0.0) < SURE or matched.probability >= CLEAR
    if (
        topic
        or (doubtful and (may_become_question(name) or name in taxonomy().signals))
        or _a_guess(matched, classified, entities)
    ):
        return FAQ if _shop_answers(matched) else ORDER_QUESTION
    return None


def _hardly_known(classified: Mapping[str, Any], entities: Collection[str]) -> bool:
    """Whether the classifier hardly knows what a message is about, and it gives no details."""
    weak = float(classified.get("confidence") or 0.0) < HARDLY_KNOWN
    return weak and classified.get("name") not in {*_ANSWERS, GIVES_DETAILS} and _DETAILS.isdisjoint(entities)


def _clearly_near(matched: Matched, classified: Mapping[str, Any]) -> bool:
    """Whether one of the shop's questions is clearly near, and only which of two it is is not sure, while the
    classifier is not sure of an intent whose messages may ask one: "if i order at 3 when do i get it"."""
    doubtful = float(classified.get("confidence") or 0.0) < SURE and may_become_question(classified.get("name"))
    return doubtful and matched.probability >= CLEAR and matched.ranking[0].intent.startswith(FAQ_PREFIX)


def _a_guess(matched: Matched, classified: Mapping[str, Any], entities: Collection[str]) -> bool:
    """Whether an intent that otherwise never asks a question is less likely than one of the shop's questions: "whats
    your email" hardly asks why the bot wants to know one."""
    confidence = float(classified.get("confidence") or 0.0)
    certain = confidence < HARDLY_SURE and matched.probability >= CERTAIN
    surer = (confidence < DECIDED or certain) and matched.probability > confidence
    return surer and _shop_answers(matched) and classified.get("name") not in _ANSWERS and _DETAILS.isdisjoint(entities)


def upset(classified: Mapping[str, Any], signals: Sequence[Mapping[str, Any]]) -> str | None:
    """The intent of a message that is read as small talk only at a guess, and may well be in distress: "this is
    ridiculous, a week for a doorbell". None of any other."""
    guessed = classified.get("name") == CHITCHAT and float(classified.get("confidence") or 0.0) < DECIDED
    angry = any(each["signal"] == DISTRESS and each["confidence"] >= UPSET for each in signals)
    return PROBLEM if guessed and angry else None


def says_more(matched: Matched, classified: Mapping[str, Any]) -> str | None:
    """The intent of a yes or a no that clearly tells something of an order; None if it is no more than that."""
    best = matched.ranking[0].intent if matched.ranking else ""
    clear = matched.probability >= CLEAR and best.startswith(ORDER_PREFIX)
    return ORDER_QUESTION if clear and classified.get("name") in _ANSWERS else None


def _asks_questions() -> frozenset[str]:
    """The intents whose messages ask one of the questions: which one, only the matcher can say."""
    about_orders = taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) - taxonomy().with_flag(IntentFlag.NO_PROBLEM)
    return taxonomy().with_flag(IntentFlag.FAQ_TOPIC) | about_orders


def _shop_answers(matched: Matched) -> bool:
    """Whether one of the shop's answers fits, if only nearly as well as a question about an order: which of the two it
    is, is known only to the conversation, in which an order is shown or not."""
    scores = {each["id"]: each["score"] for each in matched.parsed()["ranking"]}
    best = max(scores.values())
    return any(name.startswith(FAQ_PREFIX) and score >= NEARLY * best for name, score in scores.items())
