"""Ports that somebody else has, and processes of Baton that do not answer or are missing."""

from __future__ import annotations

from collections.abc import Iterator

import httpx

from baton.base.settings import ROOT, Settings, variable
from baton.cli import services
from baton.cli.doctor.finding import Finding
from baton.cli.doctor.listeners import LONGEST_COMMAND, Listener, listener

AREA = "processes"
ANSWER_SECONDS = 5.0
_SETTINGS = services.PORTS


def findings(settings: Settings, answer_seconds: float = ANSWER_SECONDS) -> Iterator[Finding]:
    """What is wrong with ports and processes. That nothing runs is not wrong.

    Args:
        answer_seconds: how long a process may take to say that it works.
    """
    addresses = services.health_addresses(settings)
    taken = {
        name: getattr(settings, port) for name, port in _SETTINGS.items() if services.is_taken(getattr(settings, port))
    }
    runs: set[str] = set()
    for name, port in taken.items():
        problem = _problem(addresses[name], answer_seconds)
        who = listener(port) if problem else None
        if not problem or (who is not None and _is_baton(who)):
            runs.add(name)
        if problem and name in runs:
            why = "Customers or agents are not served, or not all of them."
            way_out = f"read {settings.var_dir / 'log' / f'{name}.log'}, then restart Baton"
            yield Finding(AREA, f"{name} runs and does not work: {problem}.", why, way_out)
        elif problem:
            setting = variable(_SETTINGS[name])
            what = f"Port {port} ({setting}) is taken by {_named(who)}."
            yield Finding("ports", what, f"{name} cannot start.", f"end that process, or set {setting} to a free port")
    for name in sorted(set(_SETTINGS) - set(taken)) if runs else ():
        what = f"{name} does not run, and {' and '.join(sorted(runs))} {'do' if len(runs) > 1 else 'does'}."
        yield Finding(AREA, what, "Baton needs all three.", "restart Baton: baton run, or its unit")


def _problem(address: str, seconds: float) -> str:
    """What a process answers instead of that it works; empty if it works."""
    try:
        answer = httpx.get(address, timeout=seconds)
    except httpx.HTTPError as error:
        return f"{address} does not answer ({type(error).__name__})"
    return "" if answer.status_code == 200 else f"{address} answers {answer.status_code} {answer.text[:200]}".strip()


def _is_baton(who: Listener) -> bool:
    """Whether a process was started from this installation; workers have the command of their parent."""
    return who.folder == str(ROOT) and any(
        part in who.command for part in ("baton.rasa_overrides", "baton.desk", "-m actions")
    )


def _named(who: Listener | None) -> str:
    return f"process {who.pid}: {who.command[:LONGEST_COMMAND]}" if who else "a process of another user"
