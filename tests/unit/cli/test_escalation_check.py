"""Check, training and start refuse what would lose escalation, before anything is done."""

from __future__ import annotations

import io
import json
import shutil
import tarfile

import pytest
from click.testing import CliRunner

from baton.base.escalation_in_place import EscalationNotInPlace
from baton.base.settings import ROOT, read
from baton.cli import escalation_check, main, model, supervisor
from baton.cli.supervisor import StartFailed
from baton.nlu import data_validation

FILES = ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml")


@pytest.fixture
def project(tmp_path):
    """Rasa's files, with the line of the escalation policy commented out."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    config = tmp_path / "config.yml"
    config.write_text(config.read_text().replace("  - name: policies.rasa", "  # - name: policies.rasa"))
    return tmp_path


@pytest.fixture
def settings(tmp_path):
    return read({"BATON_VAR_DIR": str(tmp_path / "var")})


def archive(path, content, name="metadata.json"):
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
    return path


def test_every_file_is_looked_at(project, settings):
    assert escalation_check.configuration_problems(settings) == []
    for name in FILES[1:]:
        (project / name).unlink()
    problems = escalation_check.configuration_problems(settings, project)
    assert [p.file for p in problems] == list(FILES)


@pytest.mark.parametrize("command", [["check"], ["train"], ["run"]])
def test_the_commands_refuse_it_and_train_and_start_nothing(command, project, settings, monkeypatch):
    found = escalation_check.configuration_problems(settings, project)
    monkeypatch.setattr(escalation_check, "configuration_problems", lambda *_args: found)
    monkeypatch.setattr(main, "load_settings", lambda: settings)
    monkeypatch.setattr(model, "train", lambda *_args: pytest.fail("trained"))
    monkeypatch.setattr(supervisor, "is_taken", lambda _port: False)
    monkeypatch.setattr(supervisor, "start", lambda *_args: pytest.fail("started"))
    monkeypatch.setattr(data_validation, "findings", lambda _root: ([], []))  # takes ten seconds, and is not meant here
    result = CliRunner().invoke(main.baton, command)
    assert result.exit_code == 1
    assert "config.yml:" in result.output and "rule T6" in result.output and "Traceback" not in result.output


@pytest.mark.parametrize(
    "content", [b"{", b"{}", json.dumps({"predict_schema": {"nodes": {}}}).encode(), b"\xff\xfe", b"[]"]
)
def test_a_model_that_cannot_hand_over_is_not_started(content, tmp_path, settings, monkeypatch):
    path = archive(tmp_path / "baton.tar.gz", content)
    with pytest.raises(EscalationNotInPlace, match=r"baton\.tar\.gz: .*train anew"):
        escalation_check.check_model(path)
    monkeypatch.setattr(model, "MODEL", path)
    monkeypatch.setattr(model, "fresh", lambda: True)
    with pytest.raises(StartFailed, match="train anew"):
        supervisor.prepare(supervisor.bootstrap(settings), lambda _text: None)


def test_what_is_no_model_is_refused(tmp_path):
    (tmp_path / "text.tar.gz").write_text("no archive")
    for path in (tmp_path / "text.tar.gz", tmp_path / "away.tar.gz", archive(tmp_path / "x.tar.gz", b"", "other")):
        with pytest.raises(EscalationNotInPlace, match="damaged or no model"):
            escalation_check.check_model(path)


def test_a_model_of_another_version_is_refused_before_rasa_stumbles_over_it(tmp_path):
    uses = ["baton.nlu.message_classifier.OldReader", "baton.gone.Reader", "policies.rasa_policy.EscalationPolicy"]
    metadata = {"predict_schema": {"nodes": {str(n): {"uses": name, "needs": {}} for n, name in enumerate(uses)}}}
    path = archive(tmp_path / "baton.tar.gz", json.dumps(metadata).encode())
    with pytest.raises(
        EscalationNotInPlace, match=r"no baton\.gone\.Reader, baton\.\S+\.OldReader here.*train"
    ) as refused:
        escalation_check.check_model(path)
    assert "no policies.rasa_policy" not in str(refused.value)
