"""The published schema of the handoff package says what the types say."""

from __future__ import annotations

import copy
import json
from typing import Annotated

import pytest

from baton.handoff.package import builder, json_schema
from baton.handoff.package.model import TRIGGER_NAMES
from baton.handoff.package.recommended_actions import CALLBACK
from policies.journeys import JOURNEY
from policies.triggers import TRIGGERS
from tests.support.clock import START
from tests.support.handoffs import LOG


@pytest.fixture
def package():
    built = builder.build("c1", LOG, builder.decision_in(LOG), START.timestamp())
    return {**built, "recommended_action": "Greet the customer."}


def test_the_published_file_is_generated_from_the_types():
    assert json.loads(json_schema.FILE.read_text(encoding="utf-8")) == json_schema.generate()


def test_the_schema_knows_every_trigger_of_the_policy():
    assert set(TRIGGER_NAMES) == {*TRIGGERS, CALLBACK, JOURNEY}


def test_a_package_of_the_builder_conforms(package):
    json_schema.check(package)


@pytest.mark.parametrize(
    ("place", "value", "problem"),
    [
        (("priority",), 5, "priority breaks 'maximum'"),
        (("schema_version",), 2, "schema_version breaks 'const'"),
        (("customer", "name"), 3, "customer.name breaks 'type'"),
        (("issue", "topics"), ["refund", "refund"], "issue.topics breaks 'uniqueItems'"),
        (("trigger", "name"), "mood", "trigger.name breaks 'enum'"),
        (("transcript", 0, "speaker"), "ghost", "transcript.0.speaker breaks 'enum'"),
        (("transcript", 0, "at"), "yesterday", "transcript.0.at breaks 'anyOf'"),
        (("summary",), "one line", "summary breaks 'pattern'"),
    ],
)
def test_a_package_that_does_not_conform_is_refused_with_the_place(package, place, value, problem):
    changed = copy.deepcopy(package)
    target = changed
    for key in place[:-1]:
        target = target[key]
    target[place[-1]] = value
    with pytest.raises(json_schema.InvalidPackage, match=problem.replace(".", r"\.")):
        json_schema.check(changed)


def test_a_missing_field_is_named(package):
    del package["channel"]
    with pytest.raises(json_schema.InvalidPackage, match="the package breaks 'required'"):
        json_schema.check(package)


@pytest.mark.parametrize("annotation", [float, Annotated[str, "a remark"]])
def test_a_type_that_the_schema_cannot_express_is_refused(annotation):
    with pytest.raises(TypeError):
        json_schema._of(annotation, {})
