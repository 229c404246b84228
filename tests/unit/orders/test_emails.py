"""E-mail addresses as people write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text.emails import find_emails


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It's Jane.Doe@Example.COM.", ["jane.doe@example.com"]),
        ("<jane@example.com>", ["jane@example.com"]),
        ("mailto:jane@example.com!", ["jane@example.com"]),
        ("'jane@example.com' or \"j@d.co\"", ["jane@example.com", "j@d.co"]),
        ("o'brien+shop@example.co.uk", ["o'brien+shop@example.co.uk"]),
        ("jane＠example.com", ["jane@example.com"]),
        ("jürgen@müller.de", ["jürgen@müller.de"]),
        ("jane@example.com, JANE@example.com", ["jane@example.com"]),
        ("jane@example", []),
        ("@jane", []),
        ("10:30 @ the shop.com", []),
    ],
)
def test_email_addresses_as_people_write_them(text, found):
    assert find_emails(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jane.doe @example.com", ["jane.doe@example.com"]),
        ("jane.doe@ example.com", ["jane.doe@example.com"]),
        ("jane.doe @ example.com", ["jane.doe@example.com"]),
        ("jane.doe@example .com", ["jane.doe@example.com"]),
        ("jane.doe@example. com", ["jane.doe@example.com"]),
        ("jane.doe@example,com", ["jane.doe@example.com"]),
        ("jane.doe[at]example.com", ["jane.doe@example.com"]),
        ("jane.doe (at) example (dot) com", ["jane.doe@example.com"]),
        ("jane.doe at example.com", ["jane.doe@example.com"]),
        ("jane dot doe at example.com", ["jane.doe@example.com"]),
        ("jane.doe at example dot com", ["jane.doe@example.com"]),
        ("it's jane dot doe at example dot com thanks", ["jane.doe@example.com"]),
        ("JANE.DOE@EXAMPLE.COM", ["jane.doe@example.com"]),
        ("<jane.doe@example.com>", ["jane.doe@example.com"]),
        ("Jane Doe <jane.doe@example.com>", ["jane.doe@example.com"]),
        ("jane.doe@example.com, thanks", ["jane.doe@example.com"]),
        ("jane.doe@example.com and order 10023", ["jane.doe@example.com"]),
        ("email:jane.doe@example.com", ["jane.doe@example.com"]),
        ("jane.doe＠example.com", ["jane.doe@example.com"]),
        ("\u200ejane.doe@example.com", ["jane.doe@example.com"]),
        ("\u202ajane.doe@example.com\u202c", ["jane.doe@example.com"]),
        ("\ufeffjane.doe@example.com", ["jane.doe@example.com"]),
        ("jane.doe@@example.com", ["jane.doe@example.com"]),
        ("jane.doe@example..com", ["jane.doe@example.com"]),
        ("jane.doe@example.com.", ["jane.doe@example.com"]),
        ("(jane.doe@example.com)", ["jane.doe@example.com"]),
        ('"jane.doe@example.com"', ["jane.doe@example.com"]),
        ("'jane.doe@example.com'", ["jane.doe@example.com"]),
        ("email is jane.doe@example.com!", ["jane.doe@example.com"]),
        ("jane.doe@example.com?", ["jane.doe@example.com"]),
        ("jane.doe AT example DOT com", ["jane.doe@example.com"]),
        ("my email is jane.doe @example.com please", ["jane.doe@example.com"]),
        ("jane.doe@example .com please", ["jane.doe@example.com"]),
        ("jane.doe @ example . com", ["jane.doe@example.com"]),
        ("jane.doe@example,com please", ["jane.doe@example.com"]),
        ("jane.doe{at}example.com", ["jane.doe@example.com"]),
        ("mailto:jane.doe@example.com", ["jane.doe@example.com"]),
        ("[jane.doe@example.com](mailto:jane.doe@example.com)", ["jane.doe@example.com"]),
        ("From: Jane Doe <jane.doe@example.com>\nSent: Monday", ["jane.doe@example.com"]),
        ("jane@gmail,com", ["jane@gmail.com"]),
        ("jane@gmail, com", ["jane@gmail.com"]),
        ("jane@mail.example,co,uk", ["jane@mail.example.co.uk"]),
        ("jane at gmail dot com", ["jane@gmail.com"]),
        ("jane underscore doe at yahoo dot co dot uk", ["jane_doe@yahoo.co.uk"]),
        ("jane_doe at yahoo.co.uk", ["jane_doe@yahoo.co.uk"]),
        ("jane@example.com,bob@example.org", ["jane@example.com", "bob@example.org"]),
        ("ben.hall@example.com or ben@other.example", ["ben.hall@example.com", "ben@other.example"]),
        (
            "From: Ben Hall <ben.hall@example.com>\nTo: help@hearthwire.example",
            ["ben.hall@example.com", "help@hearthwire.example"],
        ),
        ("jane@example.com. It is late", ["jane@example.com"]),
        ("jane@example.com, me", ["jane@example.com"]),
        ("hana..mori@docomo.ne.jp", ["hana..mori@docomo.ne.jp"]),
        ("o'brien@example.com", ["o'brien@example.com"]),
        ("jane+shop@example.com", ["jane+shop@example.com"]),
        ("jane doe at example dot com", ["doe@example.com"]),
        ("I am at home. com", []),
        ("10:30 @ the shop.com", []),
        ("@jane", []),
        ("jane@example", []),
        ("see you at 10. So", []),
        ("the shop at hearthwire.com was fine", []),
        ("what is at stake, in fact", []),
        ("jane.doe2gmail.com", []),
        ("jane@", []),
        ("at", []),
        ("I looked at it. In the end", []),
        ("we are at no. 10", []),
    ],
)
def test_addresses_and_their_usual_slips(text, found):
    assert sorted(find_emails(text)) == sorted(found)


words = st.from_regex(r"[a-z]{2,8}", fullmatch=True).filter(
    lambda word: word not in {"dot", "point", "at", "plus", "dash"}
)


@given(words, words, words, st.sampled_from(["com", "de", "co.uk", "org"]))
def test_an_address_that_is_spelled_out_is_the_address(first, last, host, suffix):
    address = f"{first}.{last}@{host}.{suffix}"
    assert find_emails(address.replace(".", " dot ").replace("@", " at ")) == [address]
    assert find_emails(address.replace("@", " @ ")) == [address]
    assert find_emails(address.replace("@", "(at)")) == [address]


@given(st.text(max_size=60))
def test_any_text_gives_addresses_with_one_sign_each_once(text):
    found = find_emails(text)
    assert len(set(found)) == len(found)
    assert all(address.count("@") == 1 and address == address.lower() for address in found)


SEEDS = "a|a |a@|'|@a.a|a at |a dot |a at a dot |a.|a@a,|a. |a@a. |[at]|[|( at |a_|a-|a+|+|at at |x@@|@|..|1-".split(
    "|"
)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_text_takes_no_longer_than_its_length(seed):
    text = (seed * 20_000)[:20_000]
    start = time.process_time()
    find_emails(text)
    assert time.process_time() - start < 4
