"""Harmless rewrites: each changes the text and keeps its words, and the table counts changed decisions."""

from hypothesis import given
from hypothesis import strategies as st

from bench.stability import REWRITES, table


def test_each_rewrite_does_what_its_name_says():
    rewritten = {name: rewrite("where is my parcel?") for name, rewrite in REWRITES.items()}
    assert rewritten["please"] == "where is my parcel please"
    assert rewritten["hi"] == "Hi, where is my parcel?"
    assert rewritten["no last mark"] == "where is my parcel"
    assert sorted(rewritten["a slip"]) == sorted("where is my parcel?") and rewritten["a slip"] != "where is my parcel?"


@given(st.text(max_size=60))
def test_any_text_can_be_rewritten(text):
    assert all(isinstance(rewrite(text), str) for rewrite in REWRITES.values())


def test_a_changed_decision_counts_once_in_the_last_line():
    lines = table({"hi": [True, False, True], "please": [True, False, False]}, [False, False, False])
    assert [line.split()[-6] for line in lines[1:]] == ["66.7%", "33.3%", "66.7%"]
