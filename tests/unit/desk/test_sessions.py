"""Sessions of the desk: kept here, rotated, limited in time, and ended by whatever ends trust. On both databases."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import text
from starlette.responses import Response

from baton.base import database
from baton.desk.auth.accounts import AgentAccounts
from baton.desk.auth.browser_name import UNKNOWN, browser_name
from baton.desk.auth.cookies import SESSION, Cookies
from baton.desk.auth.identities import Identities, Identity
from baton.desk.auth.openid_claims import ClaimRules
from baton.desk.auth.roles import Role
from baton.desk.auth.second_factor import SecondFactors
from baton.desk.auth.secret_box import SecretBox
from baton.desk.auth.sessions import Lifetimes, Place, Sessions
from tests.support import databases
from tests.support.bench import CHEAP_HASH, PASSWORD, cookie_of
from tests.support.clock import Clock

HERE = Place("203.0.113.9", "Firefox on Linux")
SECRET = "0123456789abcdef" * 2


class Desk:
    def __init__(self, url):
        self.clock = Clock()
        self.engine = database.engine(url)
        self.agents = AgentAccounts(self.engine, self.clock, CHEAP_HASH)
        self.agents.add("maria", "Maria", Role.AGENT, PASSWORD, must_change=False)
        self.agents.add("tom", "Tom", Role.AGENT, PASSWORD, must_change=False)
        lifetimes = Lifetimes(longest=12 * 3600, idle=2 * 3600)
        self.sessions = Sessions(self.engine, SECRET, Cookies(secure=False), lifetimes, self.clock)

    def enter(self, login="maria", cookies=None):
        """The cookies of a browser that signs in, with those that it had before."""
        response = Response()
        self.sessions.start(response, self.agents.get(login), cookies or {}, HERE)
        return {SESSION: cookie_of(response, SESSION)}

    def open(self, cookies):
        return self.sessions.read(cookies) is not None


@pytest.fixture(params=databases.KINDS)
def desk(request, tmp_path):
    with databases.fresh_migrated(request.param, tmp_path) as url:
        made = Desk(url)
        yield made
        made.engine.dispose()


def test_the_id_in_the_cookie_is_random_and_only_a_keyed_digest_is_kept(desk):
    first, second = desk.enter(), desk.enter()
    assert first != second and len(first[SESSION]) >= 43
    with desk.engine.connect() as connection:
        kept = str(connection.execute(text("SELECT * FROM desk_sessions")).all())
    assert first[SESSION] not in kept
    other = Sessions(desk.engine, SECRET[::-1], Cookies(secure=False), Lifetimes(9e9, 9e9), desk.clock)
    assert other.read(first) is None  # another key: another digest


@pytest.mark.parametrize("cookie", ["", "nonsense", "é", "\ud800", "x" * 5000])
def test_what_is_no_session_opens_nothing(desk, cookie):
    assert not desk.open({SESSION: cookie}) and not desk.open({})


def test_a_sign_in_never_goes_on_with_the_id_that_the_browser_had(desk):
    planted = desk.enter("tom")
    victim = desk.enter("maria", planted)
    assert victim != planted and not desk.open(planted)
    assert desk.sessions.read(victim).login == "maria"


def test_a_session_goes_on_under_a_new_id_when_somebody_has_shown_anew_who_they_are(desk):
    before = desk.enter()
    desk.clock.forward(minutes=20)
    session = desk.sessions.read(before)
    assert not session.confirmed(desk.clock().timestamp())
    response = Response()
    desk.sessions.renew(response, session, desk.agents.get("maria"))
    after = {SESSION: cookie_of(response, SESSION)}
    assert not desk.open(before) and desk.sessions.read(after).confirmed(desk.clock().timestamp())
    desk.clock.forward(hours=11)
    desk.sessions.note_use(session)
    desk.clock.forward(minutes=40)
    assert not desk.open(after)  # it is no longer one than it was


def test_a_session_ends_when_nobody_does_anything(desk):
    cookies = desk.enter()
    desk.clock.forward(minutes=119)
    desk.sessions.note_use(desk.sessions.read(cookies))
    desk.clock.forward(minutes=119)
    assert desk.open(cookies)
    desk.clock.forward(minutes=1)
    assert not desk.open(cookies) and desk.sessions.of("maria") == []


def test_a_session_ends_however_much_is_done(desk):
    cookies = desk.enter()
    for _ in range(11):
        desk.clock.forward(hours=1)
        desk.sessions.note_use(desk.sessions.read(cookies))
    desk.clock.forward(minutes=59)
    assert desk.open(cookies)
    desk.clock.forward(minutes=1)
    assert not desk.open(cookies)


def _unlink(desk):
    identities = Identities(desk.engine, desk.agents, ClaimRules("sub", "groups", {}), clock=desk.clock)
    identities.link("maria", Identity("https://login.example", "1"))
    identities.unlink("maria")


def _set_up_second_factor(desk):
    factors = SecondFactors(desk.engine, SecretBox([SECRET], "x"), desk.clock)
    factors.begin("maria")
    factors.finish("maria", pyotp.TOTP(factors.unfinished("maria")).at(desk.clock()), "here")
    return factors


ENDINGS = {
    "sign out everywhere": lambda desk: desk.agents.sign_out_everywhere("maria"),
    "own new password": lambda desk: desk.agents.change_password("maria", PASSWORD, "another lamp, brighter"),
    "password reset": lambda desk: desk.agents.reset_password("maria"),
    "role": lambda desk: desk.agents.set_role("maria", Role.LEAD),
    "closed": lambda desk: desk.agents.deactivate("maria"),
    "closed and opened again": lambda desk: (desk.agents.deactivate("maria"), desk.agents.reopen("maria")),
    "second factor set up": _set_up_second_factor,
    "second factor removed": lambda desk: _set_up_second_factor(desk).remove("maria"),
    "second factor reset": lambda desk: _set_up_second_factor(desk).reset("maria"),
    "link undone": _unlink,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_ends_trust_ends_every_session_of_the_account_and_no_other(desk, ending):
    mine, too, other = desk.enter(), desk.enter(), desk.enter("tom")
    ENDINGS[ending](desk)
    assert (desk.open(mine), desk.open(too), desk.open(other)) == (False, False, True)
    assert desk.sessions.of("maria") == []
    desk.enter("tom")  # rows that nothing brings back are deleted with the next sign-in
    with desk.engine.connect() as connection:
        assert set(connection.execute(text("SELECT login FROM desk_sessions")).scalars()) == {"tom"}


def test_a_sign_in_that_began_before_the_end_does_not_outlive_it(desk):
    agent = desk.agents.verify("maria", PASSWORD)
    desk.agents.reset_password("maria")
    response = Response()
    desk.sessions.start(response, agent, {}, HERE)
    assert not desk.open({SESSION: cookie_of(response, SESSION)})


def test_one_session_is_ended_by_its_owner_and_stands_in_the_trail(desk):
    here, there, other = desk.enter(), desk.enter(), desk.enter("tom")
    theirs = desk.sessions.read(other)
    assert not desk.sessions.end_other("maria", theirs.id, "maria")  # it is not hers
    found = {session.id: session for session in desk.sessions.of("maria")}
    gone = desk.sessions.read(there).id
    assert found[gone].place == HERE and found[gone].key == ""
    assert desk.sessions.end_other("maria", gone, "maria") and not desk.sessions.end_other("maria", gone, "maria")
    assert (desk.open(here), desk.open(there), desk.open(other)) == (True, False, True)
    with desk.engine.connect() as connection:
        assert "session_ended" in set(connection.execute(text("SELECT what FROM audit")).scalars())


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.5", UNKNOWN),
        ("", UNKNOWN),
        ("Linux", f"{UNKNOWN} on Linux"),
    ],
)
def test_a_browser_is_called_what_people_call_it(agent, name):
    assert browser_name(agent) == name
