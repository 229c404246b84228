"""Settings that are refused, and settings that are accepted and still unsafe or useless."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from baton.base.database_addresses import Way, way_to
from baton.base.settings import OPTIONAL_SECRET_NAMES, SECRET_NAMES, Settings, SettingsError, variable
from baton.cli.doctor.finding import Finding, Level
from baton.connectors.registry import read_settings

AREA = "settings"
SECRETS = SECRET_NAMES + OPTIONAL_SECRET_NAMES
_NEW_SECRET = 'a secret of its own for each: python -c "import secrets; print(secrets.token_hex(32))"'


def load(environ: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    """The settings, or None with what is wrong with them.

    Args:
        environ: usually `os.environ`.
    """
    try:
        return read_settings(environ), []
    except SettingsError as error:
        problems = error.problems or (str(error),)
        why, way_out = "Nothing starts.", "correct it; every setting is described in docs/settings.md"
        return None, [Finding(AREA, problem, why, way_out) for problem in problems]
    except json.JSONDecodeError as error:
        what = f"secrets.json in the folder of BATON_VAR_DIR is damaged: {error}."
        why = "It holds the secrets of development; nothing starts."
        return None, [Finding(AREA, what, why, "delete it: new secrets are made, and open sessions end")]
    except OSError as error:
        what = f"The folder of BATON_VAR_DIR cannot be used: {error}."
        return None, [Finding("files", what, "Databases, logs and secrets are kept in it.", "make it writable")]


def findings(settings: Settings) -> Iterator[Finding]:
    """What is unsafe about settings that were accepted."""
    yield from _secrets(settings)
    yield from _origins(settings)
    if not settings.production:
        return
    yield from _unverified_databases(settings)
    if urlsplit(settings.desk_url).hostname in ("localhost", "127.0.0.1"):
        why = "Outside desks and links in their messages lead nowhere."
        what = f"BATON_DESK_URL is {settings.desk_url}, which is this machine alone."
        yield Finding(AREA, what, why, "BATON_DESK_URL=https://the-desk's-own-name", Level.WARNING)
    if not settings.trust_proxy and settings.bind in ("127.0.0.1", "localhost"):
        what = "BATON_TRUST_PROXY is off, and only a proxy on this machine can reach Baton."
        why = "All visitors have the proxy's address, and share one rate limit."
        way_out = "BATON_TRUST_PROXY=true, if the proxy sets X-Forwarded-For"
        yield Finding(AREA, what, why, way_out, Level.WARNING)


def _secrets(settings: Settings) -> Iterator[Finding]:
    given = {name: getattr(settings, name) for name in SECRETS if getattr(settings, name)}
    if settings.production:
        of_development = set(_development_secrets(settings).values())
        for name, value in given.items():
            if value in of_development:
                what = f"{variable(name)} is the secret of development (secrets.json)."
                yield Finding(AREA, what, "It lies on the disks of developers.", _NEW_SECRET)


def _development_secrets(settings: Settings) -> dict[str, str]:
    try:
        kept = json.loads((settings.var_dir / "secrets.json").read_text())
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in kept.items() if isinstance(value, str)} if isinstance(kept, dict) else {}


def _unverified_databases(settings: Settings) -> Iterator[Finding]:
    for name in ("orders_db", "tracker_db", "desk_db"):
        if way_to(getattr(settings, name)) is Way.ENCRYPTED:
            what = f"{variable(name)}: the server of the database need not show who it is (sslmode=require)."
            why = "Whoever is on the way can stand in for it, and reads and changes what is kept."
            way_out = f"?sslmode=verify-full&sslrootcert=FILE at the end of {variable(name)}"
            yield Finding(AREA, what, why, way_out, Level.WARNING)


def _origins(settings: Settings) -> Iterator[Finding]:
    for origin in sorted(settings.origins):
        parts = urlsplit(origin)
        if settings.production and parts.scheme == "http":
            what = f"BATON_ALLOWED_ORIGINS: {origin} is without TLS."
            why = "Anybody on the way reads and changes what customers write."
            yield Finding(AREA, what, why, f"BATON_ALLOWED_ORIGINS=https://{parts.netloc}", Level.WARNING)
