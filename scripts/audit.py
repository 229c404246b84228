"""`make audit`: known advisories of what the locks name, against the reasoned exceptions in audit_exceptions.yml.

Fails for an advisory without an exception, for one whose exception is over, and for a package that nobody could look
up while others could be. When the database of advisories cannot be reached at all, it says so and fails nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
EXCEPTIONS = ROOT / "scripts" / "audit_exceptions.yml"
TOOLS = ROOT / ".tools" / "audit" / "bin"
LOCKS = ("requirements.lock", "requirements-eval.lock", "requirements-test.lock", "requirements-audit.lock")
SECONDS = 600


class Unreachable(Exception):
    """The database of advisories cannot be asked."""


@dataclass(frozen=True)
class Advisory:
    """One known weakness of one package."""

    package: str
    version: str
    id: str


@dataclass(frozen=True)
class Excepted:
    """A version whose advisories are accepted until a day, with the reason."""

    package: str
    version: str
    until: date
    why: str


def exceptions(path: Path = EXCEPTIONS) -> list[Excepted]:
    """The exceptions of the file.

    Raises:
        KeyError, TypeError: an entry lacks something.
    """
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["exceptions"]
    return [Excepted(e["package"], str(e["version"]), e["until"], " ".join(e["why"].split())) for e in entries]


def python_advisories(report: Mapping[str, object]) -> tuple[list[Advisory], list[str]]:
    """The advisories in a report of pip-audit, and the packages that could not be looked up.

    Raises:
        Unreachable: none could be.
    """
    packages: Sequence[Mapping[str, object]] = report["dependencies"]  # type: ignore[assignment]
    skipped = [str(each["name"]) for each in packages if "skip_reason" in each]
    if packages and len(skipped) == len(packages):
        raise Unreachable("it knows none of the packages")
    found = [
        Advisory(str(each["name"]), str(each["version"]), str(advisory["id"]))
        for each in packages
        for advisory in each.get("vulns", ())  # type: ignore[attr-defined]
    ]
    return found, skipped


def node_advisories(report: Mapping[str, object]) -> list[Advisory]:
    """The advisories in a report of `npm audit`.

    Raises:
        Unreachable: it is no report.
    """
    if "vulnerabilities" not in report:
        raise Unreachable("it gave no report")
    return [
        Advisory(name, "", str(via.get("url", via.get("source"))).rsplit("/", 1)[-1])
        for name, each in report["vulnerabilities"].items()  # type: ignore[attr-defined]
        for via in each["via"]
        if isinstance(via, dict)
    ]


def faults(found: Iterable[Advisory], excepted: Sequence[Excepted], today: date) -> list[str]:
    """What is wrong: a line for each advisory that no exception covers today."""
    lines = []
    for each in found:
        fitting = [e for e in excepted if (e.package, e.version) == (each.package, each.version)]
        if not fitting:
            lines.append(f"{each.package} {each.version}: {each.id}".replace("  ", " "))
        elif all(e.until < today for e in fitting):
            lines.append(
                f"{each.package} {each.version}: {each.id}: its exception ended on {fitting[0].until}; review it"
            )
    return lines


def main() -> int:
    """Audit everything. Returns the exit status."""
    excepted, wrong, today, asked = exceptions(), list[str](), date.today(), 0
    for lock in LOCKS:
        try:
            found, skipped = python_advisories(_report([str(TOOLS / "pip-audit"), *_OPTIONS, "-r", lock], ROOT))
        except Unreachable as error:
            print(f"audit: {lock}: skipped: the database of advisories cannot be used ({error})")
            continue
        asked += 1
        wrong += [f"{lock}: {line}" for line in faults(found, excepted, today)]
        wrong += [f"{lock}: {name} could not be looked up" for name in skipped]
        print(f"audit: {lock}: {len(found)} advisories, each looked at against {EXCEPTIONS.name}")
    try:
        found = node_advisories(_report(["npm", "audit", "--json"], ROOT / "widget"))
        asked += 1
        wrong += [f"widget: {line}" for line in faults(found, excepted, today)]
        print(f"audit: widget: {len(found)} advisories")
    except Unreachable as error:
        print(f"audit: widget: skipped: the database of advisories cannot be used ({error})")
    print("\n".join(wrong) or ("audit: all good" if asked else "audit: nothing was audited"))
    return 1 if wrong else 0


_OPTIONS = ("--format", "json", "--progress-spinner", "off", "--disable-pip", "--require-hashes")


def _report(command: Sequence[str], folder: Path) -> Mapping[str, object]:
    try:
        out = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS).stdout
        report = json.loads(out)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        raise Unreachable(f"{Path(command[0]).name}: {type(error).__name__}") from error
    return report if isinstance(report, dict) else {}


if __name__ == "__main__":
    sys.exit(main())
