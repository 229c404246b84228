"""The audit of known advisories: what fails it, what an exception covers, and that an unreachable database is said."""

from __future__ import annotations

import re
from datetime import date

import pytest
import yaml

from baton.base.settings import ROOT
from scripts import audit
from scripts.audit import Advisory, Excepted, Unreachable, exceptions, faults, node_advisories, python_advisories

TODAY = date(2026, 12, 1)
KNOWN = Excepted("aiohttp", "3.9.5", date(2027, 1, 1), "a client only")


def package(name, version="1.0", *ids):
    return {"name": name, "version": version, "vulns": [{"id": each} for each in ids]}


def test_an_exception_covers_its_version_until_its_day():
    found = [Advisory("aiohttp", "3.9.5", "GHSA-1")]
    assert faults(found, [KNOWN], TODAY) == []
    assert faults(found, [KNOWN], date(2027, 1, 2)) == [
        "aiohttp 3.9.5: GHSA-1: its exception ended on 2027-01-01; review it"
    ]
    assert faults([Advisory("aiohttp", "3.9.6", "GHSA-1")], [KNOWN], TODAY) == ["aiohttp 3.9.6: GHSA-1"]
    assert faults([Advisory("other", "1", "GHSA-2")], [KNOWN], TODAY) == ["other 1: GHSA-2"]


def test_what_could_not_be_looked_up_is_a_fault_unless_nothing_could():
    skipped = {"name": "rasa", "skip_reason": "not found"}
    assert python_advisories({"dependencies": [package("a", "1", "X-1"), skipped]}) == (
        [Advisory("a", "1", "X-1")],
        ["rasa"],
    )
    with pytest.raises(Unreachable):
        python_advisories({"dependencies": [skipped]})


def test_a_report_of_npm_and_an_answer_that_is_none():
    via = {"source": 1, "url": "https://github.example/advisories/GHSA-3"}
    assert node_advisories({"vulnerabilities": {"lit": {"via": [via, "other"]}}}) == [Advisory("lit", "", "GHSA-3")]
    with pytest.raises(Unreachable):
        node_advisories({"message": "405 Method Not Allowed"})


def test_an_unreachable_database_is_said_and_fails_nothing(monkeypatch, capsys):
    def away(command, folder):
        raise Unreachable("pip-audit: TimeoutExpired")

    monkeypatch.setattr(audit, "_report", away)
    assert audit.main() == 0
    assert "nothing was audited" in capsys.readouterr().out


def test_every_exception_is_of_a_version_that_is_locked_and_says_why():
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    for each in exceptions():
        assert locked.get(each.package) == each.version, each
        assert len(each.why.split()) > 8


#: What an exception says that nothing of ours does, as it would stand in the code.
UNREACHED = {
    "aiohttp": r"aiohttp\.web\b|from aiohttp import web",
    "pydantic": r"\bEmailStr\b",
    "protobuf": r"google\.protobuf|ParseFromString",
    "skops": r"\bskops\b",
    "pymongo": r"pymongo|MongoTrackerStore",
    "setuptools": r"easy_install|package_index",
    "keras": r"keras\.(models|layers|saving|utils)|tf\.saved_model",
    "scikit-learn": r"TfidfVectorizer[^\n]*(dump|pickle|joblib)",
}


@pytest.mark.parametrize("package", UNREACHED)
def test_the_reason_of_an_exception_is_true(package):
    assert package in {known.package for known in exceptions()}
    sources = [file for folder in ("baton", "policies", "actions") for file in (ROOT / folder).rglob("*.py")]
    reached = [file.name for file in sources if re.search(UNREACHED[package], file.read_text(encoding="utf-8"))]
    assert sources and reached == [], f"{package}: scripts/audit_exceptions.yml says otherwise"


def test_the_pipeline_has_no_component_of_a_library_that_is_excepted():
    """Of Rasa's own components only those that need neither TensorFlow nor skops."""
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    names = {each["name"] for part in ("pipeline", "policies") for each in config[part]}
    assert {name for name in names if "." not in name} <= {"FallbackClassifier"}
    assert all(name.startswith(("baton.", "policies.")) for name in names if "." in name)
