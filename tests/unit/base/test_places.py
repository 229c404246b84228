"""Countries by their names, regions and towns, and what is none of them."""

from __future__ import annotations

import pytest

from baton.base.places import countries_in, named_countries, without_places

SHOP = ("GB", ("IE", "DE", "ES", "FR", "US"))


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
        ("does it go to Saxony", ("DE",)),
    ],
)
def test_the_countries_that_a_text_names(text, countries):
    assert named_countries(text) == countries


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("postage to marseille", ("FR",)),
        ("Marseille?", ("FR",)),
        ("im in düsseldorf, can i order", ("DE",)),
        ("from Salamanca to Belfast", ("ES", "GB")),
        ("would you send it to melbourne", ("AU",)),
        ("in São Paulo", ("BR",)),
        ("to Valencia", ("ES",)),  # there is a larger one in Venezuela
        ("to Manchester", ("GB",)),  # as the shop is there
        ("to perth", ()),  # in Australia or in Scotland
        ("to Marseille in Germany", ("DE",)),  # what is named counts
    ],
)
def test_a_town_means_its_country_where_that_is_clear(text, countries):
    assert countries_in(text, *SHOP) == countries


@pytest.mark.parametrize(
    "text",
    [
        "can i return it in store",
        "is it for free",
        "nice lamp, is it heavy",
        "at home",
        "to work please",
        "reading lamp?",
    ],
)
def test_a_word_that_is_a_town_elsewhere_is_none_here(text):
    assert countries_in(text, *SHOP) == ()


def test_what_is_left_of_a_text_without_its_places():
    assert without_places("and to Marseille?").split() == ["and", "to", "?"]
    assert without_places("call us about France").split() == ["call", "us", "about"]
