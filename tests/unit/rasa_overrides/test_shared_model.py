"""One model for all workers: loaded before the fork, taken from there while its file is the same."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from baton.base.escalation_in_place import EscalationNotInPlace
from baton.rasa_overrides import shared_model


class Late:
    """A component that has something to load later."""

    loaded = False

    def load_now(self):
        self.loaded = True


@pytest.fixture
def model(tmp_path, monkeypatch):
    """The file of a model, and what was loaded from it so far."""
    loaded = []

    def load(path):
        nodes = {"late": SimpleNamespace(_component=Late()), "other": SimpleNamespace(_component=object())}
        loaded.append(("baton.tar.gz", None, SimpleNamespace(_instantiated_nodes=nodes)))
        return loaded[-1]

    monkeypatch.setattr(shared_model.model_check, "load_model", load)
    monkeypatch.setattr(shared_model, "_shared", None)
    monkeypatch.setattr(shared_model.gc, "freeze", lambda: None)  # it would last for all other tests
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
    path = tmp_path / "baton.tar.gz"
    path.write_bytes(b"a model")
    return path, loaded


def test_workers_take_what_was_loaded_before_the_fork(model):
    path, loaded = model
    shared_model.share(path)
    assert shared_model.load_model(path) is shared_model.load_model(str(path)) is loaded[0]
    assert len(loaded) == 1
    assert loaded[0][2]._instantiated_nodes["late"]._component.loaded


def test_a_new_model_or_another_one_is_loaded(model, tmp_path):
    path, loaded = model
    shared_model.share(path)
    other = tmp_path / "other.tar.gz"
    other.write_bytes(b"a model")
    assert shared_model.load_model(other) is loaded[1]
    other.replace(path)
    assert shared_model.load_model(path) is loaded[2]


def test_a_single_worker_loads_its_model(model):
    path, loaded = model
    assert shared_model.load_model(path) is loaded[0]


def test_what_cannot_be_loaded_is_left_to_the_workers(model, monkeypatch, caplog):
    path, _loaded = model

    def refuse(path):
        raise EscalationNotInPlace([])

    monkeypatch.setattr(shared_model.model_check, "load_model", refuse)
    caplog.set_level("INFO")
    shared_model.share(path)
    assert "EscalationNotInPlace" in caplog.text
    with pytest.raises(EscalationNotInPlace):
        shared_model.load_model(path)


@pytest.mark.parametrize("there", [True, False])
def test_the_model_of_the_server_is_shared_if_there_is_one(model, monkeypatch, there):
    path, loaded = model
    served = []
    monkeypatch.setattr(shared_model, "_rasas_serve_application", lambda *given, **more: served.append((given, more)))
    monkeypatch.setattr(shared_model.worker_processes, "serve_multiple", lambda settings, number: served.append(number))
    monkeypatch.setattr(shared_model, "_of_server", None)
    wanted = str(path if there else path.with_name("none.tar.gz"))
    shared_model.serve_application(wanted, port=7)
    shared_model.serve_multiple({}, 3)
    assert served == [((wanted,), {"port": 7}), 3]
    assert len(loaded) == there
