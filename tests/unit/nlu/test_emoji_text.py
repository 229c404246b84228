import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.emoji_text import in_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("late again 😡😡😡", "late again pouting face"),
        ("👍🏽", "thumbs up sign"),
        ("❤️", "heavy black heart"),
        ("thanks 🙏 bye", "thanks person with folded hands bye"),
        ("😂😭", "face with tears of joy loudly crying face"),
        ("🇬🇧", ""),
        ("soooo 20° ™ → zoom", "soooo 20° ™ → zoom"),
        ("今日の天気は？", "今日の天気は？"),
        ("привет", "привет"),
    ],
)
def test_emojis_are_said_in_words(text, words):
    assert " ".join(in_words(text).split()) == words


@given(st.text(st.characters(max_codepoint=0x25FF)))
def test_everything_else_stays_as_it_is(text):
    assert in_words(text) == text


@given(st.text())
def test_what_was_said_in_words_stays(text):
    assert in_words(in_words(text)) == in_words(text)
