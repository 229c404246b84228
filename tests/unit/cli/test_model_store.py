"""Models are kept by version: one is in force, one can go back, and what is in force is never deleted or half there."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from click.testing import CliRunner

from baton.cli import escalation_check, model, training
from baton.cli.model_store import KEPT, ModelStore, NoSuchModel

START = datetime(2026, 11, 30, 9, 0, tzinfo=timezone.utc)


@pytest.fixture
def store(tmp_path):
    return ModelStore(tmp_path / "models")


def trained(store, number, content=None):
    """A model as a training leaves it."""
    at = START + timedelta(hours=number)
    name = store.new_name(at)
    store.kept_folder.mkdir(parents=True, exist_ok=True)
    (store.kept_folder / f"{name}.tar.gz").write_text(content or f"model {number}", encoding="utf-8")
    return store.keep(name, f"inputs {number}", at)


def test_a_model_is_kept_and_put_in_force(store):
    first = trained(store, 1)
    store.put_in_force(first.name, "inputs 1")
    assert store.in_force == first.name
    assert store.in_force_file.read_text(encoding="utf-8") == "model 1"
    assert store.stamp_file.read_text(encoding="utf-8") == "inputs 1"


def test_going_back_takes_the_model_before_and_holds_for_the_present_data(store):
    first, second = trained(store, 1), trained(store, 2)
    store.put_in_force(second.name, "inputs 2")
    store.put_in_force(store.previous().name, "inputs 3")
    assert store.in_force == first.name
    assert store.stamp_file.read_text(encoding="utf-8") == "inputs 3"  # so nothing trains a new one over it
    with pytest.raises(NoSuchModel, match="no older model"):
        store.previous()


def test_the_model_that_is_in_force_may_be_taken_again_and_leaves_nothing_beside_it(store):
    first = trained(store, 1)
    for _ in range(2):
        store.put_in_force(first.name, "inputs 1")
    assert sorted(path.name for path in store.in_force_file.parent.iterdir() if path.is_file()) == [
        "baton.inputs",
        "baton.tar.gz",
        "baton.version",
    ]


def test_a_model_of_the_time_before_models_were_kept_is_not_lost(store):
    store.in_force_file.parent.mkdir()
    store.in_force_file.write_text("old", encoding="utf-8")
    store.stamp_file.write_text("inputs 0", encoding="utf-8")
    old = store.adopt(START)
    assert store.adopt(START + timedelta(hours=1)) is None
    new = trained(store, 2)
    store.put_in_force(new.name, "inputs 2")
    assert store.previous().name == old.name
    assert store.one(old.name).archive.read_text(encoding="utf-8") == "old"
    assert store.one(old.name).inputs == "inputs 0"


def test_the_oldest_are_deleted_but_never_the_one_in_force(store):
    made = [trained(store, number) for number in range(KEPT + 3)]
    store.put_in_force(made[0].name, "x")
    store.prune()
    assert [kept.name for kept in store.kept()] == [m.name for m in (*reversed(made[3:]), made[0])]


def test_figures_are_kept(store):
    name = trained(store, 1).name
    store.record(name, {"right": 9})
    assert store.one(name).figures == {"right": 9}
    assert store.one(name).inputs == "inputs 1"
    with pytest.raises(NoSuchModel, match=f"no model x is kept; kept: {name}"):
        store.one("x")


@pytest.fixture
def command(store, monkeypatch):
    monkeypatch.setattr(training, "STORE", store)
    monkeypatch.setattr(model, "STORE", store)
    monkeypatch.setattr(model, "inputs_hash", lambda: "present")
    monkeypatch.setattr(escalation_check, "check_model", lambda path: None)  # these archives hold one word
    monkeypatch.setattr(training, "_reloaded", lambda settings: "reloaded")
    return lambda *words: CliRunner().invoke(training.models, words)


def test_the_commands(store, command):
    assert "No model is kept" in command("list").output
    first, second = trained(store, 1), trained(store, 2)
    figures = {"messages": 10, "right": 9, "missed": 1, "needless": 0, "intents": 5, "intents_right": 4}
    store.record(second.name, figures)
    assert command("use", second.name).exit_code == 0
    listed = command("list").output.splitlines()
    assert listed[0] == (
        f"* {second.name}  9 of 10 decisions right, 1 missed, 0 needless; 4 of 5 everyday intents right"
    )
    assert listed[1] == f"  {first.name}  not measured"
    back = command("rollback")
    assert f"{first.name} is in force. reloaded" in back.output and store.in_force == first.name
    assert "no model nonsense is kept" in command("use", "nonsense").output


def test_a_model_that_cannot_hand_over_is_not_taken(store, command, monkeypatch):
    from baton.base.escalation_in_place import EscalationNotInPlace
    from baton.base.yaml_lines import Problem

    def refuse(path):
        raise EscalationNotInPlace([Problem(path.name, 0, "the escalation policy is missing")])

    monkeypatch.setattr(escalation_check, "check_model", refuse)
    name = trained(store, 1).name
    assert "the escalation policy is missing" in command("use", name).output
    assert store.in_force is None
