"""Chat sessions: opened, renewed, ended, and whose they are."""

from __future__ import annotations

from datetime import timedelta

import jwt
import pytest

from baton.channels.web.customer_identity import Identity, sign
from baton.channels.web.request_checks import Refusal
from baton.handoff.outbox.outbox import Outbox

JANE = Identity("c-17", "jane.doe@example.com", "Jane Doe")
JOHN = Identity("c-18", "john.roe@example.com", "John Roe")


def word(place, identity):
    return sign(identity, place.settings.identity_secret, place.clock())


def test_a_session_opens_a_conversation_and_is_renewed_within_it(place):
    first = place.sessions.open({})
    place.clock.forward(hours=23)
    second = place.sessions.open({"token": first["token"]})
    assert second["conversation_id"] == first["conversation_id"]
    assert second["expires_at"] > first["expires_at"]
    place.clock.forward(hours=10)
    assert place.sessions.authorised(second["token"]).conversation_id == first["conversation_id"]
    with pytest.raises(Refusal) as refused:
        place.sessions.authorised(first["token"])
    assert refused.value.status == 401


def test_a_token_that_ran_out_while_the_laptop_slept_still_finds_its_conversation(place):
    first = place.sessions.open({})
    place.clock.forward(days=20)
    assert place.sessions.open({"token": first["token"]})["conversation_id"] == first["conversation_id"]
    place.clock.forward(days=60)
    late = place.sessions.open({"token": first["token"]})
    assert late["conversation_id"] != first["conversation_id"]
    visitors = jwt.decode(first["token"], options={"verify_signature": False})["vis"]
    assert place.sessions.authorised(late["token"]).visitor == visitors  # the browser, and with it a wish, is known


@pytest.mark.parametrize("change", [{"sub": "web-guessed"}, {"aud": "baton-identity"}, {"exp": 9_999_999_999}])
def test_a_token_that_somebody_changed_counts_for_nothing(place, change):
    token = place.sessions.open({})["token"]
    claims = jwt.decode(token, options={"verify_signature": False}) | change
    for forged in (jwt.encode(claims, "x" * 40), jwt.encode(claims, "", algorithm="none"), token[:-2], "", "x.y.z"):
        with pytest.raises(Refusal) as refused:
            place.sessions.authorised(forged)
        assert refused.value.code == "session_over"
        assert place.sessions.open({"token": forged})["conversation_id"] != claims["sub"]


def test_an_identity_is_no_session_and_a_session_no_identity(place):
    session = place.sessions.open({})["token"]
    with pytest.raises(Refusal):
        place.sessions.authorised(word(place, JANE))
    assert place.sessions.open({"identity": session})["identified"] is False


def test_ending_revokes_the_token_and_tells_the_log_once(place):
    first = place.sessions.open({})
    chat = place.sessions.authorised(first["token"])
    place.chats.end(chat.conversation_id, spoken=True)
    place.chats.end(chat.conversation_id, spoken=True)
    with pytest.raises(Refusal):
        place.sessions.authorised(first["token"])
    again = place.sessions.authorised(place.sessions.open({"token": first["token"]})["token"])
    assert again.conversation_id != chat.conversation_id
    assert again.visitor == chat.visitor
    told = Outbox(place.engine, {}).pending(chat.conversation_id)
    assert [d.payload["events"][0]["text"] for d in told] == ["The customer has ended the chat."]


def test_a_chat_in_which_nothing_was_said_ends_without_a_word(place):
    conversation_id = place.sessions.open({})["conversation_id"]
    place.chats.end(conversation_id, spoken=False)
    assert Outbox(place.engine, {}).pending(conversation_id) == []


def test_a_rating_goes_into_the_log_masked(place):
    conversation_id = place.sessions.open({})["conversation_id"]
    place.chats.rate(conversation_id, 4, "quick! my card is 4111 1111 1111 1111")
    (told,) = Outbox(place.engine, {}).pending(conversation_id)
    event = told.payload["events"][0]
    assert (event["event"], event["name"], event["value"]["stars"]) == ("slot", "rating", 4)
    assert event["value"]["comment"] == "quick! my card is •••• 1111"


def test_the_shops_word_names_the_customer_of_the_conversation(place):
    session = place.sessions.open({"identity": word(place, JANE)})
    assert session["identified"] is True
    assert place.chats.identity(session["conversation_id"]) == JANE


def test_whoever_knew_the_anonymous_chat_does_not_come_into_the_customers(place):
    """Somebody opens a chat at a shared computer, keeps its token, and waits for the next one to log in."""
    kept = place.sessions.open({})["token"]
    known = place.sessions.open({"token": kept, "identity": word(place, JANE)})
    with pytest.raises(Refusal) as refused:
        place.sessions.authorised(kept)
    assert (refused.value.status, refused.value.code) == (401, "session_over")
    again = place.sessions.open({"token": kept})
    assert again["conversation_id"] != known["conversation_id"] and again["identified"] is False
    assert place.sessions.authorised(known["token"]).conversation_id == known["conversation_id"]


def test_the_customers_own_tokens_go_on_when_the_word_comes_again(place):
    first = place.sessions.open({"identity": word(place, JANE)})
    second = place.sessions.open({"token": first["token"], "identity": word(place, JANE)})
    assert second["conversation_id"] == first["conversation_id"]
    for token in (first["token"], second["token"]):
        assert place.sessions.authorised(token).conversation_id == first["conversation_id"]


def test_logging_in_later_keeps_the_conversation(place):
    visitor = place.sessions.open({})
    known = place.sessions.open({"token": visitor["token"], "identity": word(place, JANE)})
    assert known["conversation_id"] == visitor["conversation_id"]
    assert known["identified"] is True
    renewed = place.sessions.open({"token": known["token"]})  # the identity need not be brought along each time
    assert renewed["identified"] is True


def test_another_customer_at_the_same_browser_gets_a_conversation_of_their_own(place):
    jane = place.sessions.open({"identity": word(place, JANE)})
    john = place.sessions.open({"token": jane["token"], "identity": word(place, JOHN)})
    assert john["conversation_id"] != jane["conversation_id"]
    visitors = [place.sessions.authorised(s["token"]).visitor for s in (jane, john)]
    assert visitors[0] != visitors[1]
    assert place.chats.identity(jane["conversation_id"]) == JANE


def test_a_word_that_does_not_count_is_reported_and_ends_the_one_before(place):
    jane = place.sessions.open({"identity": word(place, JANE)})
    late = sign(JOHN, place.settings.identity_secret, place.clock() - timedelta(hours=1))
    same = place.sessions.open({"token": jane["token"], "identity": late})
    assert same["conversation_id"] == jane["conversation_id"]
    assert same["identity_error"] == "the token has expired"
    assert place.chats.identity(same["conversation_id"]) is None and same["identified"] is False
    assert place.sessions.open({"identity": late})["identified"] is False


def test_the_shops_word_counts_until_its_own_end_and_then_the_customer_is_a_visitor(place):
    jane = place.sessions.open({"identity": word(place, JANE)})
    assert jane["identified_until"] - place.clock().timestamp() == 11 * 60
    place.clock.forward(minutes=12)
    assert place.chats.identity(jane["conversation_id"]) is None
    late = place.sessions.open({"token": jane["token"]})
    assert late["conversation_id"] == jane["conversation_id"]
    assert late["identified"] is False and "identified_until" not in late
    again = place.sessions.open({"token": late["token"], "identity": word(place, JANE)})
    assert again["conversation_id"] == jane["conversation_id"] and again["identified"] is True
    john = place.sessions.open({"token": late["token"], "identity": word(place, JOHN)})
    assert john["conversation_id"] != jane["conversation_id"]  # also when her word has ended


def test_no_chain_of_renewals_keeps_a_conversation_for_ever(place):
    first = last = place.sessions.open({})
    for _ in range(4):
        place.clock.forward(days=29)
        last = place.sessions.open({"token": last["token"]})
    assert last["conversation_id"] != first["conversation_id"]
    visitors = [jwt.decode(s["token"], options={"verify_signature": False})["vis"] for s in (first, last)]
    assert visitors[0] == visitors[1]


def test_what_never_began_has_ended(place):
    assert place.chats.standing("web-that-never-was").ended
    assert not place.chats.standing(place.sessions.open({})["conversation_id"]).ended
