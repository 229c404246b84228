"""What is replaced, overridden or copied is there in the Rasa that is installed, with the same arguments."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest
from click.testing import CliRunner
from rasa.core.channels.rest import RestInput
from rasa.core.policies.memoization import AugmentedMemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore

from baton.base.settings import ROOT
from baton.channels.rest import DevelopmentRest
from baton.cli import main as cli
from baton.conversation.event_reader import EVENTS
from baton.conversation.tracker_store import ConversationLog
from baton.rasa_overrides import version
from baton.rasa_overrides.patches import PATCHES
from baton.rasa_overrides.rule_policy import RecentRulePolicy
from baton.rasa_overrides.story_policy import RecentStoryPolicy
from baton.rasa_overrides.version import RASA_VERSION, WrongRasaVersion, check_version

README = (ROOT / "baton" / "rasa_overrides" / "README.md").read_text(encoding="utf-8")
#: Our own names in classes of Rasa's, which replace nothing.
OWN = {
    ConversationLog: {"_once", "_keep", "_notify", "_count", "_place"},
    RecentRulePolicy: {"_rules_on_words"},
    RecentStoryPolicy: {"_limit", "_recall_with_slots"},
    DevelopmentRest: {"_handled"},
}


def names(function):
    """The names of a function's arguments; the first is the object, whatever it is called."""
    if isinstance(function, staticmethod):
        return list(inspect.signature(function.__func__).parameters)
    return list(inspect.signature(function).parameters)[1:]


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: f"{patch.owner.__name__}.{patch.name}")
def test_what_is_replaced_is_there_and_takes_the_same_arguments(patch):
    original = inspect.getattr_static(patch.owner, patch.name)
    assert type(original) is type(patch.replacement)
    assert names(patch.replacement) == names(original)


@pytest.mark.parametrize(
    ("ours", "rasas"),
    [
        (DevelopmentRest, RestInput),
        (RecentRulePolicy, RulePolicy),
        (RecentStoryPolicy, AugmentedMemoizationPolicy),
        (ConversationLog, TrackerStore),
    ],
)
def test_what_is_overridden_is_there_and_takes_the_same_arguments(ours, rasas):
    for name, member in vars(ours).items():
        if (name.startswith("__") and name != "__init__") or name in OWN.get(ours, ()) or name == "_abc_impl":
            continue
        assert hasattr(rasas, name), name
        if inspect.isfunction(member) and name != "__init__":
            theirs = list(inspect.signature(getattr(rasas, name)).parameters)
            assert list(inspect.signature(member).parameters) == theirs, name


def test_the_security_rules_of_rest_hang_on_names_of_rasas():
    assert {"_extract_sender", "_extract_input_channel", "get_metadata", "blueprint"} <= set(vars(DevelopmentRest))


def test_the_log_is_read_from_the_table_that_rasa_has():
    def columns(table):
        return {c.name: (repr(c.type), c.nullable, c.primary_key, bool(c.index)) for c in table.columns}

    rasas = SQLTrackerStore.SQLEvent.__table__
    assert EVENTS.name == rasas.name
    assert columns(EVENTS) == columns(rasas)


def test_another_version_is_refused_in_one_sentence():
    check_version(RASA_VERSION)
    with pytest.raises(WrongRasaVersion, match=rf"runs on Rasa {RASA_VERSION}, and Rasa 3\.7\.0 is installed"):
        check_version("3.7.0")


@pytest.mark.parametrize("command", ["check", "train", "run"])
def test_commands_refuse_another_version(command, monkeypatch):
    monkeypatch.setattr(version.metadata, "version", lambda _name: "3.7.0")
    result = CliRunner().invoke(cli.baton, [command])
    assert result.exit_code == 1
    assert result.output.splitlines()[-1].startswith(f"Error: Baton runs on Rasa {RASA_VERSION}, and Rasa 3.7.0")


def test_the_process_of_rasa_starts_with_them_and_the_tests_do_not():
    code = (
        "from baton.rasa_overrides import patches; import inspect; patches.apply();"
        "print(all(inspect.getattr_static(p.owner, p.name) is p.replacement for p in patches.PATCHES))"
    )
    out = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert out.stdout.strip() == "True", out.stderr
    assert not any(inspect.getattr_static(p.owner, p.name) is p.replacement for p in PATCHES)


def test_every_override_has_its_row():
    for patch in PATCHES:
        assert f"`{patch.owner.__name__}.{patch.name}`" in README
    for path in (ROOT / "baton" / "rasa_overrides").glob("*.py"):
        assert path.stem.startswith("__") or f"`{path.name}`" in README
