"""What a provider's claims make of somebody: login, name, role."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.desk.auth.openid_claims import ClaimRules, find, login_of, name_of, role_of
from baton.desk.auth.roles import Role

RULES = ClaimRules("preferred_username", "groups", {"staff": Role.AGENT, "leads": Role.LEAD, "it": Role.ADMIN})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        (["staff"], Role.AGENT),
        (["staff", "it", "leads"], Role.ADMIN),
        ("leads", Role.LEAD),
        (["Staff", " staff", "staff2"], None),
        ([], None),
        (None, None),
        ({"staff": True}, None),
        ([["staff"], 7], None),
    ],
)
def test_the_highest_role_of_the_groups_counts(groups, role):
    assert role_of({"groups": groups}, RULES) is role


def test_a_claim_is_found_by_name_before_it_is_a_path():
    nested = {"realm_access": {"roles": ["leads"]}, "https://shop.example/groups": ["it"]}
    assert role_of(nested, ClaimRules("x", "realm_access.roles", RULES.role_of_group)) is Role.LEAD
    assert role_of(nested, ClaimRules("x", "https://shop.example/groups", RULES.role_of_group)) is Role.ADMIN


@pytest.mark.parametrize(
    ("claim", "login"),
    [("Maria", "maria"), ("maria.lopez@shop.example", "maria.lopez"), ("@x", None), ("", None), (7, None), ("é", None)],
)
def test_a_login_is_made_of_the_claim(claim, login):
    assert login_of({"preferred_username": claim}, RULES) == login


def test_a_name_is_what_people_are_called():
    assert name_of({"name": " Maria Lopez "}, "maria") == "Maria Lopez"
    assert name_of({"name": 7, "given_name": ""}, "maria") == "Maria"


@given(claims=st.dictionaries(st.sampled_from(["groups", "preferred_username", "name", "a"]), JSON), path=st.text())
def test_whatever_a_provider_says_is_read_or_ignored(claims, path):
    find(claims, path)
    assert role_of(claims, RULES) in (None, *Role)
    login = login_of(claims, RULES)
    assert login is None or login
    assert 1 <= len(name_of(claims, "maria")) <= 100
