"""What the name tagger learns from."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import FileRefused, load_document, read_document
from baton.nlu.names import made_messages, name_data
from baton.nlu.names.made_messages import Carriers, NamedMessage
from baton.nlu.names.made_names import NameMaker
from baton.nlu.names.name_data import Country
from baton.nlu.names.tagger import spans
from baton.nlu.names.tokens import tokens
from baton.nlu.names.training import tags

COUNTRIES = [Country("en_GB", ["Jane", "Will"], ["Doe", "Young", "van der Berg"], ["Mrs"])]
CARRIERS = load_document(made_messages.FILE, Carriers)


def maker(seed=1):
    return NameMaker(COUNTRIES, ["will", "young", "lamp"], Random(seed))


def test_a_sentence_without_a_name_and_an_unknown_slot_are_refused():
    text = "announcing: [my name is]\nlikely: ['{name} {shoe}']\nalone: ['{name}']\n"
    with pytest.raises(FileRefused) as refused:
        read_document(text, "name_carriers.yml", Carriers)
    assert [(p.line, p.text) for p in refused.value.problems] == [
        (1, "needs {name} once"),
        (2, "nothing is known to put into {shoe}"),
    ]


@given(st.integers(0, 10_000))
def test_the_name_is_where_the_places_say_in_any_case(seed):
    random = Random(seed)
    names = maker(seed)
    (carrier,) = random.choices([*CARRIERS.announcing, *CARRIERS.likely, *CARRIERS.alone])
    name = names.name()
    message = made_messages.recased(made_messages.filled(carrier, name, names.title(), True, random), random)
    ((start, end),) = message.names
    assert message.text[start:end].lower() == name.lower()
    assert "{" not in message.text


@given(st.text(max_size=40), st.integers(0, 1000))
def test_other_letters_keep_their_places(text, seed):
    message = NamedMessage(f"İ {text} Jane", ((len(text) + 3, len(text) + 7),))
    changed = made_messages.recased(message, Random(seed))
    ((start, end),) = changed.names
    assert changed.text[start:end].lower() == "jane"


def test_another_name_takes_the_place_of_each():
    message = NamedMessage("Jane, not Joan, it is", ((0, 4), (10, 14)))
    changed = made_messages.renamed(message, maker(), Random(2))
    assert len(changed.names) == 2
    assert changed.text[changed.names[0][1] :].lower().startswith(", not ")


def test_a_title_that_is_marked_is_no_part_of_the_name():
    message = NamedMessage("it is Mrs Jane Doe", ((6, 18),))
    words = tokens(message.text)
    assert tags(message, words) == ["O", "O", "O", "B", "I"]
    assert spans(tags(message, words)) == [(3, 5)]


def test_what_is_no_name_has_none():
    made = list(made_messages.nameless(CARRIERS, ["broken", "transaction"], 50, Random(1)))
    assert all(message.names == () for message in made)
    assert made_messages.mistyped("abc", Random(1)) == "abc"


def test_every_list_of_the_world_has_names_of_both_kinds():
    countries = name_data.countries()
    assert len(countries) > 60
    assert all(country.first and country.last for country in countries)
    assert "van der" in name_data.particles(countries)
    assert len(name_data.foreign_words()) > 15
