"""Whatever comes in at the desk's doors, the answer is a clear refusal or what was asked for: never a server error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.bench import form_token
from tests.support.odd import BOUNDED, CHARACTERS, SENT, VALUES, as_json

API = "/api/v1/handoffs/h1"
DOORS = [
    f"{API}/reply",
    f"{API}/claim",
    f"{API}/resolve",
    "/connectors/chatwoot/events",
    "/connectors/x/events",
    "/login",
]
PATHS = ["/static/%00", "/static/%ff", "/static/..%2f..%2fapp.py", "/handoffs/%00", "/%ed%a0%80", "/?q=%00%ed%a0%80"]
PATHS += ["/?team=%00", "/audit?who=%00", "/api/v1/handoffs?state=%00", "/api/v1/handoffs/%00"]


@pytest.fixture
def desk(bench):
    bench.handoff("h1")
    return bench


def check(answer, what):
    assert answer.status_code < 500, (what, answer.text[:300])
    if answer.status_code >= 400 and answer.headers["content-type"].startswith("application/json"):
        assert answer.json()["error"]["message"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", DOORS)
def test_bodies_that_are_no_json_or_mean_two_things(desk, path):
    client, token = desk.browser(), desk.token("maria")
    for content, kind in SENT:
        headers = {**token, **({"Content-Type": kind} if kind else {})}
        check(client.post(path, content=content, headers=headers), (path, kind, content[:60]))


@BOUNDED
@given(path=st.sampled_from(DOORS[:3]), value=VALUES | st.fixed_dictionaries({"text": VALUES, "client_id": VALUES}))
def test_json_of_any_shape(desk, path, value):
    headers = {**desk.token("maria"), "Content-Type": "application/json"}
    check(desk.browser().post(path, content=as_json(value), headers=headers), (path, value))


@pytest.mark.parametrize("path", PATHS)
def test_paths_and_queries_of_any_bytes(desk, maria, path):
    for client in (maria, desk.browser()):
        check(client.get(path), path)


@BOUNDED
@given(text=st.text(CHARACTERS, max_size=60))
def test_words_of_any_plane_in_forms_and_searches(desk, maria, text):
    said = text.encode("utf-8", "surrogatepass")
    token = form_token(maria, "/handoffs/h1")
    check(maria.get("/", params={"q": said}), text)
    check(maria.post("/handoffs/h1/note", data={"csrf": token, "note": said, "text": said}), text)
