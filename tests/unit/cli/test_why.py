"""`baton why` explains what was said and decided in the past, by the policy of then."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from baton.base.document import read_document
from baton.cli import explain_past, why
from baton.lab.policy_history import HistoryEntry
from policies.policy_document import PolicyDocument
from tests.support.replays import LAUNCH, TEXT, Written

OTHER_TEXT = TEXT.replace("posture: launch", "posture: steady")


@pytest.fixture
def written():
    made = Written()
    made.says("where is my parcel")
    made.says("a person please", "explicit_human", {"explicit_human": 0.9})
    return made


def record_of(written):
    return next(e["value"] for e in written.events if e.get("name") == "escalation" and e.get("value"))


def entry(text):
    document = read_document(text, "escalation.yml", PolicyDocument)
    return HistoryEntry("2026-11-01", "promoted", "maria", "", 2, document.hash, 1, "-", "-", None, "", text)


def test_each_turn_is_explained_as_it_was_decided_then(written):
    first = explain_past.explain_past(explain_past.at_turn(written.events, 1), LAUNCH, [])
    assert first[-1] == "then      no handover followed this message" and "message   1: where is my parcel" in first
    second = explain_past.explain_past(explain_past.at_turn(written.events, 2), LAUNCH, [])
    assert any(line.startswith("decision  hand over: explicit_request") for line in second)
    assert any(
        line.startswith(f"then      handed over as {record_of(written)['id']}: explicit_request") for line in second
    )


def test_a_handoff_leads_to_its_message(written):
    past = explain_past.at_handoff(written.events, record_of(written)["id"])
    assert past.events[-1]["text"] == "a person please"
    with pytest.raises(explain_past.NotInTheLog, match="led to handoff h0"):
        explain_past.at_handoff(written.events, "h0")


def test_a_turn_that_is_not_there_is_named(written):
    with pytest.raises(explain_past.NotInTheLog, match="no turn 3: the conversation has turns 1 to 2"):
        explain_past.at_turn(written.events, 3)


def test_the_policy_of_then_is_taken_from_the_history(written):
    now = read_document(OTHER_TEXT, "escalation.yml", PolicyDocument)
    past = explain_past.at_turn(written.events, 2)
    lines = explain_past.explain_past(past, now, [entry(TEXT)])
    assert any(line.startswith("decision") and f"{LAUNCH.hash}, launch" in line for line in lines)
    lost = explain_past.explain_past(past, now, [])
    assert "not in the history" in lost[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Give a TEXT"),
        ([" "], "Give a TEXT"),
        (["hello", "--turn", "2"], "give no TEXT"),
        (["--turn", "2"], "--turn needs --conversation"),
        (["--handoff", "h1", "--conversation", "c1"], "give it alone"),
        (["--turn", "0", "--conversation", "c1"], "--turn"),
    ],
)
def test_what_does_not_go_together_is_said(arguments, said):
    result = CliRunner().invoke(why.why, arguments)
    assert result.exit_code == 2 and said in result.output


def test_the_command_finds_a_handoff_of_the_desk(bench, monkeypatch):
    bench.handoff("h1", "c1")
    monkeypatch.setattr(why, "bootstrap", lambda _settings: bench.parts)
    monkeypatch.setattr(why, "load_settings", lambda: bench.parts.settings)
    for arguments, said in (
        (["--handoff", "h9"], "There is no handoff h9."),
        (["--conversation", "c9"], "There is no conversation c9"),
        (["--conversation", "c1", "--turn", "8"], "There is no turn 8"),
    ):
        result = CliRunner().invoke(why.why, arguments)
        assert result.exit_code == 1 and said in result.output


@pytest.mark.parametrize(
    ("asked", "log", "said"),
    [
        (["--handoff", "nope"], None, "There is no handoff nope."),
        (["--conversation", "nope"], None, "There is no conversation nope in the log."),
        (
            ["--conversation", "nope"],
            "postgresql://127.0.0.1:1/log",
            "the conversation log (BATON_TRACKER_DB) cannot be",
        ),
    ],
)
def test_without_the_databases_there_is_one_clear_sentence(tmp_path, monkeypatch, asked, log, said):
    monkeypatch.setenv("BATON_VAR_DIR", str(tmp_path))
    for name in ("BATON_DESK_DB", "BATON_TRACKER_DB", "BATON_ORDERS_DB"):
        monkeypatch.delenv(name, raising=False)
    if log:
        monkeypatch.setenv("BATON_TRACKER_DB", log)
    result = CliRunner().invoke(why.why, asked)
    assert isinstance(result.exception, SystemExit) and said in result.output
