"""The policy document: what is read, and what is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from baton.base.document import FileRefused, read_document
from baton.base.live_file import LiveFile
from policies.policy_document import PolicyDocument
from policies.taxonomy import LOCKED

TEXT = (Path(__file__).resolve().parents[3] / "policies" / "escalation.yml").read_text()


def test_the_shipped_document_is_conservative():
    policy = read_document(TEXT, "escalation.yml", PolicyDocument)
    assert policy.posture == "launch"
    assert set(LOCKED) <= set(policy.permanent)


def test_posture_is_one_word():
    launch, steady = (
        read_document(TEXT, "escalation.yml", PolicyDocument),
        read_document(TEXT.replace("posture: launch", "posture: steady"), "escalation.yml", PolicyDocument),
    )
    assert launch.limit(launch.triggers.time.exchanges) == 8
    assert steady.limit(steady.triggers.time.exchanges) == 12
    assert steady.limit(steady.triggers.time.minutes) == 10
    assert steady.limit(steady.triggers.complexity.distinct_problems) == 3
    assert steady.limit(steady.capability("product_specs").attempts) == 2


@pytest.mark.parametrize("locked", LOCKED)
def test_no_permanent_category_can_be_taken_out(locked):
    kept = ", ".join(name for name in LOCKED if name != locked)
    broken = TEXT.replace(
        "permanent: [legal, regulatory, fraud, health_safety, bereavement, no_ai]", f"permanent: [{kept}]"
    )
    with pytest.raises(FileRefused, match=f"escalation.yml:\\d+: {locked} is missing"):
        read_document(broken, "escalation.yml", PolicyDocument)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("refund:             {confidence: never", "refund:             {confidence: high", "may not attempt"),
        ("[legal, regulatory]}", "[legal]}", "may not attempt"),
        (
            "capabilities:",
            "capabilities:\n  grief: {confidence: moderate, attempts: 2, signals: [bereavement]}",
            "permanent category",
        ),
        (
            "permanent_category:\n    threshold: {launch: 0.45, steady: 0.5}",
            "permanent_category:\n    threshold: 0.9",
            "would weaken",
        ),
        ("threshold: {launch: 0.3, steady: 0.4}", "threshold: {launch: 0.3, steady: 0.95}", "would weaken"),
        ("signals: [explicit_human]", "signals: [emotional]", "whoever asks for a person"),
        ("minutes: {launch: 5, steady: 10}", "minutes: {launch: 50, steady: 10}", "looser than steady"),
        ("same_task: 2 ", "same_task: two ", "integer"),
        ("posture: launch", "posture: fast", "not one of"),
        ("version: 1", "version: 1\nversion: 2", "given twice"),
        ("  time:\n", "  tme:\n", "unknown"),
        ("    threshold: {launch: 0.45, steady: 0.5}", "    threshold: {launch: 0.45, steady: .nan}", "switch it off"),
        ("minutes: {launch: 5, steady: 10}", "minutes: {launch: 5, steady: .inf}", "switch it off"),
        ("  time:\n", "  7: 8\n  x: 9\n  time:\n", "a name must be a word"),
        ("version: 1", "version: 1\nsince: 2026-13-45", "cannot be read"),
        ("version: 1", "version: &v [*v]", "an alias that holds itself"),
    ],
)
def test_what_would_weaken_it_is_refused_with_its_line(old, new, reason):
    assert old in TEXT
    with pytest.raises(FileRefused, match=rf"escalation.yml:\d+: .*{reason}"):
        read_document(TEXT.replace(old, new, 1), "escalation.yml", PolicyDocument)


def test_all_errors_come_at_once():
    broken = TEXT.replace("posture: launch", "posture: fast").replace("same_task: 2 ", "same_task: two ")
    with pytest.raises(FileRefused) as caught:
        read_document(broken, "escalation.yml", PolicyDocument)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("text", ["", "[]", "just words", "a: [", "\t"])
def test_what_is_no_policy_is_refused(text):
    with pytest.raises(FileRefused):
        read_document(text, "escalation.yml", PolicyDocument)


def test_a_running_bot_keeps_the_old_document_when_the_new_one_is_wrong(tmp_path):
    path = tmp_path / "escalation.yml"
    path.write_text(TEXT)
    live = LiveFile(path, PolicyDocument)
    assert live().posture == "launch"
    path.write_text(TEXT.replace("posture: launch", "posture: nonsense!"))
    assert live().posture == "launch"
    assert live.error is not None
    path.write_text(TEXT.replace("posture: launch", "posture: steady"))
    assert live().posture == "steady"
    assert live.error is None
