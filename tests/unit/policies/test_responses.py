"""Which words go with a handover: each reason has its own, and a grave one names the emergency contact at night."""

from __future__ import annotations

import pytest
import yaml

from baton.base.settings import ROOT
from policies.responses import CLOSED, NOBODY, PLAIN, handing_over, out_of_hours
from policies.taxonomy import LOCKED
from policies.triggers import TRIGGERS

RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["responses"]
GRAVE = [category for category in LOCKED if category != "no_ai"]


def text(response):
    return RESPONSES[response][0]["text"]


def test_each_reason_has_words_of_its_own():
    said = [text(handing_over(category, "permanent_category", RESPONSES)) for category in LOCKED]
    said += [
        text(handing_over(None, t, RESPONSES)) for t in ("explicit_request", "repeated_failure", "complexity", "time")
    ]
    said += [text(handing_over(c, "do_not_attempt", RESPONSES)) for c in ("refund", "cancel_change", "payment_dispute")]
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("trigger", list(TRIGGERS))
def test_there_is_always_something_to_say(trigger):
    assert handing_over("a business's own category", trigger, RESPONSES) in RESPONSES
    assert handing_over(None, None, {}) == PLAIN


@pytest.mark.parametrize("category", GRAVE)
@pytest.mark.parametrize("closed", [True, False])
def test_a_grave_matter_when_nobody_is_there_names_the_emergency_contact(category, closed):
    said = text(out_of_hours(category, RESPONSES, closed))
    assert "{emergency_contact}" in said
    assert len({text(out_of_hours(c, RESPONSES, closed)) for c in (category, "refund")}) == 2


@pytest.mark.parametrize(("closed", "response"), [(True, CLOSED), (False, NOBODY)])
def test_any_other_matter_is_told_plainly(closed, response):
    assert out_of_hours("refund", RESPONSES, closed) == response
    assert "{emergency_contact}" not in text(response)
