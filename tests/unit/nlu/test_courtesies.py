"""Greetings, thanks and smiles are left out of what is read; what may mean something stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.courtesies import courtesies


@pytest.mark.parametrize(
    "written, read",
    [
        ("Hi, where is my parcel", "where is my parcel"),
        ("hello there! please where is it please", "where is it"),
        ("where is my parcel, thank you very much!!", "where is my parcel"),
        ("where is my parcel please?", "where is my parcel?"),
        ("my parcel is late 🙂", "my parcel is late"),
        ("sorry, good morning, my lamp is broken 😢 ❤️", "my lamp is broken"),
        ("Can I return it thanks mate", "Can I return it"),
        ("where is 10047 thanks", "where is 10047"),
    ],
)
def test_a_message_is_read_without_its_courtesies(written, read):
    assert courtesies().without(written) == read


@pytest.mark.parametrize(
    "text",
    [
        "hello there",
        "thank you so much!",
        "Human please",
        "no thanks",
        "please help me",
        "ok bye",
        "hi jane doe",
        "where is my parcel!!!",
        "where is it? 😡",  # anger is no courtesy
        "hither and thither it went",
        "the cheers from the crowd",
        "",
    ],
)
def test_what_may_mean_something_stays(text):
    assert courtesies().without(text) == text


@given(st.text(max_size=300))
def test_any_text_ends_up_shorter_or_the_same(text):
    read = courtesies().without(text)
    assert len(read) <= len(text)
    assert not text.strip() or read.strip()
