"""The cluster profile: everything twice behind one port, on this machine, as a company would run it on several.

PostgreSQL and Redis must be there. Two Rasa, two action servers and two desks are started, and nginx in front of them;
inside, nginx also spreads what desks send to Rasa, and Rasa to action servers. `make run PROFILE=cluster`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import httpx
import sqlalchemy as sa
from redis.exceptions import RedisError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from baton.base import database
from baton.base.readiness import redis_answers
from baton.base.settings import Settings
from baton.cli import nginx
from baton.cli.services import PORTS, Service, service
from baton.cli.supervisor import Plan, StartFailed

#: How many there are of each kind; their ports follow one another.
COPIES = 2
#: Used where no setting says otherwise.
DATABASE = "postgresql://127.0.0.1:5432/baton"
REDIS = "redis://127.0.0.1:6379/0"
_DATABASES = ("BATON_DESK_DB", "BATON_TRACKER_DB", "BATON_ORDERS_DB")


def settings_for(environ: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """What the profile sets beside the environment, by the variables' names.

    Args:
        environ: what is given; it counts more than the profile's own databases and Redis.
        settings: as read from it.
    """
    front = f"http://localhost:{settings.front_port}"
    own = [front, f"http://127.0.0.1:{settings.front_port}"]
    usual = {**dict.fromkeys(_DATABASES, DATABASE), "BATON_REDIS_URL": REDIS, "BATON_DESK_URL": front}
    return {
        **{name: value for name, value in usual.items() if not environ.get(name)},
        "BATON_RASA_URL": f"http://127.0.0.1:{settings.rasa_port + COPIES}",
        "BATON_ACTIONS_URL": f"http://127.0.0.1:{settings.actions_port + COPIES}",
        "BATON_ALLOWED_ORIGINS": ",".join([*sorted(settings.origins), *own]),
        "BATON_TRUST_PROXY": "true",
        "BATON_RASA_WORKERS": "1",
    }


def plan(settings: Settings) -> Plan:
    """Everything twice, and the proxy.

    Raises:
        StartFailed: nginx, PostgreSQL or Redis is missing; it says how to get it.
    """
    if settings.production:
        raise StartFailed("The cluster profile is for one machine and without TLS. For production: docs/deploying.md")
    program = _nginx()
    _check_stores(settings)
    config = nginx.write(settings, COPIES)
    tested = subprocess.run([program, "-t", "-q", *_options(config)], capture_output=True, text=True)
    if tested.returncode:
        raise StartFailed(f"nginx refuses {config}:\n{tested.stderr.strip()}")
    front = Service(
        "front",
        [program, *_options(config)],
        f"http://127.0.0.1:{settings.front_port}{nginx.LIVE}",
        settings.var_dir / "log" / "front.log",
        dict(os.environ),
    )
    made = [_copy(kind, settings, number) for kind in ("actions", "desk", "rasa") for number in range(COPIES)]
    address = f"http://localhost:{settings.front_port}"
    return Plan(
        services=[*made, front],
        names=("actions", "desk", "rasa"),
        ports=_ports(settings),
        addresses=[("Shop page with the widget", f"{address}/shop/"), ("The agents' desk", f"{address}/")],
        check=partial(check, settings),
    )


def _copy(kind: str, settings: Settings, number: int) -> Service:
    """One of several of a kind, with a port of its own."""
    field = PORTS[kind]
    port = getattr(settings, field) + number
    return service(
        kind, settings.copy(update={field: port}), f"{kind}-{number + 1}", {f"BATON_{field.upper()}": str(port)}
    )


def _ports(settings: Settings) -> dict[int, str]:
    """Every port that is needed, with the setting that moves it."""
    wanted = {settings.front_port: "BATON_FRONT_PORT"}
    for kind, field in PORTS.items():
        balanced = kind != "desk"  # the desks stand behind the front port alone
        first = getattr(settings, field)
        wanted |= dict.fromkeys(range(first, first + COPIES + balanced), f"BATON_{field.upper()}")
    return wanted


def check(settings: Settings) -> None:
    """Ask for everything through the front port and the ports inside.

    Raises:
        StartFailed: something does not answer as it must.
    """
    front = f"http://127.0.0.1:{settings.front_port}"
    wanted = {
        f"{front}/webhooks/web/support-chat.js": 200,
        f"{front}/shop/": 200,
        f"{front}/login": 200,
        f"{front}/metrics": 404,
        f"{front}/webhooks/rest/": 404,
        f"{settings.rasa_url}/webhooks/web/ready": 200,
        f"{settings.actions_url}/ready": 200,
    }
    with httpx.Client(timeout=20) as client:
        for url, status in wanted.items():
            try:
                found = client.get(url).status_code
            except httpx.HTTPError as error:
                raise StartFailed(f"{url} does not answer ({type(error).__name__}).") from error
            if found != status:
                raise StartFailed(f"{url} answers {found} instead of {status}.")


def _nginx() -> str:
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin")
    if found is None:
        raise StartFailed("The cluster profile needs nginx. On Debian: apt install nginx-light")
    return found


def _options(config: Path) -> list[str]:
    return ["-c", str(config), "-p", str(config.parent)]


def _check_stores(settings: Settings) -> None:
    for name in _DATABASES:
        _check_database(name, getattr(settings, name.removeprefix("BATON_").lower()))
    try:
        redis_answers(settings.redis_url)
    except RedisError as error:
        raise StartFailed(
            f"Redis does not answer ({type(error).__name__}). Start one (Debian: apt install redis-server), or say "
            "where one is: BATON_REDIS_URL"
        ) from error


def _check_database(name: str, url: str) -> None:
    """Connect to a database; the profile's own one is made if it is missing.

    Raises:
        StartFailed: it is none of PostgreSQL's, or cannot be reached.
    """
    if make_url(url).get_backend_name() != "postgresql":
        raise StartFailed(f"{name}: the cluster profile needs PostgreSQL, such as {DATABASE}")
    try:
        with database.engine(url).connect():
            return
    except OperationalError as error:
        if url == DATABASE and "does not exist" in str(error.orig):
            return _create(url)
        raise StartFailed(
            f"{name}: PostgreSQL does not let us in: {str(error.orig).strip()}\n"
            "Start one (Debian: apt install postgresql), give your user a role that may create databases "
            "(createuser --createdb), or set the variable to a database that there is."
        ) from error


def _create(url: str) -> None:
    parsed = make_url(url)
    server = database.engine(parsed.set(database="postgres").render_as_string(hide_password=False))
    try:
        with server.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{parsed.database}"'))
    except sa.exc.DBAPIError as error:
        raise StartFailed(f"The database {parsed.database} cannot be made: {str(error.orig).strip()}") from error
