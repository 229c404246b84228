"""The leads' page of misread messages: the best guess first, one key each, undo, and the export."""

from __future__ import annotations

import html
import re

import pytest

from baton.desk.web import misread
from baton.knowledge.questions import LiveQuestions
from baton.lab.labelling.export import CheckFailed
from baton.lab.labelling.placing import plan
from baton.lab.report.gaps import Grouped
from tests.support.bench import form_token
from tests.support.log_events import user

TEXTS = ("do you post to the moon", "<b>moon</b> on sunday")


@pytest.fixture
def bench(bench):
    for number, text in enumerate(TEXTS):
        at = bench.parts.time() - number
        event = user(text, "nlu_fallback", {"legal": 0.3}, at=at, intent_ranking=[{"name": "delivery_info"}])
        bench.log_event(f"c{number}", event)
    bench.parts.escalation_log.update()
    return bench


def send(browser, address, **values):
    token = form_token(browser, "/misread")
    return browser.post(address, data={"csrf": token, **values}, follow_redirects=True)


def number_on(page):
    return re.search(r'data-number="(\d+)"', page)[1]


def test_an_agent_who_leads_nobody_has_no_such_page(maria):
    assert maria.get("/misread").status_code == 403 and "/misread" not in maria.get("/").text


def test_a_message_stands_with_its_example_its_guesses_and_a_key_for_each(tom):
    page = tom.get("/misread").text
    assert TEXTS[0] in page and 'value="ordinary:delivery_info" class="primary" data-key-press="y"' in page
    assert 'value="near_miss:delivery_info:legal" data-key-press="n"' in page
    for key in ("s", "d", "u", "/"):
        assert f'data-key-press="{key}"' in page


def test_accepting_leads_to_the_next_and_undo_back(bench, tom):
    number = number_on(tom.get("/misread").text)
    after = send(tom, f"/misread/{number}", do="ordinary:delivery_info", example=TEXTS[0], made=TEXTS[0])
    assert "&lt;b&gt;moon&lt;/b&gt;" in after.text and "<b>moon" not in after.text
    assert [label.by for label in bench.parts.labelling.to_export()] == ["tom"]
    back = send(tom, "/misread/list/undo").text
    assert number_on(back) == number and bench.parts.labelling.to_export() == []
    assert "nothing of yours" in send(tom, "/misread/list/undo").text


def test_a_search_takes_the_place_of_the_guesses(tom):
    number = number_on(tom.get("/misread").text)
    page = tom.get(f"/misread?at={number}&q=gift+wrap").text
    assert 'value="question:faq/gift_wrap" class="primary" data-key-press="y"' in page
    asked = LiveQuestions()().by_intent["faq/gift_wrap"].question
    assert f"the question faq/gift_wrap: {asked}" in html.unescape(page)
    assert "Nothing fits" in tom.get(f"/misread?at={number}&q=zzzz").text


def test_a_question_gets_the_wording_without_marks_unless_somebody_edited_the_example(bench, tom):
    first = number_on(tom.get("/misread").text)
    made = {"do": "question:faq/gift_wrap", "made": "[Jane](person) asks", "wording": "Jane asks"}
    second = number_on(send(tom, f"/misread/{first}", example="[Jane](person) asks", **made).text)
    send(tom, f"/misread/{second}", example="who asks", **made)
    assert [label.text for label in bench.parts.labelling.to_export()] == ["Jane asks", "who asks"]


def test_a_whole_group_of_one_meaning_is_labelled_in_one_step_and_taken_back_in_one(bench, tom, monkeypatch):
    monkeypatch.setattr(misread.report_view, "grouper", lambda: lambda texts: [Grouped("moon", [0, 1])])
    page = tom.get("/misread?by=meaning").text
    first = number_on(page)
    (other,) = re.findall(r'name="others" value="(\d+)"', page)
    given = {"do": "ordinary:delivery_info", "example": "to the moon?", "made": TEXTS[0], "by": "meaning"}
    after = send(tom, f"/misread/{first}", whole="yes", others=[other], **given)
    assert "There is nothing to label" in after.text
    assert {label.text for label in bench.parts.labelling.to_export()} == {"to the moon?", TEXTS[1]}
    assert number_on(send(tom, "/misread/list/undo", by="meaning").text) in (first, other)
    assert bench.parts.labelling.counts().waiting == 2
    send(tom, f"/misread/{first}", others=[other], **given)
    assert [label.text for label in bench.parts.labelling.to_export()] == ["to the moon?"]


def test_what_a_colleague_labelled_meanwhile_is_left_out_of_a_group_and_said(bench, tom):
    first = number_on(tom.get("/misread").text)
    second = number_on(send(tom, f"/misread/{first}", do="discard").text)
    given = {"do": "ordinary:delivery_info", "example": TEXTS[1], "made": TEXTS[1]}
    assert "Left out" in send(tom, f"/misread/{first}", whole="yes", others=[second], **given).text
    assert [label.text for label in bench.parts.labelling.to_export()] == [TEXTS[1]]


def test_messages_that_are_together_for_a_reason_only_are_not_offered_as_a_group(tom):
    assert 'name="whole"' not in tom.get("/misread").text


@pytest.mark.parametrize("do", ["ordinary:nothing", "question:faq/gone", "near_miss:chitchat", "skipped:x", "x"])
def test_what_is_no_target_is_refused(bench, tom, do):
    number = number_on(tom.get("/misread").text)
    answer = send(tom, f"/misread/{number}", do=do, example="x", made="y")
    assert answer.status_code == 409 and bench.parts.labelling.counts().waiting == 2


def test_a_message_that_a_colleague_labelled_is_said_to_be(bench, tom):
    number = number_on(tom.get("/misread").text)
    send(tom, f"/misread/{number}", do="discard")
    answer = send(tom, f"/misread/{number}", do="skip")
    assert answer.status_code == 409 and "already" in answer.text
    rest = number_on(answer.text)
    skipped = send(tom, f"/misread/{rest}", do="skip").text
    assert "There is nothing to label" in skipped and "1 skipped" in skipped
    assert number_on(send(tom, "/misread/list/skipped").text) == rest


def test_where_nothing_is_labelled_there_is_nothing_to_export(tom):
    page = tom.get("/misread/export").text
    assert "There is nothing to export: label messages first" in page and "0 labels" not in page


def test_the_export_is_shown_first_and_a_download_marks_it(bench, tom, monkeypatch):
    number = number_on(tom.get("/misread").text)
    send(tom, f"/misread/{number}", do="ordinary:delivery_info", example="to the moon?", made="x")
    root, questions = misread.checked_plan.__globals__["ROOT"], bench.parts.questions
    monkeypatch.setattr(misread, "checked_plan", lambda labels, check: plan(root, labels, questions()))
    assert "+    - to the moon?" in tom.get("/misread/export").text
    assert len(bench.parts.labelling.to_export()) == 1
    patch = send(tom, "/misread/export")
    assert "+    - to the moon?" in patch.text and "misread.patch" in patch.headers["content-disposition"]
    assert bench.parts.labelling.to_export() == []


def test_a_check_that_cannot_be_done_is_said_and_nothing_is_exported(bench, tom, monkeypatch):
    def fails(labels, check):
        raise CheckFailed("The check of the files could not be done.")

    number = number_on(tom.get("/misread").text)
    send(tom, f"/misread/{number}", do="ordinary:delivery_info", example="to the moon?", made="x")
    monkeypatch.setattr(misread, "checked_plan", fails)
    assert tom.get("/misread/export").status_code == 503
    assert send(tom, "/misread/export").status_code == 503
    assert len(bench.parts.labelling.to_export()) == 1
