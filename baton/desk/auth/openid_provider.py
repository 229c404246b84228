"""Speaks with an OpenID provider: discovery, the address that people are sent to, code for tokens, and the ID token.

Authorization code flow with state, nonce and PKCE. Authlib makes the requests, joserfc checks the signature.
"""

from __future__ import annotations

import secrets
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore, Lock
from urllib.parse import urlsplit

import httpx2 as httpx  # the one that Authlib uses
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from baton.base.clock import Clock, now
from baton.desk.auth.openid_claims import Claims, OpenidRefused, Refusal
from baton.desk.auth.pending import PendingOpenid

#: Signatures with a key that only the provider has. Never `none`, and none with the client's secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
TIMEOUT_SECONDS = 8.0
KEPT_SECONDS = 3600.0  # how long addresses and keys of the provider are taken as known
MOST_AT_ONCE = 8  # requests that wait for the provider: a slow one must not hold up the desk's other pages
WAIT_SECONDS = 0.25  # for one of those places
LEEWAY_SECONDS = 60  # how far the two clocks may be apart
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_MORE_ENDPOINTS = ("userinfo_endpoint",)  # that a provider may have or not


@dataclass(frozen=True)
class Client:
    """The desk as the provider knows it."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    redirect_uri: str


@dataclass(frozen=True)
class _Known:
    """What the provider says of itself; `at` in epoch seconds."""

    metadata: Mapping[str, object]
    keys: KeySet
    at: float


class OpenidProvider:
    """A provider. Everything that goes wrong is an `OpenidRefused`.

    Args:
        client: who we are there.
        clock: tells the time, for tokens and for what is kept.
        transport: how requests go out; None: over the network.
    """

    def __init__(self, client: Client, clock: Clock = now, transport: httpx.BaseTransport | None = None) -> None:
        self._client = client
        self._clock = clock
        self._transport = transport
        self._lock = Lock()
        self._places = BoundedSemaphore(MOST_AT_ONCE)
        self._known: _Known | None = None

    @property
    def issuer(self) -> str:
        return self._client.issuer

    def begin(self, next: str, link: str = "", again: bool = False) -> tuple[str, PendingOpenid]:
        """Where to send somebody, and what the answer must fit.

        Args:
            next: where they want to go to at the desk.
            link: login of the account that is to be linked.
            again: whether the provider must ask for the password again, if it has one.
        Raises:
            OpenidRefused: it does not answer as a provider does.
        """
        with self._place():
            metadata = self._provider().metadata
        pending = PendingOpenid(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            next=next,
            link=link,
        )
        more = {"prompt": "login"} if again else {}
        with self._http() as http:
            address, _ = http.create_authorization_url(
                str(metadata["authorization_endpoint"]),
                state=pending.state,
                nonce=pending.nonce,
                code_verifier=pending.verifier,
                **more,
            )
        return str(address), pending

    def finish(self, pending: PendingOpenid, code: str) -> Claims:
        """What the provider says of whoever came back with this code.

        Raises:
            OpenidRefused: it does not answer, refuses, or its answer cannot be trusted.
        """
        try:
            with self._place(), self._http() as http:
                metadata = self._provider().metadata
                tokens = http.fetch_token(
                    str(metadata["token_endpoint"]),
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=pending.verifier,
                )
                claims = self._verified(tokens.get("id_token"), pending.nonce, str(tokens.get("access_token") or ""))
                return {**self._more(http, metadata, str(claims["sub"])), **claims}
        except AuthlibBaseError as error:
            raise OpenidRefused(Refusal.UNTRUSTED, f"it gave no tokens: {error.error}") from error
        except (httpx.HTTPError, ValueError) as error:
            raise OpenidRefused(Refusal.UNREACHABLE, type(error).__name__) from error

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the few places to wait for the provider."""
        if not self._places.acquire(timeout=WAIT_SECONDS):
            raise OpenidRefused(Refusal.UNREACHABLE, "too many are waiting for it")
        try:
            yield
        finally:
            self._places.release()

    def _verified(self, id_token: object, nonce: str, access_token: str) -> Claims:
        """The claims of an ID token: signature, issuer, audience, times, nonce."""
        if not isinstance(id_token, str):
            raise OpenidRefused(Refusal.UNTRUSTED, "there is no ID token")
        try:
            token = self._decoded(id_token)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": self._client.issuer},
                    "aud": {"essential": True, "value": self._client.client_id},
                },
                params={
                    "nonce": nonce,
                    "client_id": self._client.client_id,
                    "access_token": access_token,
                },
            )
            claims.validate(now=int(self._clock().timestamp()), leeway=LEEWAY_SECONDS)
            subject = claims["sub"]
        except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
            raise OpenidRefused(Refusal.UNTRUSTED, f"its ID token: {error}"[:200]) from error
        if not isinstance(subject, str) or not 1 <= len(subject) <= 255:
            raise OpenidRefused(Refusal.UNTRUSTED, "its ID token: no subject of 1 to 255 characters")
        return dict(claims)

    def _decoded(self, id_token: str) -> jwt.Token:
        """The token if one of the provider's keys signed it. New keys are fetched once: providers change theirs."""
        known = self._provider()
        try:
            return jwt.decode(id_token, known.keys, algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            return jwt.decode(id_token, self._provider(newer_than=known.at).keys, algorithms=list(ALGORITHMS))

    def _more(self, http: OAuth2Client, metadata: Mapping[str, object], subject: str) -> Claims:
        """What the userinfo endpoint says besides; only if it is about the same person."""
        endpoint = metadata.get("userinfo_endpoint")
        if not isinstance(endpoint, str):
            return {}
        answer = http.get(endpoint)
        found = answer.json() if answer.status_code == 200 else {}
        return found if isinstance(found, dict) and found.get("sub") == subject else {}

    def _provider(self, newer_than: float | None = None) -> _Known:
        """What the provider says of itself, fetched when it is too old.

        Args:
            newer_than: fetch it anew if it is not newer than this; at most once a minute, whoever asks.
        """
        at = self._clock().timestamp()
        with self._lock:
            known = self._known
            old = known is None or known.at <= at - KEPT_SECONDS
            unknown_key = known is not None and newer_than is not None and known.at <= min(newer_than, at - 60.0)
            if known is None or old or unknown_key:
                known = self._known = self._fetched(at)
            return known

    def _fetched(self, at: float) -> _Known:
        try:
            with httpx.Client(timeout=TIMEOUT_SECONDS, transport=self._transport) as http:
                metadata = _json(http.get(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"))
                self._check(metadata)
                keys = KeySet.import_key_set(_json(http.get(str(metadata["jwks_uri"]))))  # type: ignore[arg-type]
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            raise OpenidRefused(Refusal.UNREACHABLE, f"{type(error).__name__}: {error}"[:200]) from error
        return _Known(metadata, keys, at)

    def _check(self, metadata: Mapping[str, object]) -> None:
        if metadata.get("issuer") != self._client.issuer:
            given = str(metadata.get("issuer"))[:100]
            raise OpenidRefused(Refusal.UNTRUSTED, f"it calls itself {given}, not {self._client.issuer}")
        schemes = ("https",) if self._client.issuer.startswith("https://") else ("https", "http")
        for name in (*_ENDPOINTS, *(name for name in _MORE_ENDPOINTS if name in metadata)):
            if not _is_address(metadata.get(name), schemes):
                raise OpenidRefused(Refusal.UNTRUSTED, f"its {name} is no {schemes[-1]} address")

    def _http(self) -> OAuth2Client:
        client = self._client
        return OAuth2Client(
            client_id=client.client_id,
            client_secret=client.client_secret or None,
            token_endpoint_auth_method=None if client.client_secret else "none",
            scope=client.scopes,
            redirect_uri=client.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            transport=self._transport,
        )


def _is_address(value: object, schemes: Container[str]) -> bool:
    """Whether it is an address without a login, which codes, tokens and people may be sent to."""
    try:
        parts = urlsplit(value) if isinstance(value, str) and value.isprintable() else None
    except ValueError:
        return False
    return parts is not None and parts.scheme in schemes and bool(parts.hostname) and "@" not in parts.netloc


def _json(answer: httpx.Response) -> Mapping[str, object]:
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found
