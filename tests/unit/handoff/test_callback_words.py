"""Every word and phrase of data/callback_words.yml is understood for what it stands for."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from baton.handoff.calendar.callback_words import callback_words
from baton.handoff.calendar.time_expression import Unclear
from baton.handoff.calendar.time_grammar import read_request

WORDS = callback_words()
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc)
LONDON = ZoneInfo("Europe/London")


def request(text):
    return read_request(text, NOW, LONDON)


@pytest.mark.parametrize(("word", "other"), [(w, o) for w, others in WORDS.spellings.items() for o in others])
def test_each_spelling_stands_for_its_word(word, other):
    assert WORDS.rewritten(other) == WORDS.rewritten(word)


@pytest.mark.parametrize(("meaning", "phrase"), [(m, p) for m, phrases in WORDS.phrases.items() for p in phrases])
def test_each_phrase_means_the_same_as_what_it_stands_for(meaning, phrase):
    for text in (phrase.replace("[", "").replace("]", ""), re.sub(r"\[[^]]*\] ?", "", phrase)):
        assert meaning in WORDS.rewritten(f"{text} 3pm"), text


@pytest.mark.parametrize("part", sorted(WORDS.parts))
def test_each_part_of_the_day_is_understood(part):
    found = request(f"tomorrow {part}")
    assert found.complete and found.alternatives[0].part is not None
    assert found.alternatives[0].part.start < found.alternatives[0].part.end


@pytest.mark.parametrize("name", sorted(WORDS.named_days))
def test_each_named_day_is_understood(name):
    found = request(f"{name} at 10")
    assert found.complete and len(found.alternatives[0].days) == 1


@pytest.mark.parametrize("name", WORDS.zone_names)
def test_each_zone_is_understood_beside_a_time(name):
    found = request(f"tomorrow at 3pm {name} time")
    assert found.complete and (found.season is not None or found.zone == WORDS.zone_of(name))


@pytest.mark.parametrize("name", WORDS.abbreviations)
def test_each_abbreviation_may_stand_alone(name):
    found = request(f"tomorrow at 3pm {name}")
    assert found.complete and (found.season is not None or found.zone == WORDS.zone_of(name))


@pytest.mark.parametrize("filler", [*WORDS.fillers.split(), *WORDS.filler_phrases])
def test_a_filler_changes_nothing(filler):
    plain = request("tomorrow at 3pm")
    assert request(f"{filler} tomorrow at 3pm") == request(f"tomorrow at 3pm {filler}") == plain


@pytest.mark.parametrize("filler", WORDS.fillers.split())
def test_a_not_before_a_filler_is_not_lost(filler):
    try:
        assert not request(f"not {filler} good tomorrow").complete
    except Unclear:
        pass


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("wensday", "wednesday"),
        ("thrusday", "thursday"),
        ("tommorrow", "tomorrow"),
        ("afternon", "afternoon"),
        ("decembre", "december"),
        ("money", "money"),
        ("mondy", "monday"),
        ("sunny", "sunny"),
        ("fry", "fry"),
    ],
)
def test_slips_in_long_words_are_found(text, wanted):
    assert WORDS.rewritten(text) == wanted
