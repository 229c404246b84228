"""What the channel lets in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sanic.compat import Header

from baton.base.settings import read
from baton.channels.web import request_checks
from baton.channels.web.rate_limits import STREAM_RATE, Limits, address
from baton.channels.web.request_checks import Refusal


def request(ip="203.0.113.7", **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return SimpleNamespace(headers=Header(given), ip=ip)


def refused(call, *args):
    with pytest.raises(Refusal) as caught:
        call(*args)
    return caught.value


def message(**more):
    return request_checks.message({"client_id": "m1", "text": "hello", **more}, 2000, 64)


def test_a_message_is_taken_as_it_is():
    assert message(text=" where is it? ") == {"client_id": "m1", "text": "where is it?"}
    assert message(payload="/affirm")["payload"] == "/affirm"
    assert message(no_ai=True)["no_ai"] is True
    assert "no_ai" not in message(no_ai="yes")


def test_nothing_but_the_known_fields_comes_in():
    assert set(message(metadata={"identity": {"email": "x@y.example"}}, identity="jwt", sender="web-x")) == {
        "client_id",
        "text",
    }


def test_characters_that_no_database_keeps_are_left_out():
    assert message(text="a\x00b\ud800c\x07\nd\te")["text"] == "abc\nd\te"
    assert message(text="\u202eabc \u200b🫖")["text"] == "\u202eabc \u200b🫖"  # hostile, but text
    assert refused(request_checks.message, {"client_id": "m1", "text": "\x00 \x07"}, 2000, 64).code == "empty"
    for invisible in ("\u200b\u2060", "\ufeff", "\u00ad \n"):
        assert refused(request_checks.message, {"client_id": "m1", "text": invisible}, 2000, 64).code == "empty"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"client_id": ""}, 400),
        ({"client_id": "x" * 65}, 400),
        ({"client_id": "a\x00"}, 400),
        ({"client_id": 7}, 400),
        ({"text": 7}, 400),
        ({"text": "  \n"}, 400),
        ({"text": "x" * 2001}, 413),
        ({"payload": {"a": 1}}, 400),
    ],
)
def test_what_is_no_message_is_refused(change, status):
    assert refused(request_checks.message, {"client_id": "m1", "text": "hello", **change}, 2000, 64).status == status


def test_a_rating_is_stars_or_a_comment_or_both():
    assert request_checks.rating({"stars": 5}) == (5, None)
    assert request_checks.rating({"comment": "  fine "}) == (None, "fine")
    assert request_checks.rating({"stars": 1, "comment": "x" * 2000}) == (1, "x" * 1000)
    for bad in ({}, {"stars": 6}, {"stars": True}, {"stars": 2.5}, {"comment": 3}, {"comment": " "}):
        assert refused(request_checks.rating, bad).status == 400


def test_pages_of_other_origins_are_refused():
    production = read(
        {
            f"BATON_{k}": f"{k.lower()}-0123456789-abcdef-0123456789"
            for k in ("SESSION_SECRET", "DESK_SECRET", "RASA_TOKEN", "ACTIONS_TOKEN")
        }
        | {"BATON_ENV": "production", "BATON_ALLOWED_ORIGINS": "https://shop.example, https://www.shop.example/"}
    )
    for origin in ("https://shop.example", "https://www.shop.example", "https://chat.example"):
        request_checks.check_origin(request(origin=origin, host="chat.example"), production)
    request_checks.check_origin(request(host="chat.example"), production)  # no browser
    for origin in ("https://evil.example", "http://shop.example", "https://shop.example.evil.example", "null"):
        asks = request(origin=origin, host="chat.example")
        assert refused(request_checks.check_origin, asks, production).status == 403
        assert "Access-Control-Allow-Origin" not in request_checks.cors_headers(asks, production)


def test_last_event_ids_are_numbers():
    assert request_checks.last_event_id(request()) == 0
    assert request_checks.last_event_id(request(last_event_id="17")) == 17
    for bad in ("x", "-1", "1.5", "9" * 19, "١٧"):
        assert refused(request_checks.last_event_id, request(last_event_id=bad)).status == 400


def limits(**settings):
    return Limits(read({f"BATON_{k.upper()}": str(v) for k, v in settings.items()}))


def test_too_many_messages_of_a_session_get_a_friendly_word_and_a_time(tmp_path):
    limited = limits(var_dir=tmp_path, message_rate=2)
    for _ in range(2):
        limited.message("web-a", "203.0.113.7")
    answer = refused(limited.message, "web-a", "203.0.113.7")
    assert (answer.status, answer.retry_after) == (429, 10)
    assert "moment" in answer.message
    limited.message("web-b", "203.0.113.7")  # others go on


def test_too_many_messages_and_sessions_of_an_address(tmp_path):
    limited = limits(var_dir=tmp_path, address_rate=2, session_rate=1)
    limited.message("web-a", "203.0.113.7")
    limited.message("web-b", "203.0.113.7")
    assert refused(limited.message, "web-c", "203.0.113.7").status == 429
    limited.message("web-c", "203.0.113.8")
    limited.session("203.0.113.7")
    assert refused(limited.session, "203.0.113.7").status == 429


def test_workers_count_together_in_redis(tmp_path):
    redis = pytest.importorskip("redis")
    url = "redis://127.0.0.1:6379/0"
    try:
        redis.from_url(url).ping()
    except redis.exceptions.RedisError:
        pytest.skip("needs Redis on 127.0.0.1:6379")
    one, two = (limits(var_dir=tmp_path, redis_url=url, session_rate=1) for _ in range(2))
    here = f"test-{tmp_path}"
    one.session(here)
    assert refused(two.session, here).status == 429


def test_without_redis_nothing_is_limited_and_nothing_breaks(tmp_path, caplog):
    away = limits(var_dir=tmp_path, redis_url="redis://127.0.0.1:1/0", session_rate=1)
    away.session("203.0.113.7")
    away.session("203.0.113.7")
    assert "Redis" in caplog.text


def test_the_address_is_the_proxys_word_only_where_it_is_trusted():
    forwarded = request("127.0.0.1", x_forwarded_for="198.51.100.1, 203.0.113.9")
    assert address(forwarded, trust_proxy=False) == "127.0.0.1"
    assert address(forwarded, trust_proxy=True) == "203.0.113.9"  # the entry before it is the visitor's own claim
    assert address(request("203.0.113.7"), trust_proxy=True) == "203.0.113.7"
    assert address(request("2001:db8:1:2:3::4"), False) == address(request("2001:db8:1:2:ffff::1"), False)
    assert address(request("::ffff:203.0.113.7"), False) == "203.0.113.7"


@pytest.mark.parametrize(
    ("given", "contact"),
    [
        ({}, None),
        ({"contact": "  "}, None),
        ({"contact": "bo@example.com"}, "bo@example.com"),
        ({"contact": "please call +44 7700 900456"}, "+447700900456"),
    ],
)
def test_where_to_reach_somebody_who_ends_the_chat_may_be_left_out(given, contact):
    assert request_checks.contact(given) == contact


@pytest.mark.parametrize("given", ["my neighbour", 7, ["bo@example.com"]])
def test_what_is_no_number_and_no_address_is_refused(given):
    assert refused(request_checks.contact, {"contact": given}).code == "bad_contact"


def test_an_address_has_so_many_streams_open_and_gets_them_back():
    limits = Limits(read({"BATON_ADDRESS_STREAMS": "2"}))
    with limits.stream("a", "198.51.100.1"), limits.stream("b", "198.51.100.1"):
        with pytest.raises(Refusal) as caught, limits.stream("c", "198.51.100.1"):
            pass
        assert caught.value.status == 429
        with limits.stream("d", "198.51.100.2"):
            pass
    with limits.stream("e", "198.51.100.1"):
        pass


def test_a_session_that_opens_streams_again_and_again_is_slowed_down():
    limits = Limits(read({}))
    for _ in range(STREAM_RATE):
        with limits.stream("a", "198.51.100.1"):
            pass
    with pytest.raises(Refusal), limits.stream("a", "198.51.100.1"):
        pass
    with limits.stream("b", "198.51.100.1"):
        pass


@pytest.mark.parametrize(
    "name",
    [
        "m1",
        "7f6f3a0e-8f1a-4c1e-9d55-41111111aaaa",
        "41111111-1111-4111-8111-111111111111",
        "a" * 64,
        "notice.41111111-1111-4111-8111-111111111111",
    ],
)
def test_a_name_that_a_widget_gives_is_kept(name):
    assert message(client_id=name)["client_id"] == name


@pytest.mark.parametrize(
    "name",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "password: hunter2",
        "a\u200b",
        "4111111111111111-7f6f3a0e-8f1a-4c1e-9d55-41111111aaaa",
    ],
)
def test_a_name_that_would_have_to_be_masked_is_refused(name):
    assert refused(lambda: message(client_id=name)).code == "bad_client_id"


@pytest.mark.parametrize("payload", ["\ud800", "/a\x00", "/" + "x" * 2000])
def test_a_payload_that_no_button_has_is_refused(payload):
    assert refused(lambda: message(payload=payload)).code == "bad_payload"
