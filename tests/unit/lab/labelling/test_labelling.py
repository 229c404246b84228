"""Misread messages and their labels in real databases."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from baton.handoff.records.audit_trail import AuditTrail
from baton.handoff.records.tables import HandoffRow
from baton.knowledge.questions import Questions
from baton.lab.escalation_log.entry import MessageReason
from baton.lab.labelling.groups import ALONE, WHY, grouped
from baton.lab.labelling.label import Kind, Target
from baton.lab.labelling.labelling import Labelling, LabelRefused
from baton.lab.report.gaps import Grouped
from tests.support.lab import HOUR, MINUTE, T0
from tests.support.log_events import slot

ORDINARY = Target(Kind.ORDINARY, "delivery_info")


def labelling(lab):
    return Labelling(lab.engine, lab.reader, Questions, lab.clock)


def unclear(lab, conversation="c1", text="do you post to the moon", at=T0, **parsed):
    lab.asks(conversation, at, text, "nlu_fallback", None, **parsed)


def waiting(lab):
    lab.log.update()
    return [(one.message.text, one.message.reason) for one in labelling(lab).waiting()]


def number_of(lab, text):
    return next(one.message.number for one in labelling(lab).waiting() if one.message.text == text)


def test_what_was_not_understood_waits_for_a_label_until_it_has_one(lab):
    unclear(lab)
    assert waiting(lab) == [("do you post to the moon", MessageReason.NOT_UNDERSTOOD)]
    desk = labelling(lab)
    desk.accept(number_of(lab, "do you post to the moon"), ORDINARY, "do you post to the moon", "tom")
    assert desk.waiting() == [] and desk.counts().to_export == 1
    (label,) = desk.to_export()
    assert (label.target, label.text, label.by) == (ORDINARY, "do you post to the moon", "tom")


@pytest.mark.parametrize(
    "verdict, trigger, category, text, reason",
    [
        ("unnecessary", "keyword", "legal", "a lawyer likes my lamp", MessageReason.UNNECESSARY),
        ("too_early", "keyword", "emotional", "a lawyer likes my lamp", MessageReason.TOO_EARLY),
        ("too_late", "keyword", "legal", "where is my order 10023", MessageReason.TOO_LATE),
        ("unnecessary", "repeated_failure", "order_lookup", None, None),
        ("right", "keyword", "legal", None, None),
    ],
)
def test_an_agents_verdict_names_the_message_that_was_misread(quick_lab, verdict, trigger, category, text, reason):
    lab = quick_lab
    lab.asks("c1", T0)
    lab.hands_over("c1", T0 + MINUTE, "h1", trigger, category, text="a lawyer likes my lamp")
    lab.closes("h1", T0 + HOUR, verdict=verdict)
    assert waiting(lab) == ([(text, reason)] if text else [])


def test_an_agents_category_names_what_the_customer_asked(quick_lab):
    lab = quick_lab
    lab.asks("c1", T0, "take the kettle back")
    lab.hands_over("c1", T0 + MINUTE, "h1", text="a person please")
    lab.closes("h1", T0 + HOUR, verdict=None, bot_could=True)
    said = {"verdict": None, "bot_could": None, "category": "refund"}
    with lab.engine.begin() as connection:
        connection.execute(update(HandoffRow).values(disposition=said))
    lab.audited("h1", T0 + HOUR, "disposition")
    lab.log.update()
    (one,) = labelling(lab).waiting()
    assert (one.message.text, one.message.reason) == ("take the kettle back", MessageReason.OTHER_CATEGORY)
    assert labelling(lab).shown(one).guesses[0].code == "signal:refund"


def test_a_message_is_shown_with_what_was_said_before_and_without_what_tells_who_said_it(lab):
    lab.answers("c1", T0, "Hello, how can I help?")
    text = "i am Priya Raman and want the moon"
    lab.write("c1", slot("customer_name", "Priya Raman"))
    unclear(lab, text=text, at=T0 + MINUTE, intent_ranking=[{"name": "chitchat"}])
    lab.log.update()
    shown = labelling(lab).shown(labelling(lab).waiting()[0])
    assert shown.before == (("Bot", "Hello, how can I help?"),)
    assert shown.example == "i am [Jane Doe](person) and want the moon"
    assert shown.wording == "i am Jane Doe and want the moon"
    assert [target.code for target in shown.guesses] == ["ordinary:chitchat"]


def test_the_same_words_are_labelled_once_and_taken_back_together(lab):
    unclear(lab, "c1", at=T0)
    unclear(lab, "c2", at=T0 + MINUTE)
    assert len(waiting(lab)) == 1
    desk = labelling(lab)
    desk.accept(number_of(lab, "do you post to the moon"), ORDINARY, "to the moon?", "tom")
    assert desk.counts().waiting == 0 and len(desk.to_export()) == 1
    assert desk.undo("maria") == []
    assert [label.text for label in desk.undo("tom")] == ["to the moon?"]
    assert desk.counts().waiting == 2 and desk.undo("tom") == []


def test_a_message_has_one_label(lab):
    unclear(lab)
    lab.log.update()
    desk, number = labelling(lab), labelling(lab).waiting()[0].message.number
    desk.put_aside(number, Kind.SKIPPED, "tom")
    with pytest.raises(LabelRefused, match="already"):
        desk.accept(number, ORDINARY, "x", "maria")
    with pytest.raises(LabelRefused, match="no longer"):
        desk.accept(number + 1000, ORDINARY, "x", "maria")
    for text in ("   ", "/restart"):
        with pytest.raises(LabelRefused):
            desk.accept(number, ORDINARY, text, "maria")
    assert desk.counts().skipped == 1 and desk.offer_skipped() == 1 and desk.counts().waiting == 1


def test_labels_survive_that_the_log_is_built_anew(lab):
    unclear(lab)
    lab.log.update()
    desk = labelling(lab)
    desk.accept(desk.waiting()[0].message.number, ORDINARY, "to the moon?", "tom")
    lab.log.rebuild()
    assert desk.waiting() == [] and len(desk.to_export()) == 1


def test_what_was_exported_is_exported_once_and_is_not_taken_back(lab):
    unclear(lab)
    lab.log.update()
    desk = labelling(lab)
    desk.accept(desk.waiting()[0].message.number, ORDINARY, "to the moon?", "tom")
    desk.mark_exported(desk.to_export(), "operator")
    assert desk.to_export() == [] and len(desk.to_export(again=True)) == 1 and desk.undo("tom") == []


def test_every_label_is_audited_and_without_words(lab):
    unclear(lab)
    lab.log.update()
    desk = labelling(lab)
    desk.accept(desk.waiting()[0].message.number, ORDINARY, "to the moon?", "tom")
    desk.undo("tom")
    entries = [entry for entry in AuditTrail(lab.engine).read() if entry.action.startswith("label")]
    assert [(entry.actor, entry.action) for entry in entries] == [("tom", "label_undone"), ("tom", "labelled")]
    assert entries[1].details["as"] == "ordinary:delivery_info" and "moon" not in str(entries)


def test_an_erased_customers_words_are_in_no_label_and_on_no_list(lab):
    unclear(lab, "c1")
    unclear(lab, "c2", "another matter", T0 + MINUTE)
    unclear(lab, "c1", "and a third", T0 + 2 * MINUTE)
    lab.log.update()
    desk = labelling(lab)
    for text in ("do you post to the moon", "another matter"):
        desk.accept(number_of(lab, text), ORDINARY, text, "tom")
    assert desk.forget(["c1"]) == 1 and desk.forget(["c1"]) == 0
    lab.log.forget(["c1"])
    assert [label.text for label in desk.to_export()] == ["another matter"]
    assert desk.waiting() == []


def test_groups_by_reason_begin_with_what_agents_say(quick_lab):
    lab = quick_lab
    unclear(lab)
    lab.hands_over("c2", T0 + MINUTE, "h1", "keyword", "legal", text="a lawyer likes my lamp")
    lab.closes("h1", T0 + HOUR, verdict="unnecessary")
    lab.log.update()
    found = grouped(labelling(lab).waiting(), None)
    assert [group.title for group in found] == [WHY[MessageReason.UNNECESSARY], WHY[MessageReason.NOT_UNDERSTOOD]]


def test_what_fits_into_no_group_of_meaning_stays_on_the_list(quick_lab):
    lab = quick_lab
    for number, text in enumerate(("to the moon", "to mars", "what is art")):
        unclear(lab, f"c{number}", text, T0 + number)
    lab.log.update()
    found = grouped(labelling(lab).waiting(), lambda texts: [Grouped("space", [texts.index("to mars")])])
    assert [(group.title, len(group.misread)) for group in found] == [("space", 1), (ALONE, 2)]
    assert grouped([], None) == []


def test_a_group_is_labelled_in_one_step_and_taken_back_in_one(lab):
    texts = ("to the moon", "to mars", "/to venus")
    for number, text in enumerate(texts):
        unclear(lab, f"c{number}", text, T0 + number)
    lab.log.update()
    desk = labelling(lab)
    by_text = {text: number_of(lab, text) for text in texts}
    left_out = desk.accept_all({number: text for text, number in by_text.items()}, ORDINARY, "tom")
    assert list(left_out) == [by_text["/to venus"]] and "may not begin" in str(left_out[by_text["/to venus"]])
    assert sorted(label.text for label in desk.to_export()) == ["to mars", "to the moon"]
    assert len(desk.undo("tom")) == 2 and desk.counts().waiting == 3


def test_only_messages_that_are_alike_may_be_labelled_at_once(quick_lab):
    for number, text in enumerate(("to the moon", "to mars", "what is art")):
        unclear(quick_lab, f"c{number}", text, T0 + number)
    quick_lab.log.update()
    listed = labelling(quick_lab).waiting()
    space, alone = grouped(listed, lambda texts: [Grouped("space", [0, 1])])
    first, second = (one.message.number for one in space.misread)
    assert [one.message.number for one in space.others(first)] == [second]
    assert space.others(alone.misread[0].message.number) == ()
    assert all(group.others(one.message.number) == () for group in grouped(listed, None) for one in group.misread)
    assert alone.others(alone.misread[0].message.number) == ()


def test_every_reason_has_its_words():
    assert set(WHY) == set(MessageReason)
