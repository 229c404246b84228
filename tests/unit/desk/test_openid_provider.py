"""ID tokens that must not be believed, and a provider that is not what it says. The real one: `desk/test_openid.py`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import httpx2 as httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from baton.desk.auth.openid_claims import OpenidRefused, Refusal
from baton.desk.auth.openid_provider import KEPT_SECONDS, Client, OpenidProvider
from tests.support.clock import Clock

ISSUER = "https://login.example"
CLIENT = Client(
    ISSUER, "desk", "a secret of the desk, long enough", "openid", "https://desk.example/login/openid/callback"
)
KEY = RSAKey.generate_key(2048, parameters={"kid": "1"}, auto_kid=False)
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "1"}, auto_kid=False)


class Provider:
    """A provider of our own making, so that it can lie."""

    def __init__(self):
        self.clock, self.keys, self.metadata, self.requests, self.down = Clock(), [KEY], {}, [], False
        self.make_token = lambda claims: jwt.encode({"alg": "RS256", "kid": "1"}, claims, KEY, algorithms=["RS256"])
        self.claims, self.userinfo, self.redirects = {}, None, {}
        self.client = OpenidProvider(CLIENT, self.clock, httpx.MockTransport(self._answer))

    def sign_in(self):
        _, pending = self.client.begin("/")
        self.pending = pending
        return self.client.finish(pending, "code")

    def _answer(self, request):
        self.requests.append(request)
        path = request.url.path
        if path in self.redirects:
            return httpx.Response(307, headers={"Location": self.redirects[path]})
        if self.down:
            raise httpx.ConnectError("away")
        if path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/keys"}
            found = {name: ISSUER + end for name, end in ends.items()}
            return httpx.Response(200, json={"issuer": ISSUER, **found, **self.metadata})
        if path == "/keys":
            return httpx.Response(200, json={"keys": [key.as_dict(private=False) for key in self.keys]})
        if path == "/token":
            at = int(self.clock().timestamp())
            usual = {"iss": ISSUER, "sub": "1", "aud": "desk", "iat": at, "exp": at + 300, "nonce": self.pending.nonce}
            claims = {name: value for name, value in {**usual, **self.claims}.items() if value is not None}
            tokens = {"access_token": "x", "token_type": "Bearer", "id_token": self.make_token(claims)}
            return httpx.Response(200, json=tokens)
        if path == "/userinfo":
            return httpx.Response(200, json=self.userinfo)
        return httpx.Response(404)


@pytest.fixture
def provider():
    return Provider()


def refused(provider):
    with pytest.raises(OpenidRefused) as caught:
        provider.sign_in()
    return caught.value.why


def test_a_good_token_gives_its_claims_and_the_code_goes_with_its_verifier(provider):
    assert provider.sign_in()["sub"] == "1"
    sent = next(request for request in provider.requests if request.url.path == "/token").content.decode()
    assert f"code_verifier={provider.pending.verifier}" in sent and "client_secret" not in sent


AT = int(Clock()().timestamp())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": f"{ISSUER}/"},
        {"iss": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else", "another"]},
        {"aud": ["desk", "another"]},  # for several, without saying whom it was given to
        {"aud": ["desk", "another"], "azp": "another"},
        {"azp": "another"},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": 5},
        {"exp": AT - 61},
        {"exp": None},
        {"exp": "soon"},
        {"iat": AT + 3600},
        {"iat": None},
        {"nbf": AT + 3600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"at_hash": "AAAA"},
    ],
)
def test_a_token_for_somebody_else_or_another_time_is_not_believed(provider, claims):
    provider.claims = claims
    assert refused(provider) is Refusal.UNTRUSTED


def _part(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def _signed_by_hand(header, claims, sign):
    text = _part(json.dumps(header).encode()) + b"." + _part(json.dumps(claims).encode())
    return (text + b"." + _part(sign(text))).decode()


def _hmac_with(key):
    header = {"alg": "HS256", "kid": "1"}
    return lambda claims: _signed_by_hand(header, claims, lambda text: hmac.new(key, text, hashlib.sha256).digest())


@pytest.mark.parametrize(
    "make",
    [
        lambda claims: jwt.encode({"alg": "RS256", "kid": "1"}, claims, OTHER_KEY, algorithms=["RS256"]),
        lambda claims: jwt.encode({"alg": "RS256", "kid": "2"}, claims, OTHER_KEY, algorithms=["RS256"]),
        lambda claims: _signed_by_hand({"alg": "none"}, claims, lambda text: b""),
        _hmac_with(KEY.as_pem(private=False)),  # the public key taken for a secret
        _hmac_with(CLIENT.client_secret.encode()),
        lambda claims: "not.a.token",
        lambda claims: "",
        lambda claims: None,
        lambda claims: {"sub": "1"},
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_not_believed(provider, make):
    provider.make_token = make
    assert refused(provider) is Refusal.UNTRUSTED


def test_new_keys_of_the_provider_are_fetched_but_not_for_every_forgery(provider):
    provider.sign_in()
    provider.keys = [OTHER_KEY]
    provider.make_token = lambda c: jwt.encode({"alg": "RS256", "kid": "1"}, c, OTHER_KEY, algorithms=["RS256"])
    provider.clock.forward(minutes=5)
    assert provider.sign_in()["sub"] == "1"
    provider.make_token = lambda c: jwt.encode({"alg": "RS256", "kid": "1"}, c, KEY, algorithms=["RS256"])
    asked = len([r for r in provider.requests if r.url.path == "/keys"])
    for _ in range(5):
        assert refused(provider) is Refusal.UNTRUSTED
    assert len([r for r in provider.requests if r.url.path == "/keys"]) == asked


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": "http://login.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"jwks_uri": "https://desk:secret@login.example/keys"},
        {"jwks_uri": "https:keys"},
        {"token_endpoint": "https://login.example@169.254.169.254/latest/meta-data"},
        {"userinfo_endpoint": "http://login.example/userinfo"},
        {"userinfo_endpoint": 7},
    ],
)
def test_a_provider_that_calls_itself_otherwise_or_leaves_https_is_not_believed(provider, metadata):
    provider.metadata = metadata
    assert refused(provider) is Refusal.UNTRUSTED


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token", "/userinfo"])
def test_no_redirect_is_followed(provider, path):
    """It would take codes, tokens and the client's secret to where nobody decided that they should go."""
    provider.metadata = {"userinfo_endpoint": f"{ISSUER}/userinfo"}
    provider.redirects = {path: "http://169.254.169.254/latest/meta-data"}
    if path == "/userinfo":
        provider.sign_in()
    else:
        refused(provider)
    assert {request.url.host for request in provider.requests} == {"login.example"}


def test_a_provider_that_is_away_is_said_to_be_away(provider):
    provider.sign_in()
    provider.down = True
    assert refused(provider) is Refusal.UNREACHABLE
    provider.clock.forward(seconds=KEPT_SECONDS)
    assert refused(provider) is Refusal.UNREACHABLE


@pytest.mark.parametrize(("about", "groups"), [("1", ["staff"]), ("2", None)])
def test_userinfo_counts_only_if_it_is_about_the_same_person(provider, about, groups):
    provider.metadata = {"userinfo_endpoint": f"{ISSUER}/userinfo"}
    provider.userinfo = {"sub": about, "groups": ["staff"], "iss": "https://evil.example"}
    claims = provider.sign_in()
    assert claims.get("groups") == groups and claims["iss"] == ISSUER
