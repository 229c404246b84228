"""What a block of data/faq names must be there: each that is not is a sentence with its line."""

from __future__ import annotations

import pytest

from baton.base.yaml_lines import parse
from baton.cli.trainer import answer_names
from baton.cli.trainer.sources import Source
from baton.knowledge import checks
from tests.unit.cli.trainer.test_broken_inputs import DOMAIN
from tests.unit.knowledge.conftest import block, shop  # noqa: F401


@pytest.fixture
def problems(shop):  # noqa: F811
    def problems(text):
        shop.write("a.yml", text)
        value, lines, _ = parse(DOMAIN, "domain.yml")
        found = answer_names.problems(checks.placed(shop.live()()), Source("domain.yml", value, lines))
        return [str(one) for one in found]

    return problems


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("action: action_look_upp", "did you mean 'action_look_up'?"),
        ("declined: utter_stoped", "did you mean 'utter_stopped'?"),
        ("declined: utter_away_with_it", "name one that is there, or take the line out"),
        ("problem: damagd", "did you mean 'damaged'?"),
    ],
)
def test_a_name_that_is_not_there_is_a_sentence_with_its_line(problems, line, says):
    (problem,) = problems(block("moon", "Moon?", line))
    assert problem.startswith("a.yml:12: moon: ") and says in problem


@pytest.mark.parametrize("line", ["action: action_look_up", "declined: utter_stopped", "problem: damaged"])
def test_a_name_that_is_there_is_fine(problems, line):
    assert problems(block("moon", "Moon?", line)) == []


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ("/payment_method", "did you mean 'payment_methods'?"),
        ('\'/inform{"persn": "x"}\'', "did you mean 'person'?"),
        ("'/inform{\"person\": }'", "no JSON"),
        ("payment_methods", "write /payment_methods for the intent"),
        ("/payment_methods", None),
        ("Which cards do you take?", None),
    ],
)
def test_a_button_sends_what_the_domain_knows(problems, payload, says):
    text = block("moon", "Moon?") + f"        buttons:\n          - title: Cards\n            payload: {payload}\n"
    found = problems(text)
    assert [says in one and one.startswith("a.yml:13: ") for one in found] == ([True] if says else []), found


@pytest.mark.parametrize(
    ("code", "says"), [("UK", "did you mean GB?"), ("XQ", "two letters"), ("GB", None), ("other", None)]
)
def test_a_country_has_its_code(problems, code, says):
    text = block("moon", "Moon?") + f"        when: {{country: [FR, {code}]}}\n      - text: No.\n"
    found = problems(text)
    assert [says in one and one.startswith("a.yml:12: ") for one in found] == ([True] if says else []), found
