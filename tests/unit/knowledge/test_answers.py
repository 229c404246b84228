"""Which variation is for whom, which countries a message names, and links without Markdown."""

from __future__ import annotations

import pytest

from baton.knowledge.answers import Audience, countries_of, is_for_country, plain_text, variation
from baton.knowledge.document import Question


def question(*variations):
    answer = [{"text": text, **({"when": when} if when else {})} for text, when in variations]
    return Question.parse_obj({"id": "cost", "question": "What does it cost?", "answer": answer})


COST = question(
    ("Ireland", {"country": ["IE"]}),
    ("abroad", {"country": ["DE", "FR"]}),
    ("German trade", {"country": ["AT"], "group": ["Trade"]}),
    ("all", None),
)


@pytest.mark.parametrize(
    ("audience", "text"),
    [
        (Audience(), "all"),
        (Audience(["IE"]), "Ireland"),
        (Audience(["FR", "IE"]), "Ireland"),  # the first that fits
        (Audience(["ES"]), "all"),
        (Audience(["AT"]), "all"),  # every list must hold something that is known
        (Audience(["AT"], ["trade"]), "German trade"),
    ],
)
def test_the_first_variation_that_fits_is_taken(audience, text):
    assert variation(COST, audience).text == text


def test_without_an_answer_for_everybody_there_is_an_error():
    with pytest.raises(ValueError, match="cost has no answer for everybody"):
        variation(question(("Ireland", {"country": ["IE"]})), Audience())


def test_a_country_without_an_answer_of_its_own_gets_the_one_for_others():
    asked = question(("Ireland", {"country": ["IE"]}), ("not there", {"country": ["other"]}), ("all", None))
    said = {code: variation(asked, Audience([code] if code else [])).text for code in ("IE", "NO", "")}
    assert said == {"IE": "Ireland", "NO": "not there", "": "all"}
    assert countries_of(asked) == ("IE",)
    assert is_for_country(asked, Audience(["NO"])) and not is_for_country(asked, Audience())


def test_links_are_written_out():
    text = "See [our page](https://shop.example/a) or [write](mailto:help@shop.example)."
    assert plain_text(text) == "See our page (https://shop.example/a) or write (mailto:help@shop.example)."
