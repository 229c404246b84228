"""Which variation is for whom, which countries a message names, and links without Markdown."""

from __future__ import annotations

import pytest

from baton.knowledge.answers import Audience, countries_in, plain_text, variation
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


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("how much to Ireland", ("IE",)),
        ("to germany or SPAIN?", ("DE", "ES")),
        ("do you ship to the US", ("US",)),
        ("can you tell us more", ()),
        ("Germany, germany", ("DE",)),
        ("Holland and the United Kingdom", ("NL", "GB")),
        ("germanyish", ()),
    ],
)
def test_the_countries_of_a_message(text, countries):
    assert countries_in(text) == countries


def test_links_are_written_out():
    text = "See [our page](https://shop.example/a) or [write](mailto:help@shop.example)."
    assert plain_text(text) == "See our page (https://shop.example/a) or write (mailto:help@shop.example)."
