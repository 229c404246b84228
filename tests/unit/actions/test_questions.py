"""Answers to the shop's questions, the question which one is meant, and the honest "I don't know"."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import ActionOtherLanguage
from actions.problems import ActionProblemReport
from actions.products import ActionAnswerProduct
from actions.questions import ActionAnswerQuestion
from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.knowledge.questions import LiveQuestions

FILE = """
version: "3.1"
faq:
  - id: delivery_cost
    question: What does delivery cost?
    wordings: &five |
      - one
      - two
      - three
      - four
      - five
    answer:
      - text: In Ireland it is free, see [delivery](https://shop.example/delivery).
        when: {country: [IE]}
      - text: It costs 3.95.
    related: [delivery_time]
  - id: delivery_time
    question: How long does delivery take?
    wordings: *five
    answer: [{text: Two days.}]
  - id: christmas
    question: Will it come before Christmas?
    wordings: *five
    answer: [{text: "Yes, until Friday."}]
    valid_until: 2026-11-28
  - id: change
    question: Can I change my order?
    wordings: *five
    answer: [{text: A person can. Shall I pass you on?}]
    offer: person
  - id: state_lost
    question: What does lost mean?
    topic: order_status
    wordings: *five
    answer: [{text: It counts as lost.}]
  - id: bulb
    question: Is a bulb included?
    topic: product_question
    wordings: *five
    answer: [{text: The page of the product says so.}]
  - id: cell
    question: Can I change a battery?
    topic: product_question
    after_products: true
    wordings: *five
    answer: [{text: It depends on the product.}]
  - id: bought
    question: It is about something I bought
    topic: order_status
    only_asks: true
    wordings: *five
    answer: [{text: What is it about?}]
  - id: parts
    question: Do you sell parts?
    before_products: true
    wordings: *five
    answer: [{text: A person finds the part.}]
"""


@pytest.fixture
def container(tmp_path, orders, catalogue):
    folder = tmp_path / "faq"
    folder.mkdir()
    (folder / "shop.yml").write_text(FILE)
    return bootstrap(
        read({"BATON_VAR_DIR": str(tmp_path)}),
        orders=orders,
        product_catalogue=catalogue,
        questions=LiveQuestions(folder, tmp_path / "order_questions.yml"),
        clock=lambda: datetime(2026, 11, 29, 12, tzinfo=timezone.utc),
    )


#: The customer asked, was answered, and has just written again.
ANSWERED_BEFORE = [{"event": "user"}, {"event": "action", "name": "action_answer_question"}, {"event": "user"}]


def run(action, text="…", ranking=(), outcome="answer", intent="faq", slots=None, events=()):
    question = {"outcome": outcome, "ranking": [{"id": name, "score": score} for name, score in ranking]}
    message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": [], "question": question}
    tracker = Tracker("c1", slots or {}, message, list(events), False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    done = action.run(dispatcher, tracker, {})
    return dispatcher.messages, done


@pytest.fixture
def answer(container):
    return lambda *args, **more: run(ActionAnswerQuestion(container), *args, **more)


def slots_of(events):
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


COST, TIME = ("faq/delivery_cost", 0.6), ("faq/delivery_time", 0.1)


def test_the_nearest_is_answered_and_recorded(answer):
    (message,), events = answer("what does it cost", [COST, TIME])
    assert message["text"] == "It costs 3.95."
    assert message["metadata"]["utter_action"] == "utter_faq/delivery_cost"
    assert slots_of(events)["attempt"]["outcome"] == "answered"


def test_what_is_listed_of_a_product_goes_before_what_holds_for_products_in_general(answer):
    for text, by_data in (("is the smoke alarm battery replaceable", True), ("is a battery replaceable", False)):
        _, events = answer(text, [("faq/cell", 0.6)])
        assert (events[0].get("name") == "action_answer_product") is by_data
    messages, _ = answer("is the smoke alarm battery replaceable", [("faq/bulb", 0.6)])
    assert messages[0]["text"] == "The page of the product says so."


def test_facts_of_a_product_that_is_named_are_better_than_to_ask_back(answer):
    near = [("faq/parts", 0.2)]
    _, events = answer("how many smoke alarms can be linked togehter", near, "unsure")
    assert events[0]["name"] == "action_answer_product"
    _, events = answer("can the smoke alarm call the police", near, "none")  # "I don't have that about it"
    assert events[0]["name"] == "action_answer_product"
    _, events = answer("you got the smoke alarm in green", near, "unsure")  # the colour is asked for, and not listed
    assert events[0]["name"] == "action_answer_product"
    (message,), _ = answer("do you collect heavy things such as the smoke alarm", near, "unsure")
    assert message["response"] == "utter_faq_meant"
    for text in ("can the smoke alarm be linked to a siren", "how many can I have", "how do i link the smoke alarms"):
        (message,), _ = answer(text, near, "unsure")
        assert message["response"] == "utter_faq_meant"


def test_a_name_beside_a_question_is_kept_for_the_callback(container):
    action, names = ActionAnswerQuestion(container), [{"entity": "person", "value": "Ann Lee"}]
    message = {"text": "Ann Lee. what does it cost?", "intent": {"name": "faq", "confidence": 0.9}, "entities": names}
    message["question"] = {"outcome": "answer", "ranking": [{"id": COST[0], "score": COST[1]}]}
    for form, kept in (("callback_form", True), (None, False)):
        loop, slots = {"name": form} if form else {}, {"requested_slot": "callback_name"}
        tracker = Tracker("c1", slots, message, [], False, None, loop, "action_listen")
        events = action.run(CollectingDispatcher(), tracker, {})
        assert ("callback_name" in slots_of(events)) is kept


def test_only_the_name_of_a_product_to_begin_with_is_about_the_product(answer):
    near = [(COST[0], 0.5)]
    for outcome in ("unsure", "answer"):
        _, events = answer("smoke alarm", near, outcome)
        assert events[0]["name"] == "action_answer_product"
    slots = {"attempt": {"task": "question", "outcome": "answered", "goes_on": [COST[0]]}}
    for scores, more in (([(COST[0], 0.9)], {}), (near, {"slots": slots, "events": ANSWERED_BEFORE})):
        _, events = answer("smoke alarm", scores, "answer", **more)
        assert all(event.get("name") != "action_answer_product" for event in events)


def spoken_of(*names, **more):
    """What the log says of the answer right before."""
    goes_on = [f"faq/{name}" for name in names]
    return {"attempt": {"task": "question", "outcome": "answered", "goes_on": goes_on, **more}}


@pytest.mark.parametrize("outcome", ["none", "unsure"])
def test_a_short_message_goes_on_about_the_question_before(answer, outcome):
    far = [("order/total", 0.15), ("faq/change", 0.1), ("faq/delivery_time", 0.005)]
    slots = spoken_of("delivery_cost", "delivery_time")
    (message,), _ = answer("and how long", far, outcome, slots=slots, events=ANSWERED_BEFORE)
    assert message["text"] == "Two days."
    for text, before in (
        ("and how long do you think it takes until a person looks", ANSWERED_BEFORE),
        ("how long", []),
    ):
        (message,), _ = answer(text, far, outcome, slots=slots, events=before)
        assert message.get("response")
    (message,), _ = answer("can i change it", [("faq/change", 0.6)], slots=slots, events=ANSWERED_BEFORE)
    assert message["text"].startswith("A person can")


def test_a_question_without_a_product_goes_on_about_the_question_before(container):
    far = [("order/total", 0.15), ("faq/delivery_time", 0.005)]
    slots, text = spoken_of("delivery_cost", "delivery_time"), "how much is that"
    _, events = run(ActionAnswerProduct(container), text, far, "none", "product_question", slots, ANSWERED_BEFORE)
    assert [event["name"] for event in events] == ["action_answer_question"]
    messages, _ = run(ActionAnswerProduct(container), text, far, "none", "product_question", slots)
    assert messages


def test_a_country_that_is_named_gets_its_own_answer_with_the_link_written_out(answer):
    (message,), _ = answer("what does it cost to Ireland", [COST])
    assert message["text"] == "In Ireland it is free, see delivery (https://shop.example/delivery)."


def test_the_same_answer_again_comes_with_neighbours_and_a_person(answer):
    (message,), _ = answer("what does it cost", [COST], slots={"faq_answered": "delivery_cost/1"})
    assert message["response"] == "utter_faq_again"
    assert [button["payload"] for button in message["buttons"]] == ["How long does delivery take?"]


def test_an_offer_of_the_answer_is_set(answer):
    (message,), _ = answer("can i change it", [("faq/change", 0.5)])
    assert message["metadata"]["offer"] == "person"


def test_in_doubt_the_nearest_are_asked_back(answer):
    (message,), events = answer("delivery", [("faq/delivery_cost", 0.15), ("faq/delivery_time", 0.14)], "unsure")
    assert message["response"] == "utter_faq_which"
    assert len(message["buttons"]) == 2
    assert slots_of(events)["attempt"]["outcome"] == "asked_back"


def test_what_nothing_fits_is_not_answered_and_recorded_in_its_words(answer):
    (message,), events = answer("do you rent kettles", [("faq/delivery_cost", 0.001)], "none")
    assert message["response"] == "utter_faq_unknown"
    attempt = slots_of(events)["attempt"]
    assert (attempt["outcome"], attempt["detail"]) == ("not_found", "do you rent kettles")


def test_what_is_no_matter_of_a_shops_is_counted_once(answer):
    (message,), events = answer("capital of peru", [], "none", intent="out_of_scope")
    assert message["response"] == "utter_faq_unknown"
    assert events == []


def test_a_message_that_says_nothing_is_not_understood(answer):
    (message,), events = answer("asdf", [], "none", intent="nlu_fallback")
    assert message["response"] == "utter_not_understood"
    assert events == []


def test_an_answer_of_another_time_is_not_given(answer):
    (message,), _ = answer("before christmas?", [("faq/christmas", 0.8), ("faq/delivery_time", 0.2)])
    assert message["response"] == "utter_faq_meant"
    assert message["question"] == "How long does delivery take?"
    assert [button["title"] for button in message["buttons"]] == [message["question"], "Please pass me to a person"]


def test_the_shown_order_answers_what_fits_it_as_well(answer):
    ranking = [("faq/delivery_time", 0.5), ("order/when", 0.4)]
    messages, events = answer("how long does it take", ranking, slots={"order_number": "10047"})
    assert messages == []
    assert events[0]["name"] == "action_show_order"


def test_what_a_state_means_is_not_said_of_the_order_that_is_shown(answer):
    messages, events = answer("is it lost", [("faq/state_lost", 0.6)], slots={"order_number": "10047"})
    assert (messages, events[0]["name"]) == ([], "action_show_order")
    (message,), _ = answer("what does lost mean", [("faq/state_lost", 0.6)])
    assert message["text"] == "It counts as lost."


def test_without_an_order_the_shop_answers(answer):
    (message,), _ = answer("how long does it take", [("order/when", 0.5), ("faq/delivery_time", 0.4)])
    assert message["text"] == "Two days."


def test_a_products_own_data_come_before_an_answer_for_all(answer):
    messages, events = answer("does the arc floor lamp come with a bulb", [("faq/bulb", 0.6)])
    assert messages == []
    assert events[0]["name"] == "action_answer_product"


def test_but_not_before_one_that_says_so(answer, container):
    text, asked = "a new bulb for the arc floor lamp", [("faq/parts", 0.6)]
    (message,), _ = answer(text, asked)
    assert message["text"] == "A person finds the part."
    messages, events = run(ActionAnswerProduct(container), text, asked, intent="product_question")
    assert messages == [] and events[0]["name"] == "action_answer_question"
    text = "does the arc floor lamp have a foot switch"  # what it has is asked, and no new one
    _, events = answer(text, asked)
    assert events[0]["name"] == "action_answer_product"
    (message,), _ = run(ActionAnswerProduct(container), text, asked, intent="product_question")
    assert "foot switch" in message["text"]


def test_an_answer_for_all_comes_where_a_products_data_say_nothing(container):
    text = "do you price match the arc floor lamp"
    messages, events = run(ActionAnswerProduct(container), text, [COST], intent="product_question")
    assert messages == []
    assert events[0]["name"] == "action_answer_question"


GROUPS = """
version: "3.1"
faq:
  - id: trouble
    question: It does not work
    topic: problem_report
    problem: defective
    wordings: "- one\n- two\n- three\n- four\n- five"
    answer:
      - {text: Screw the bulb in again., when: {group: [lighting]}}
      - {text: Das tut uns leid., when: {language: [de]}}
      - {text: Unplug it for a minute.}
    offer: person
    declined: utter_order_missing_declined
"""


@pytest.fixture
def shop(tmp_path, container):
    (tmp_path / "faq" / "groups.yml").write_text(GROUPS)
    return container


TROUBLE = ("faq/trouble", 0.6)


@pytest.mark.parametrize(
    ("text", "slots", "answer"),
    [
        ("the desk lamp does not work", {}, "Screw the bulb in again."),
        ("it does not work", {"product_topic": {"focus": ["LT-DSK-01"]}}, "Screw the bulb in again."),
        ("it does not work", {"product_topic": {"focus": ["LT-DSK-01", "KT-KTL-02"]}}, "Unplug it for a minute."),
        ("it does not work", {"order_number": "10047"}, "Screw the bulb in again."),  # a desk lamp and its bulbs
        ("it does not work", {"order_number": "10023"}, "Unplug it for a minute."),  # a kettle and cushion covers
        ("the kettle does not work", {"order_number": "10047"}, "Unplug it for a minute."),
        ("it does not work", {}, "Unplug it for a minute."),
    ],
)
def test_a_product_group_gets_its_own_answer(shop, text, slots, answer):
    (message,), _ = run(ActionAnswerQuestion(shop), text, [TROUBLE], slots=slots)
    assert message["text"] == answer


def test_a_no_to_the_offer_of_an_answer_may_have_a_reply_of_its_own(shop):
    (message,), _ = run(ActionAnswerQuestion(shop), "it does not work", [TROUBLE])
    assert message["metadata"]["declined"] == "utter_order_missing_declined"


def parsed(action, text, slots=None, events=(), **more):
    message = {"text": text, "intent": {"name": "faq"}, "entities": [], **more}
    tracker = Tracker("c1", slots or {}, message, list(events), False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    return dispatcher, action.run(dispatcher, tracker, {})


@pytest.mark.parametrize(
    ("ranking", "problem", "said"),
    [
        ([TROUBLE], None, "Unplug it for a minute."),
        ([], "defective", "Unplug it for a minute."),
        ([COST], "defective", "Unplug it for a minute."),  # what is nearest answers no problem
        ([COST], "damaged", "It costs 3.95."),  # better than what holds for every problem
        ([], None, "utter_problem_report"),
    ],
)
def test_a_problem_gets_the_help_that_fits_it(shop, ranking, problem, said):
    question = {"outcome": "answer" if ranking else "none", "ranking": [dict(id=n, score=s) for n, s in ranking]}
    dispatcher, events = parsed(ActionProblemReport(shop), "it broke", question=question, problem=problem)
    (message,) = dispatcher.messages
    assert said in (message["text"], message["response"])
    assert [e["value"]["task"] for e in events if e["name"] == "attempt"] == ["problem_report"]


def test_a_problem_that_may_be_one_of_the_shops_questions_is_asked_back(shop):
    question = {"outcome": "unsure", "ranking": [{"id": "faq/delivery_time", "score": 0.2}]}
    dispatcher, events = parsed(ActionProblemReport(shop), "found it cheaper", question=question)
    assert dispatcher.messages[0]["response"] == "utter_faq_meant"
    assert slots_of(events)["attempt"]["outcome"] == "asked_back"


@pytest.mark.parametrize(("best", "second", "answered"), [(0.17, 0.04, True), (0.17, 0.1, False), (0.05, 0.0, False)])
def test_a_problem_that_is_much_nearer_to_one_answer_gets_it(shop, best, second, answered):
    ranking = [{"id": "faq/trouble", "score": best}, {"id": "faq/delivery_time", "score": second}]
    question = {"outcome": "unsure", "ranking": ranking}
    _, events = parsed(ActionProblemReport(shop), "one of three was in the box", question=question)
    assert (slots_of(events)["attempt"]["outcome"] == "answered") is answered


def test_a_property_that_is_asked_for_is_no_problem(container):
    for text, name in (
        ("you got the smoke alarm in green", "action_answer_product"),
        ("the smoke alarm broke", "attempt"),
    ):
        _, events = run(ActionProblemReport(container), text, outcome="none", intent="problem_report")
        assert events[0]["name"] == name


@pytest.mark.parametrize(
    ("language", "outcome", "said"),
    [
        ("de", "answer", "Das tut uns leid."),
        ("fr", "answer", "utter_other_language_fr"),
        ("de", "unsure", "utter_other_language_de"),
    ],
)
def test_another_language_gets_its_answer_where_there_is_one(shop, language, outcome, said):
    question = {"outcome": outcome, "ranking": [{"id": "faq/trouble", "score": 0.6}]}
    spoken = {"code": language, "confidence": 0.9}
    dispatcher, _ = parsed(ActionOtherLanguage(shop), "es geht nicht", question=question, language=spoken)
    (message,) = dispatcher.messages
    assert said in (message["text"], message["response"])


BEFORE = ({"event": "user"}, {"event": "action", "name": "action_answer_question"}, {"event": "user"})
WAS_COST = spoken_of("delivery_cost", "delivery_time")


@pytest.mark.parametrize(
    ("text", "intent", "outcome", "said"),
    [
        ("and to Ireland?", "inform", "none", "In Ireland it is free"),
        ("ireland", "faq", "unsure", "In Ireland it is free"),
        ("cork", "inform", "none", "In Ireland it is free"),
        ("Bavaria", "out_of_scope", "unsure", "It costs 3.95."),
        ("Frobnia", "inform", "none", "utter_faq_which_country"),
        ("spain", "inform", "none", "It costs 3.95."),
    ],
)
def test_a_place_after_an_answer_by_country_is_understood_or_asked_back(container, text, intent, outcome, said):
    question = {"outcome": outcome, "ranking": [{"id": "faq/delivery_time", "score": 0.1}]}
    action = ActionAnswerQuestion(container)
    more = {"question": question, "intent": {"name": intent}}
    slots = spoken_of("delivery_cost", "delivery_time", by_country=True)
    dispatcher, events = parsed(action, text, slots=slots, events=BEFORE, **more)
    (message,) = dispatcher.messages
    assert said in (message["text"] or message["response"])
    assert slots_of(events)["attempt"]["by_country"]


@pytest.mark.parametrize("events", [(), (*BEFORE[:2], {"event": "user"}, {"event": "user"})])
def test_a_place_after_something_else_is_no_answer_to_it(container, events):
    question = {"outcome": "none", "ranking": []}
    dispatcher, _ = parsed(ActionAnswerQuestion(container), "cork", slots=WAS_COST, events=events, question=question)
    assert dispatcher.messages[0]["response"] == "utter_faq_unknown"


@pytest.mark.parametrize("outcome", ["unsure", "none"])
def test_a_place_after_a_question_that_was_asked_back_is_about_it(container, outcome):
    asked = {"outcome": outcome, "ranking": [{"id": "faq/delivery_cost", "score": 0.15}]}
    _, events = parsed(ActionAnswerQuestion(container), "postage to lyon?", question=asked)
    assert slots_of(events)["attempt"]["by_country"]
    none = {"question": {"outcome": "none", "ranking": []}, "intent": {"name": "inform"}}
    dispatcher, _ = parsed(ActionAnswerQuestion(container), "and ireland", slots_of(events), BEFORE, **none)
    assert dispatcher.messages[0]["text"].startswith("In Ireland it is free")


def test_who_tells_of_a_problem_gets_help_with_it_and_no_answer_that_is_merely_near(shop):
    asked = {"outcome": "answer", "ranking": [{"id": "faq/delivery_time", "score": 0.22}]}
    _, events = parsed(ActionAnswerQuestion(shop), "the wrong towels came", question=asked, problem="wrong_item")
    assert events[0]["name"] == "action_problem_report"
    asked["ranking"][0]["score"] = 0.6
    dispatcher, _ = parsed(ActionAnswerQuestion(shop), "the wrong towels came", question=asked, problem="wrong_item")
    assert dispatcher.messages[0]["text"] == "Two days."


@pytest.mark.parametrize(("slots", "action"), [({}, "order_form"), ({"order_number": "10047"}, "action_show_order")])
def test_a_problem_on_the_way_is_answered_by_the_order(shop, slots, action):
    dispatcher, events = parsed(ActionProblemReport(shop), "my order is late!!", slots=slots, problem="late")
    assert (dispatcher.messages, events[0]["name"]) == ([], action)


PLACES = """
version: "3.1"
faq:
  - id: postage
    question: What is the postage?
    wordings: &five "- one\n- two\n- three\n- four\n- five"
    answer:
      - {text: "To France it is £9.", when: {country: [FR]}}
      - {text: "At home it is £4.", when: {country: [GB]}}
      - {text: We do not send it there., when: {country: [other]}}
      - {text: "£4, or £9 abroad."}
    related: [duration]
  - id: duration
    question: How long does it take?
    wordings: *five
    answer:
      - {text: To France it takes 6 days., when: {country: [FR]}}
      - {text: It takes 2 days.}
    related: [postage]
  - id: wrap
    question: Do you wrap presents?
    wordings: *five
    answer: [{text: "We do, for £3.", }]
    related: [duration]
  - id: mend
    question: Do you mend it?
    wordings: *five
    answer: [{text: "We mend it in 3 days, for free."}]
    related: [send_in]
  - id: send_in
    question: How do I send it in?
    wordings: *five
    answer: [{text: Post it to us.}]
  - id: mend_price
    question: What does mending cost?
    wordings: *five
    answer: [{text: After two years it costs £9.}]
    related: [mend]
"""
POSTAGE, DURATION, WRAP, MEND = "faq/postage", "faq/duration", "faq/wrap", "faq/mend"


class Talk:
    """Writes one message after the other, each with the questions that it is nearest to."""

    def __init__(self, container):
        self._action = ActionAnswerQuestion(container)
        self._slots, self._events = {}, []

    def write(self, text, *near, outcome="answer", intent="faq", further=()):
        ranking = [{"id": name, "score": 0.6 if outcome == "answer" else 0.15} for name in near]
        message = {"text": text, "intent": {"name": intent, "confidence": 0.9}, "entities": []}
        message["question"] = {"outcome": outcome, "ranking": ranking, "further": list(further)}
        self._events.append({"event": "user", "text": text, "parse_data": message, "timestamp": 1.0})
        tracker = Tracker("c1", self._slots, message, self._events, False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        done = self._action.run(dispatcher, tracker, {})
        self._slots |= slots_of(done)
        self._events += [*done, {"event": "action", "name": self._action.name()}]
        (said,) = dispatcher.messages
        metadata = said.get("metadata") or ({"offer": "question"} if said["response"] == "utter_faq_meant" else {})
        self._events.append({"event": "bot", "text": "?", "metadata": {"metadata": metadata}})
        return said["response"] or said["text"]


@pytest.fixture
def talk(tmp_path, container):
    (tmp_path / "faq" / "places.yml").write_text(PLACES)
    return Talk(container)


def test_the_place_is_carried_on_to_the_next_question(talk):
    assert talk.write("what is the postage to Lille", POSTAGE) == "To France it is £9."
    assert talk.write("and how long would that be", DURATION) == "To France it takes 6 days."
    assert talk.write("and how much", outcome="none", further=[POSTAGE]) == "To France it is £9."
    assert talk.write("how many days", outcome="none", intent="inform", further=[DURATION]).endswith("6 days.")
    assert talk.write("and to Leeds?", outcome="none") == "It takes 2 days."
    assert talk.write("how much", outcome="none", further=[POSTAGE]) == "At home it is £4."
    assert talk.write("to Oslo", outcome="none") == "We do not send it there."


def test_the_answer_right_before_is_told_again_where_it_has_what_is_asked(talk):
    assert talk.write("do you wrap it", WRAP) == "We do, for £3."
    assert talk.write("how much is that", outcome="none") == "utter_faq_again"
    assert talk.write("and how long does that take", outcome="none", further=[DURATION]) == "It takes 2 days."


def test_another_thing_does_not_repeat_an_answer_that_is_the_same_for_all_things(talk):
    assert talk.write("do you wrap it", WRAP) == "We do, for £3."
    assert talk.write("and the ribbon", MEND, WRAP, outcome="unsure") == "utter_faq_which"


def test_a_neighbour_that_asks_for_just_that_says_it_better(talk):
    assert talk.write("do you mend it", MEND) == "We mend it in 3 days, for free."
    assert talk.write("and how much", outcome="none") == "After two years it costs £9."


def test_a_named_place_decides_where_the_question_alone_is_not_sure(talk):
    assert talk.write("postage lille? i live in Lille", POSTAGE, outcome="unsure") == "To France it is £9."
    assert (
        talk.write("what would it be for a box that weighs two kilos", POSTAGE, WRAP, outcome="unsure")
        == "utter_faq_which"
    )


def test_the_only_question_that_may_be_meant_is_asked_back_and_a_yes_gets_its_answer(talk):
    assert talk.write("paper round it?", WRAP, outcome="unsure") == "utter_faq_meant"
    assert talk.write("yes please", outcome="none", intent="affirm") == "We do, for £3."


@pytest.mark.parametrize(
    ("text", "near", "follows"),
    [
        ("can i control it from my phone", ("faq/change", 0.15), "action_answer_product"),
        ("how many rooms", ("faq/delivery_cost", 0.05), "action_answer_product"),
        ("do you hire drivers for the whole of the north", ("faq/change", 0.15), None),
        ("can i still change it", ("faq/change", 0.25), None),
    ],
)
def test_what_is_near_to_nothing_goes_on_about_the_product_of_the_last_answer(answer, text, near, follows):
    product = {"focus": ["SH-THM-01"], "recent": ["SH-THM-01"], "question": ""}
    slots = {"product_topic": product, "product_shown": ["SH-THM-01"], "attempt": {"task": "product_question"}}
    _, events = answer(text, [near], "unsure", slots=slots)
    assert [e["name"] for e in events if e["event"] == "followup"] == ([follows] if follows else [])


@pytest.mark.parametrize(("intent", "goes_on"), [("return_policy", False), ("faq", True)])
def test_what_is_surely_asked_of_the_shop_is_no_property_of_the_product_of_the_last_answer(answer, intent, goes_on):
    product = {"focus": ["SH-THM-01"], "recent": ["SH-THM-01"], "question": ""}
    slots = {"product_topic": product, "product_shown": ["SH-THM-01"], "attempt": {"task": "product_question"}}
    text = "and if she doesnt like it can she send it back"
    _, events = answer(text, [("faq/change", 0.15)], "unsure", intent=intent, slots=slots)
    assert any(e.get("name") == "action_answer_product" for e in events) is goes_on


def test_how_it_is_done_is_the_answer_right_before_or_its_neighbour_that_says_so(talk, tmp_path):
    assert talk.write("can i have it mended", MEND).startswith("We mend it")
    assert talk.write("so how do i do it", "faq/mend_price", "faq/send_in", outcome="unsure") == "Post it to us."
    assert talk.write("ok how do i do that", "faq/mend", outcome="unsure") == "utter_faq_again"


@pytest.mark.parametrize(
    ("text", "slots", "follows"),
    [
        ("parcel??", {}, ["order_form"]),
        ("parcel??", {"order_number": "10047"}, ["action_show_order"]),
        ("how do i get my parcel", {}, []),
    ],
)
def test_hardly_a_word_about_an_order_asks_for_it(answer, text, slots, follows):
    near = [("order/tracking", 0.41), ("faq/delivery_cost", 0.31)]
    _, events = answer(text, near, slots=slots)
    assert [each["name"] for each in events if each["event"] == "followup"] == follows


def test_the_same_answer_for_another_country_is_no_repetition(talk):
    (_, at_oslo) = (talk.write("what is the postage to Lille", POSTAGE), talk.write("to Oslo", outcome="none"))
    assert at_oslo == "We do not send it there."
    assert talk.write("and to Bergen, Norway", POSTAGE) == "utter_faq_again"
    assert talk.write("and to Japan?", POSTAGE) == "It is the same there. We do not send it there."


def test_why_not_is_told_that_the_reason_is_not_known(talk):
    talk._events.append({"event": "bot", "text": "We don't sell sofas."})
    assert talk.write("why not?", outcome="none", intent="affirm").startswith("The reason I don't know")
    assert talk._slots["offer"] == "person"


def test_what_only_asks_what_is_meant_is_said_at_once_and_never_offered(answer):
    (message,), _ = answer("i bought a rug here", [("faq/bought", 0.2)], "unsure", "inform")
    assert message["text"] == "What is it about?"
    (message,), _ = answer("what of it", [COST, ("faq/bought", 0.2), TIME], "unsure")
    assert [button["title"] for button in message["buttons"]] == [
        "What does delivery cost?",
        "How long does delivery take?",
    ]


def test_a_product_alone_says_what_the_question_right_before_was_about(answer):
    attempt = {"task": "question", "outcome": "answered", "goes_on": ["faq/delivery_cost", "faq/delivery_time"]}
    for text, says in (("the toaster", "It costs 3.95."), ("is the toaster red", None)):
        messages, _ = answer(text, [("faq/parts", 0.01)], "none", slots={"attempt": attempt}, events=ANSWERED_BEFORE)
        assert (bool(messages) and messages[0]["text"] == says) is (says is not None)


def test_the_country_of_the_order_counts_where_the_message_speaks_of_it(answer):
    (message,), _ = answer("what did delivery of it cost", [COST, TIME], slots={"order_number": "10014"})
    assert message["text"].startswith("In Ireland it is free")
    (message,), _ = answer("what does delivery cost", [COST, TIME], slots={"order_number": "10014"})
    assert message["text"] == "It costs 3.95."


def test_what_is_near_to_nothing_is_about_the_order_only_right_after_it(answer):
    near = [("order/delivered_but_missing", 0.08), ("faq/parts", 0.01)]
    for after, shown in (("action_show_order", True), ("action_answer_question", False)):
        events = [{"event": "user"}, {"event": "action", "name": after}, {"event": "user"}]
        _, done = answer("what if you have none", near, "none", slots={"order_number": "10005"}, events=events)
        assert any(each.get("name") == "action_show_order" for each in done) is shown


@pytest.mark.parametrize(("score", "product"), [(0.55, True), (0.9, False)])
def test_who_only_names_a_product_gets_what_is_known_of_it(answer, score, product):
    _, events = answer("tell me about the smoke alarm", [("faq/change", score)])
    assert any(e.get("name") == "action_answer_product" for e in events) is product


def test_what_the_product_action_has_left_open_is_not_handed_back_to_it(answer):
    """The two would hand the message to each other until Rasa gives up, and say nothing."""
    asked = {"event": "user", "text": "smoke alarm"}
    ran = {"event": "action", "name": "action_answer_product"}
    _, events = answer("smoke alarm", [(COST[0], 0.5)], "answer", events=(ran, asked))
    assert events[0]["name"] == "action_answer_product"  # it was in answer to another message
    _, events = answer("smoke alarm", [(COST[0], 0.5)], "answer", events=(asked, ran))
    assert all(event.get("name") != "action_answer_product" for event in events)
