"""The leads' pages of the policy: who sees them, what keeps a candidate from customers, and what the buttons do."""

from __future__ import annotations

import re
from datetime import datetime, timezone

import pytest

from baton.base.document import read_document
from baton.desk.auth.roles import Role
from baton.lab import policy_history
from baton.lab.policy_edit import edited
from baton.lab.replay.result import result
from baton.lab.replay.tally import Tally
from baton.lab.rollout import store
from policies.policy_document import PolicyDocument
from policies.rollout import State
from tests.support.bench import Bench
from tests.support.replays import LAUNCH, TEXT, Written, write
from tests.support.rollouts import CALMER_TEXT, entry

CALMER = read_document(CALMER_TEXT, "candidate", PolicyDocument)
PAGE = f"/policy/candidates/{CALMER.hash}"


def desk(folder, **environ):
    (folder / "escalation.yml").write_text(TEXT)
    made = Bench(folder, BATON_POLICY_FILE=str(folder / "escalation.yml"), **environ)
    for login, role in (("maria", Role.AGENT), ("tom", Role.LEAD), ("ann", Role.LEAD)):
        made.agent(login, role=role)
    return made


@pytest.fixture
def bench(tmp_path):
    return desk(tmp_path)


def replayed(bench, text=CALMER_TEXT):
    """A replay of one conversation, in which nothing is lost."""
    document = read_document(text, "candidate", PolicyDocument)
    tally = Tally(conversations=1, first_at=1.0, last_at=2.0)
    found = result(tally, document, LAUNCH, datetime(2026, 11, 24, tzinfo=timezone.utc))
    bench.parts.policy_changes.keep(text, replay=found.json())


def signed_in(bench, login):
    browser = bench.browser()
    bench.enter(browser, login)
    return browser


def press(bench, browser, path, **fields):
    return browser.post(path, data={"csrf": bench.form_token_of(browser), "why": "calm words", **fields})


def running(bench):
    with bench.engine.connect() as connection:
        return store.running(connection)


def test_an_agent_sees_neither_page_nor_buttons(bench):
    maria = signed_in(bench, "maria")
    assert maria.get("/policy").status_code == 403
    assert press(bench, maria, "/policy/rollback").status_code == 403
    assert "/policy" not in maria.get("/").text


def test_a_candidate_shows_its_difference_its_replay_and_what_is_missing(bench):
    tom = signed_in(bench, "tom")
    replayed(bench)
    assert CALMER.hash in tom.get("/policy").text
    page = tom.get(PAGE).text
    assert "+    threshold: {launch: 0.6, steady: 0.6}" in page
    assert "0 of 1 conversations" in page and 'data-test="against"' not in page
    keeps = edited(TEXT, {("capabilities", "problem_report"): {"confidence": "high", "category": "order_problem"}})
    replayed(bench, keeps)
    other = read_document(keeps, "candidate", PolicyDocument).hash
    assert "problem_report goes to the bot: test it first" in tom.get(f"/policy/candidates/{other}").text
    assert tom.get("/policy/candidates/" + "0" * 12).status_code == 404


def test_a_conversation_to_read_stands_beside_what_the_candidate_would_have_decided(bench):
    tom, maria = signed_in(bench, "tom"), signed_in(bench, "maria")
    replayed(bench)
    written = Written()
    written.says("where is my lamp")
    written.says("calm words, not again", signals={"emotional": 0.5})
    written.says("hello, somebody there", signals={"legal": 0.9})
    written.agent_replies()
    write(bench.parts.log.engine, [("web/c 1", written.events)])
    page = tom.get(f"{PAGE}/conversations/web%2Fc%201").text
    before, differs, unknown = re.findall(r'<li class="([^"]*)" data-turn="(\d)">', page)
    assert (before, differs, unknown) == (("", "1"), ("differs", "2"), (" unknown", "3"))
    assert "is <strong>later</strong> with the candidate" in page
    assert "Distress or key words" in page and "calm words, not again" in page
    assert page.count("at a message written while waiting") == 1
    assert 'data-test="lost"' not in page
    assert tom.get(f"{PAGE}/conversations/nobody").status_code == 404
    assert tom.get("/policy/candidates/" + "0" * 12 + "/conversations/web%2Fc%201").status_code == 404
    assert maria.get(f"{PAGE}/conversations/web%2Fc%201").status_code == 403
    assert [each.details["conversation_id"] for each in bench.parts.audit.read("tom", "viewed")][:1] == ["web/c 1"]


def test_from_shadow_to_a_share_to_everybody_by_buttons(bench):
    tom = signed_in(bench, "tom")
    replayed(bench)
    assert press(bench, tom, PAGE, kind="shadow").status_code == 303
    assert "runs in shadow" in tom.get("/policy").text
    assert press(bench, tom, "/policy/end").status_code == 303
    assert press(bench, tom, PAGE, kind="share", percent="20").status_code == 303
    page = tom.get("/policy").text
    assert "20&nbsp;%" in page and 'data-test="arms"' in page and 'data-test="guardrail"' in page
    assert press(bench, tom, "/policy/share", percent="50").status_code == 303
    assert running(bench).share == 0.5
    assert press(bench, tom, "/policy/share", percent="100").status_code == 303
    assert running(bench) is None
    assert "threshold: {launch: 0.6, steady: 0.6}" in bench.settings.policy_file.read_text()
    assert press(bench, tom, "/policy/rollback").status_code == 303
    assert bench.settings.policy_file.read_text() == TEXT.replace("version: 1\n", "version: 4\n")
    assert {each.by for each in policy_history.read(bench.settings.policy_file)} == {"tom"}
    assert "took a candidate policy back" not in tom.get("/audit").text
    assert "brought a policy into force" in tom.get("/audit").text


def test_what_is_refused_says_why_and_keeps_what_was_typed(bench):
    tom = signed_in(bench, "tom")
    replayed(bench)
    answer = press(bench, tom, "/policy/share", percent="50", why="my <reason>")
    assert answer.status_code == 409
    assert "no candidate is rolled out" in answer.text and "my &lt;reason&gt;" in answer.text
    assert "Say why" in press(bench, tom, PAGE, kind="shadow", why="  ").text
    assert press(bench, tom, PAGE, kind="rolled_back").status_code == 404
    assert press(bench, tom, PAGE, kind="nonsense").status_code == 422
    assert running(bench) is None


def test_four_eyes_by_setting(tmp_path):
    bench = desk(tmp_path, BATON_POLICY_APPROVALS="2")
    tom, ann = signed_in(bench, "tom"), signed_in(bench, "ann")
    replayed(bench)
    assert press(bench, tom, PAGE, kind="share").status_code == 303
    assert running(bench) is None
    assert "tom has approved it" in ann.get(PAGE).text
    assert "it needs another person" in press(bench, tom, PAGE, kind="share").text
    assert press(bench, ann, PAGE, kind="share").status_code == 303
    assert running(bench).share == 0.1


def test_leads_are_told_on_every_page_that_a_candidate_was_taken_back_until_one_has_seen_it(bench):
    taken = entry(state=State.ROLLED_BACK, ended_at=1.0, ended_by="guardrail", reason="customers gave up more often")
    with bench.engine.begin() as connection:
        store.add(connection, taken)
    tom, maria = signed_in(bench, "tom"), signed_in(bench, "maria")
    assert "Customers gave up more often" in tom.get("/").text
    assert "gave up more often" not in maria.get("/").text
    assert press(bench, tom, "/policy/noticed").status_code == 303
    assert "gave up more often" not in tom.get("/").text
