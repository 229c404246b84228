"""The command `baton doctor`: puts the checks together and prints what they found."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

import click
import sqlalchemy as sa

from baton.base import migrations
from baton.base.clock import Clock, now
from baton.base.database import engine, is_there
from baton.base.document import FileRefused, load_document
from baton.base.settings import Settings
from baton.bootstrap import bootstrap
from baton.cli.doctor import (
    broker_check,
    databases,
    deliveries,
    environment,
    machine,
    mail_check,
    model_checks,
    processes,
    settings_checks,
)
from baton.cli.doctor.finding import Finding, Level
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.calendar.opening_hours import OpeningHours

FINE = "Nothing is wrong with this installation."


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON: a list of findings.")
@click.option("--test-connectors", is_flag=True, help="Also send a test event to each connector that is switched on.")
def doctor(as_json: bool, test_connectors: bool) -> None:
    """Say what is wrong with this installation, why it matters, and the way out. Changes nothing.

    The exit status is 1 if there is an error; warnings alone leave it 0.
    """
    found = list(examine(os.environ, now, test_connectors))
    found.sort(key=lambda finding: finding.level is not Level.ERROR)
    click.echo(json.dumps([asdict(finding) for finding in found], indent=1) if as_json else report(found))
    sys.exit(1 if any(finding.level is Level.ERROR for finding in found) else 0)


def report(found: Sequence[Finding]) -> str:
    """What was found, for people."""
    if not found:
        return FINE
    blocks = [
        f"{finding.level.value.upper()} {finding.area}: {finding.what}\n"
        f"  Why it matters: {finding.why}\n  The way out: {finding.way_out}"
        for finding in found
    ]
    errors = sum(finding.level is Level.ERROR for finding in found)
    return "\n\n".join([*blocks, f"{errors} errors, {len(found) - errors} warnings."])


def examine(environ: Mapping[str, str], clock: Clock, test_connectors: bool = False) -> Iterator[Finding]:
    """Everything that is wrong with the installation of these settings.

    Args:
        environ: usually `os.environ`.
        clock: of this machine.
        test_connectors: whether connectors are sent a test event.
    """
    settings, refused = settings_checks.load(environ)
    yield from _guarded("environment", environment.findings)
    yield from refused
    yield from _guarded("model", lambda: model_checks.findings(settings))
    if settings is not None:
        yield from _of_settings(settings, clock, test_connectors)


def _of_settings(settings: Settings, clock: Clock, test_connectors: bool) -> Iterator[Finding]:
    yield from settings_checks.findings(settings)
    yield from _guarded("files", lambda: machine.folder_findings(settings))
    in_databases = list(_guarded("databases", lambda: databases.findings(settings, clock)))
    yield from in_databases
    yield from _guarded("redis", lambda: machine.redis_findings(settings, clock))
    yield from _guarded("event broker", lambda: broker_check.findings(settings))
    yield from _guarded("mail", lambda: mail_check.findings(settings))
    yield from _guarded("processes", lambda: processes.findings(settings))
    yield from _guarded("time zone", lambda: _time_zone(settings, clock))
    if databases.is_usable(in_databases):
        yield from _guarded("databases", lambda: _contents(settings, clock, test_connectors))


def _time_zone(settings: Settings, clock: Clock) -> Iterator[Finding]:
    try:
        hours = load_document(settings.opening_hours_file, OpeningHours)
    except FileRefused:  # which has been said
        return
    yield from machine.time_zone(hours.zone, clock)


def _contents(settings: Settings, clock: Clock, test_connectors: bool) -> Iterator[Finding]:
    """What the databases hold, where there are any yet."""
    container = bootstrap(settings, clock=clock)
    if is_there(settings.tracker_db) and sa.inspect(engine(settings.tracker_db)).has_table(EVENTS.name):
        yield from machine.clock_set_back(EventReader(engine(settings.tracker_db)).newest_time(), clock)
    if not migrations.pending("desk", settings.desk_db):
        yield from deliveries.findings(container, test_connectors)


def _guarded(area: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a check finds; one that fails itself is a finding, and the others go on."""
    try:
        yield from check()
    except Exception as error:  # whatever is broken here is what the operator has to know
        what = f"The check of {area} failed: {type(error).__name__}: {error}"
        yield Finding(area, what, "What it looks for is not known.", "mend what it names, and run baton doctor again")
