"""The words in data/callback_details.yml: each phrase is heard, and a wrong file is refused with its line."""

from __future__ import annotations

import pytest

from actions.callback_topic import named_topics
from actions.contact_correction import corrected_contact
from actions.detail_words import FILE, DetailWords, detail_words
from actions.introduced_name import introduced_name, with_surname
from baton.base.document import FileRefused, load_document
from baton.handoff.calendar.callback_words import variants

WORDS = detail_words()


def spoken(phrases):
    return [variant for phrase in phrases for variant in variants(phrase)]


@pytest.mark.parametrize("phrase", spoken(WORDS.gives_name))
def test_each_phrase_gives_a_name_whatever_was_asked(phrase):
    assert introduced_name(phrase.format(name="Rosalind Vance"), asked=False) == "Rosalind Vance"


@pytest.mark.parametrize("phrase", spoken(WORDS.gives_name_if_asked))
@pytest.mark.parametrize("before", ["", "hi ", "no, "])
def test_each_phrase_gives_a_name_where_one_was_asked_for(phrase, before):
    said = f"{before}{phrase.format(name='imke')}"
    assert introduced_name(said, asked=True) == "Imke"
    assert introduced_name(said, asked=False) is None


@pytest.mark.parametrize("phrase", spoken(WORDS.gives_surname))
def test_each_phrase_gives_another_surname(phrase):
    said = f"sorry, {phrase.format(name='vance')}"
    assert with_surname("Rosalind Okoro", said) == "Rosalind Vance"
    assert with_surname("Okoro", said) == with_surname(None, said) == "Vance"
    assert with_surname("Rosalind Okoro", "surname is not on the list") is None


@pytest.mark.parametrize("phrase", spoken(WORDS.corrections))
def test_each_phrase_corrects_a_part_of_a_number(phrase):
    assert corrected_contact("+441632960551", phrase.format(right="552", wrong="551")) == "+441632960552"
    assert corrected_contact("+441632960551", phrase.format(right="552", wrong="777")) is None


@pytest.mark.parametrize("phrase", spoken(WORDS.ends))
def test_each_phrase_corrects_the_end_of_a_number(phrase):
    assert corrected_contact("+441632960551", f"sorry, it {phrase.format(right='73')}") == "+441632960573"


@pytest.mark.parametrize("courtesy", WORDS.courtesies)
def test_a_courtesy_is_no_part_of_a_topic(courtesy):
    assert next(named_topics(f"ring me regarding the dented tin, {courtesy}!"))[0] == "the dented tin"


def test_about_a_number_is_no_topic():
    assert list(named_topics("ring me at about 10")) == []


@pytest.mark.parametrize(
    "line", ["gives_name: [my name]", "corrections: ['{right} not {left}']", "ends: [ends with it]"]
)
def test_a_phrase_without_its_places_is_refused(tmp_path, line):
    key = line.partition(":")[0]
    kept, skips = [], False
    for each in FILE.read_text(encoding="utf-8").splitlines():
        skips = each.startswith(f"{key}:") or (skips and each.startswith(" "))
        kept += [] if skips else [each]
    changed = tmp_path / "words.yml"
    changed.write_text("\n".join([*kept, line]), encoding="utf-8")
    with pytest.raises(FileRefused, match="needs"):
        load_document(changed, DetailWords)
