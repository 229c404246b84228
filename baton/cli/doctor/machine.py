"""Clock, time zone, Redis, and what may be read and written in the var folder."""

from __future__ import annotations

import os
import stat
import zoneinfo
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

import redis
from redis.exceptions import RedisError

from baton.base.clock import Clock
from baton.base.settings import Settings
from baton.cli.doctor.finding import Finding, Level

#: Seconds by which clocks may differ: limits, leases and callbacks are compared over processes.
CLOSE_ENOUGH, TOO_FAR = 2.0, 60.0
ANSWER_SECONDS = 2.0
MUCH_LOG = 10**9  # bytes
_SYNCHRONISE = "synchronise the clocks: timedatectl set-ntp true"


def clock_difference(where: str, seconds: float, clock: Clock) -> Iterator[Finding]:
    """A clock elsewhere that differs from this machine's.

    Args:
        where: whose clock it is.
        seconds: what it says, in seconds since 1970.
        clock: of this machine.
    """
    difference = seconds - clock().timestamp()
    if abs(difference) > CLOSE_ENOUGH:
        what = f"The clock of {where} is {abs(difference):.0f} s {'ahead of' if difference > 0 else 'behind'} this one."
        why = "Waiting times, callbacks and sessions are told wrongly."
        level = Level.ERROR if abs(difference) > TOO_FAR else Level.WARNING
        yield Finding("clock", what, why, _SYNCHRONISE, level)


def clock_set_back(newest: float, clock: Clock) -> Iterator[Finding]:
    """Something that was stored in what is now the future.

    Args:
        newest: when, in seconds since 1970.
    """
    ahead = newest - clock().timestamp()
    if ahead > TOO_FAR:
        what = f"The newest event of the conversation log is {ahead:.0f} s in the future: the clock was set back."
        yield Finding("clock", what, "Waiting times and sessions are told wrongly.", _SYNCHRONISE)


def time_zone(shop: tzinfo, clock: Clock) -> Iterator[Finding]:
    """A machine whose time zone is neither UTC nor the shop's.

    Args:
        shop: of the opening hours.
    """
    if not zoneinfo.available_timezones():
        why = "Opening hours and callbacks cannot be reckoned."
        yield Finding("time zone", "There is no time zone database.", why, "install the package tzdata")
        return
    here = clock().astimezone()
    if here.utcoffset() and here.utcoffset() != here.astimezone(shop).utcoffset():
        what = f"This machine is in {here.tzname()}, the shop in {shop}."
        why = "Times in log files are neither the shop's nor UTC; customers and agents are told the shop's."
        yield Finding("time zone", what, why, "timedatectl set-timezone UTC", Level.WARNING)


def redis_findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """What is wrong with the Redis of the settings, if there is one."""
    if not settings.redis_url:
        return
    why = "Each conversation is kept in order by locks in it; without them messages wait in the inbox."
    try:
        client = redis.Redis.from_url(
            settings.redis_url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        seconds, micros = client.time()
        memory = client.info("memory")
        read_only = client.info("replication").get("role") == "slave"
    except (RedisError, OSError, ValueError) as error:
        yield Finding("redis", f"Redis cannot be used: {error}", why, "start Redis, or correct BATON_REDIS_URL")
        return
    yield from clock_difference("Redis", seconds + micros / 1e6, clock)
    policy = str(memory.get("maxmemory_policy", "noeviction"))
    if int(memory.get("maxmemory", 0)) and policy != "noeviction":
        what = f"Redis drops keys when its memory is full (maxmemory-policy {policy})."
        yield Finding(
            "redis", what, "A dropped lock lets two workers answer one customer.", "maxmemory-policy noeviction"
        )
    if read_only:
        what = "BATON_REDIS_URL points at a replica, which takes no writes."
        yield Finding("redis", what, why, "let BATON_REDIS_URL point at the primary server")


def folder_findings(settings: Settings) -> Iterator[Finding]:
    """What may be read by others, or not be written, in the var folder."""
    folder, logs = settings.var_dir, settings.var_dir / "log"
    for each in (folder, logs):
        if each.exists() and not (each.is_dir() and os.access(each, os.W_OK | os.X_OK)):
            what = f"{each} is not a folder that Baton's user may write in."
            way_out = f"chown {os.geteuid()} {each}, or another BATON_VAR_DIR"
            yield Finding("files", what, "Databases and logs are kept in it; nothing starts.", way_out)
    yield from _open_to_others(settings)
    size = sum(each.stat().st_size for each in _files(logs))
    if size > MUCH_LOG:
        what = f"The log files in {logs} have {size // 10**6} MB."
        yield Finding(
            "files", what, "They fill the disk of the databases.", "rotate them: docs/operations.md", Level.WARNING
        )


def _open_to_others(settings: Settings) -> Iterator[Finding]:
    """Secrets always; in production also databases and logs."""
    folder = settings.var_dir
    names = ["secrets.json", "endpoints.yml"]
    files = [folder / name for name in names if (folder / name).exists()]
    if settings.production:
        files += [each for each in _files(folder) if ".db" in each.name] + list(_files(folder / "log"))
    if not _reachable_by_others(folder):
        return
    readable = [each for each in files if each.stat().st_mode & stat.S_IROTH]
    if readable:
        some = ", ".join(each.name for each in readable[:5])
        what = f"Every user of this machine can read {some} in {folder}."
        yield Finding("files", what, "They hold secrets or what customers wrote.", f"chmod -R o= {folder}")


def _reachable_by_others(folder: Path) -> bool:
    return all(each.stat().st_mode & stat.S_IXOTH for each in (folder, *folder.parents) if each.exists())


def _files(folder: Path) -> Iterator[Path]:
    return (each for each in (folder.iterdir() if folder.is_dir() else ()) if each.is_file())
