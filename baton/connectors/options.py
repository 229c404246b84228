"""The connectors' settings: which names there are, what each one needs, and what is wrong with what was given. Pure."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

#: The settings that each connector cannot do without.
NEEDS: dict[str, tuple[str, ...]] = {
    "desk": (),
    "webhook": ("webhook_url", "webhook_secret"),
    "chatwoot": ("chatwoot_url", "chatwoot_account", "chatwoot_inbox", "chatwoot_token", "chatwoot_webhook_secret"),
    "zendesk": ("zendesk_url", "zendesk_email", "zendesk_token"),
}
_URLS = ("webhook_url", "chatwoot_url", "zendesk_url")
_NUMBERS = ("chatwoot_account", "chatwoot_inbox")
_LEAST_KEY, _LONGEST_KEY = 24, 64  # bytes, as Standard Webhooks says
PREFIX = "whsec_"


def split(value: str) -> tuple[str, ...]:
    """The parts of a comma separated value."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def problems(settings: Any) -> list[str]:
    """What is wrong with the connectors' settings, each with the name of its setting and the way out."""
    chosen = split(settings.connectors)
    found = list(_chosen(chosen))
    for name in chosen:
        for field in NEEDS.get(name, ()):
            if not getattr(settings, field):
                found.append(f"{_name(field)}: is needed by the connector {name} (BATON_CONNECTORS)")
    for field in _URLS:
        problem = _url(getattr(settings, field), settings.production)
        if problem:
            found.append(f"{_name(field)}: {problem}")
    found += [
        f"{_name(field)}: must be a number, as in Chatwoot's addresses"
        for field in _NUMBERS
        if getattr(settings, field) and not (getattr(settings, field).isascii() and getattr(settings, field).isdigit())
    ]
    for secret in split(settings.webhook_secret):
        if not _is_key(secret):
            found.append(
                f"BATON_WEBHOOK_SECRET: must be {PREFIX} and {_LEAST_KEY} to {_LONGEST_KEY} random bytes in base64; "
                f'make one with: echo "{PREFIX}$(openssl rand -base64 32)"'
            )
            break
    return found


def _chosen(chosen: tuple[str, ...]) -> Iterator[str]:
    if not chosen:
        yield f"BATON_CONNECTORS: name at least one of {', '.join(NEEDS)}"
    for name in dict.fromkeys(chosen):
        if name not in NEEDS:
            yield f"BATON_CONNECTORS: there is no connector {name!r}; there are {', '.join(NEEDS)}"
        elif chosen.count(name) > 1:
            yield f"BATON_CONNECTORS: {name} is named twice"


def _url(value: str, production: bool) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return "is no address"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "must be an address that starts with https://"
    if parts.username or parts.password:
        return "must hold no login and password: they would end up in logs"
    near = "." not in parts.hostname or parts.hostname == "127.0.0.1"  # this machine, or a name of its own network
    if production and parts.scheme == "http" and not near:
        return "must start with https:// in production: customers' data goes there"
    return None


def _is_key(secret: str) -> bool:
    if not secret.startswith(PREFIX):
        return False
    try:
        key = base64.b64decode(secret[len(PREFIX) :], validate=True)
    except (binascii.Error, ValueError):
        return False
    return _LEAST_KEY <= len(key) <= _LONGEST_KEY


def _name(field: str) -> str:
    return f"BATON_{field.upper()}"
