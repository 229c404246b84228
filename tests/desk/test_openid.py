"""Sign-in with a real OpenID provider, over HTTP: who gets in, as what, and every refusal in words."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from baton.base.clock import now
from baton.desk.auth.cookies import PENDING, SESSION
from baton.desk.auth.identities import Identity
from baton.desk.auth.roles import Role
from tests.support import openid_provider
from tests.support.bench import PASSWORD, Bench, form_token, sign_in

DESK = "http://testserver"
CALLBACK = f"{DESK}/login/openid/callback"
ROLES = "desk-staff=agent,desk-leads=lead"


@pytest.fixture(scope="module")
def issuer(tmp_path_factory):
    with openid_provider.running(tmp_path_factory.mktemp("provider"), CALLBACK) as address:
        yield address


@pytest.fixture
def desk(tmp_path, issuer):
    """Makes a desk that signs in with the provider."""

    def desk(**more):
        given = {
            "BATON_OPENID_ISSUER": issuer,
            "BATON_OPENID_NAME": "Example login",
            "BATON_OPENID_CLIENT_ID": openid_provider.CLIENT_ID,
            "BATON_OPENID_CLIENT_SECRET": openid_provider.CLIENT_SECRET,
            "BATON_OPENID_ROLES": ROLES,
            "BATON_OPENID_CREATE_AGENTS": "true",
            "BATON_DESK_URL": DESK,
        }
        # The provider's clock is the real one.
        return Bench(tmp_path, clock=now, **{**given, **more})

    return desk


class Person:
    """Somebody at a browser: its cookies at the desk, and those at the provider."""

    def __init__(self, bench, name):
        self.desk, self.there, self.name = bench.browser(), httpx.Client(), name

    def sent(self, path="/login/openid"):
        """Where the desk sends them."""
        answer = self.desk.get(path)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def answer(self, address):
        """Where the provider sends them back to, once they have signed in there."""
        for _ in range(6):
            page = self.there.get(address)
            if page.status_code == 200:
                page = self.there.post(address, data={"name": self.name, "password": openid_provider.PASSWORD})
            address = urljoin(address, page.headers["location"])
            if address.startswith(DESK):
                return address.removeprefix(DESK)
        raise AssertionError(f"the provider goes round in circles: {address}")

    def sign_in(self, path="/login/openid"):
        return self.desk.get(self.answer(self.sent(path)))


def why(answer):
    found = re.search(r'data-why="(\w+)"', answer.text)
    return found and found[1]


def subject(answer):
    return re.search(r'data-test="subject">([^<]+)<', answer.text)[1]


def test_somebody_new_gets_an_account_with_the_role_of_their_groups(desk):
    bench = desk()
    tom = Person(bench, "tom")
    sent = parse_qs(urlsplit(tom.sent("/login/openid?next=/team")).query)
    assert sent["code_challenge_method"] == ["S256"] and sent["response_type"] == ["code"]
    assert len(sent["state"][0]) >= 24 and len(sent["nonce"][0]) >= 24 and sent["redirect_uri"] == [CALLBACK]
    answer = tom.sign_in("/login/openid?next=/team")
    assert (answer.status_code, answer.headers["location"]) == (303, "/team")
    assert tom.desk.get("/team").status_code == 200
    made = bench.agents.get("tom")
    assert (made.role, made.name, made.has_password, made.on_duty) == (Role.LEAD, "Tom", False, True)
    assert sign_in(bench.browser(), "tom", "").status_code == 401  # there is no password, not even an empty one
    trail = {(entry.actor, entry.action) for entry in bench.parts.audit.read()}
    assert {("provider", "account_added"), ("provider", "identity_linked"), ("tom", "signed_in")} <= trail
    assert "linked with Example login" in tom.desk.get("/account").text


def test_a_role_follows_the_groups_at_each_sign_in_and_ends_what_was_open(desk):
    bench = desk()
    tom = Person(bench, "tom")
    tom.sign_in()
    bench.agents.set_role("tom", Role.ADMIN)
    assert tom.desk.get("/").status_code == 303  # with the role the session ended
    other = Person(bench, "tom")
    assert other.sign_in().status_code == 303
    assert bench.agents.get("tom").role is Role.LEAD and other.desk.get("/").status_code == 200


def test_without_a_mapping_roles_are_given_at_the_desk(desk):
    bench = desk(BATON_OPENID_ROLES="")
    guest = Person(bench, "guest")
    guest.sign_in()
    bench.agents.set_role("guest", Role.LEAD)
    Person(bench, "guest").sign_in()
    assert bench.agents.get("guest").role is Role.LEAD


def test_who_is_in_no_group_that_counts_is_refused(desk):
    bench = desk()
    guest = Person(bench, "guest")
    answer = guest.sign_in()
    assert (answer.status_code, why(answer)) == (403, "no_role") and bench.agents.get("guest") is None
    assert guest.desk.get("/").status_code == 303
    (entry,) = bench.parts.audit.read(action="sign_in_refused")
    assert entry.details["why"] == "no_role" and entry.details["subject"] == subject(answer)


def test_who_has_no_account_is_refused_until_somebody_links_one(desk, issuer):
    bench = desk(BATON_OPENID_CREATE_AGENTS="false")
    answer = Person(bench, "maria").sign_in()
    assert (answer.status_code, why(answer)) == (403, "no_account")
    bench.agent("mary")
    bench.parts.identities.link("mary", Identity(issuer, subject(answer)))
    maria = Person(bench, "maria")
    assert maria.sign_in().status_code == 303 and "mary" in maria.desk.get("/account").text


def test_a_name_at_the_provider_opens_no_account_of_that_name(desk):
    """Whoever may choose their name there would otherwise choose an admin's."""
    bench = desk()
    bench.agent("maria", role=Role.ADMIN)
    bench.agents.add("maria.twin", "Twin", Role.ADMIN)
    for name in ("maria", "maria.twin@example.org"):
        answer = Person(bench, name).sign_in()
        assert (answer.status_code, why(answer)) == (403, "login_taken")
    assert bench.parts.identities.linked() == frozenset()


def test_an_account_is_linked_by_whoever_is_signed_in_with_it(desk):
    bench = desk()
    bench.agent("mary")
    maria = Person(bench, "maria")
    sign_in(maria.desk, "mary")
    answer = maria.sign_in("/account/openid")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    again = Person(bench, "maria")
    assert again.sign_in().status_code == 303 and bench.parts.identities.linked() == {"mary"}
    bench.agent("tim")
    tim = Person(bench, "maria")
    sign_in(tim.desk, "tim")
    assert why(tim.sign_in("/account/openid")) == "linked_elsewhere"
    lost = Person(bench, "tom")
    sign_in(lost.desk, "tim")
    back = lost.answer(lost.sent("/account/openid"))
    lost.desk.cookies.delete(SESSION)
    assert why(lost.desk.get(back)) == "not_signed_in"
    token = form_token(maria.desk, "/account")
    assert maria.desk.post("/account/openid/unlink", data={"csrf": token}).status_code == 303
    assert again.desk.get("/").status_code == 303 and maria.desk.get("/").status_code == 200


def test_a_closed_account_stays_closed(desk):
    bench = desk()
    maria = Person(bench, "maria")
    maria.sign_in()
    bench.agents.deactivate("maria")
    assert maria.desk.get("/").status_code == 303 and why(maria.sign_in()) == "closed"


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(desk):
    bench = desk()
    maria, other = Person(bench, "maria"), Person(bench, "maria")
    back = maria.answer(maria.sent())
    assert why(other.desk.get(back)) == "expired"  # no cookie: somebody else's answer
    other.sent()
    assert why(other.desk.get(back)) == "expired"  # another state
    kept = maria.desk.cookies[PENDING]
    assert maria.desk.get(back).status_code == 303
    maria.desk.cookies.set(PENDING, kept)
    assert why(maria.desk.get(back)) == "untrusted"  # the provider takes a code once
    assert why(bench.browser().get("/login/openid/callback")) == "expired"


def test_a_code_of_another_sign_in_does_not_fit_its_pkce_and_nonce(desk):
    """An attacker puts the victim's code into an answer with the state of their own sign-in."""
    bench = desk()
    victim, attacker = Person(bench, "tom"), Person(bench, "maria")
    stolen = parse_qs(urlsplit(victim.answer(victim.sent())).query)["code"][0]
    own = parse_qs(urlsplit(attacker.answer(attacker.sent())).query)["state"][0]
    answer = attacker.desk.get("/login/openid/callback", params={"code": stolen, "state": own})
    assert why(answer) == "untrusted" and attacker.desk.get("/").status_code == 303


def test_what_the_provider_refuses_is_said(desk):
    bench = desk()
    maria = Person(bench, "maria")
    state = parse_qs(urlsplit(maria.sent()).query)["state"][0]
    answer = maria.desk.get("/login/openid/callback", params={"state": state, "error": "access_denied<b>"})
    assert (answer.status_code, why(answer)) == (403, "denied") and "access_denied&lt;b&gt;" in answer.text


def test_passwords_can_be_switched_off_and_then_open_sessions_of_theirs_end(desk):
    before = desk()
    before.agent("ann", role=Role.ADMIN)
    ann = before.browser("ann")
    bench = desk(BATON_PASSWORD_SIGN_IN="false")
    old = bench.browser()
    old.cookies.set(SESSION, ann.cookies[SESSION])
    assert old.get("/").status_code == 303
    page = old.get("/login").text
    assert 'data-test="openid"' in page and 'name="password"' not in page
    refused = old.post(
        "/login",
        data={
            "login": "ann",
            "password": PASSWORD,
            "csrf": before.parts.sessions.csrf(bench.parts.sessions.visit_key(old.cookies)),
        },
    )
    assert refused.status_code == 403 and "switched off" in refused.text
    maria = Person(bench, "maria")
    assert maria.sign_in().status_code == 303
    assert "none to change" in maria.desk.get("/password").text and "/password" not in maria.desk.get("/account").text


@pytest.mark.parametrize(("asks", "codes"), [("provider", False), ("desk", True)])
def test_who_asks_for_the_second_factor_is_a_setting(desk, asks, codes):
    bench = desk(BATON_OPENID_SECOND_FACTOR=asks, BATON_SECOND_FACTOR_ROLES="agent")
    maria = Person(bench, "maria")
    maria.sign_in()
    home = maria.desk.get("/")
    assert home.headers.get("location") == ("/account/second-factor" if codes else None)


def test_a_provider_that_does_not_answer_is_a_page_and_not_an_error(tmp_path):
    given = {"BATON_OPENID_ISSUER": "http://127.0.0.1:1", "BATON_OPENID_CLIENT_ID": "desk"}
    bench = Bench(tmp_path, **given)
    answer = bench.browser().get("/login/openid")
    assert (answer.status_code, why(answer)) == (503, "unreachable")
    assert "does not answer" in answer.text and "127.0.0.1" not in answer.text


def test_without_a_provider_there_is_none(tmp_path):
    bench = Bench(tmp_path)
    for path in ("/login/openid", "/login/openid/callback?state=x&code=y"):
        assert bench.browser().get(path).status_code == 404
    assert "openid" not in bench.browser().get("/login").text
