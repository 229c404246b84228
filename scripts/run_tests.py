"""`make test`: every test, on all cores. `make test-fast`: those that need neither a trained model nor a browser.

The tests without a model run while the model is trained; training gives way to them. What needs the model follows, one
stack of processes for each worker. Every test belongs to exactly one run, by its markers (tests/conftest.py). A failure
ends nothing early; the last line says how it went, and so does the exit status.

What waits for other processes may run out of patience on a machine that does something else. So a few failures are
tried once more, alone: what passes then is named as flaky, for somebody to find the cause.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

from baton.base.processes import end_with_parent

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / "var" / "tests"
PYTHON = sys.executable
END_WITH_PARENT = partial(end_with_parent, number=signal.SIGTERM)
LAST_LINES = 25  # of a failed command's log
MOST_AGAIN = 5  # more failures than this have a cause of their own

FAST = "not stack and not browser"
#: Without the folders of the others, whose fixtures take seconds to import in every worker.
FAST_FOLDERS = ["tests/unit", "tests/desk", "tests/contract"]
DESK_IN_BROWSER = "browser and not stack"
#: The longest files first: the workers then end at about the same time.
WITH_MODEL = ["tests/stack/test_kill_storm.py", "tests/stack", "tests/browser"]


def main() -> int:
    run = Run()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    END_WITH_PARENT()
    LOGS.mkdir(parents=True, exist_ok=True)
    try:
        if "--fast" in sys.argv[1:]:
            run.fast()
        else:
            everything(run)
    finally:
        run.stop()
    print(run.summary(), flush=True)
    return 1 if run.failed else 0


def everything(run: Run) -> None:
    with ThreadPoolExecutor() as pool:
        trained = pool.submit(
            run.command, "training", [PYTHON, "-m", "baton", "train", "--if-stale", "--no-compare"], niceness=10
        )
        run.fast()
        run.pytest("desk in a browser", DESK_IN_BROWSER, ["tests/browser"])
        if not trained.done():
            say("waiting for the end of the training")
        if not trained.result():
            say("the tests of the trained model cannot run")
            return
        stories = [
            PYTHON,
            "-m",
            "rasa",
            "test",
            "core",
            "--stories",
            "tests/conversations",
            "--fail-on-prediction-errors",
        ]
        stories += ["--model", "models/baton.tar.gz", "--out", str(ROOT / "var" / "stories")]
        told = pool.submit(
            lambda: [run.command("stories", stories), run.command("conversations", [PYTHON, "-m", "baton", "test"])]
        )
        run.pytest("trained model", "stack", WITH_MODEL)
        told.result()


@dataclass
class Run:
    """The commands of one test run, and how they ended."""

    failed: list[str] = field(default_factory=list)
    flaky: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)
    _running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def fast(self) -> None:
        """The tests of seconds and less; one more worker than cores, for many wait for a database or for no answer."""
        self.pytest("fast", FAST, FAST_FOLDERS, dist="worksteal", workers=str((os.cpu_count() or 1) + 1))

    def pytest(
        self,
        name: str,
        markers: str,
        paths: list[str],
        dist: str = "loadfile",
        workers: str = "auto",
    ) -> None:
        """Run the tests that carry these markers, and show their output. A few failures are tried once more, alone."""
        report = LOGS / f"{name.replace(' ', '-')}.xml"
        report.unlink(missing_ok=True)
        say(f"{name}: {' '.join(paths)}")
        options = ["-n", workers, "--dist", dist, "--no-loadscope-reorder", "--junit-xml", str(report)]
        passed = self._wait([PYTHON, "-m", "pytest", *options, "-m", markers, *paths])
        if report.exists():
            suites = list(ElementTree.parse(report).iter("testsuite"))
            for count in ("tests", "skipped"):
                self.counts[count] = self.counts.get(count, 0) + sum(int(suite.get(count, 0)) for suite in suites)
            if not passed:
                passed = self._pass_alone(failures(suites))
        if not passed:
            self.failed.append(name)

    def _pass_alone(self, tests: list[str]) -> bool:
        """Whether some failed tests pass when nothing else runs; those that do are remembered as flaky."""
        if not 0 < len(tests) <= MOST_AGAIN:
            return False
        say(f"once more, alone: {' '.join(tests)}")
        if not self._wait([PYTHON, "-m", "pytest", "-n0", *tests]):
            return False
        self.flaky += tests
        return True

    def command(self, name: str, command: list[str], niceness: int = 0) -> bool:
        """Run a command in the background; its output goes to a file, whose end is shown if the command fails."""
        log, begun = LOGS / f"{name}.log", time.monotonic()
        say(f"{name}: in the background, see {log.relative_to(ROOT)}")
        with log.open("wb") as file:
            passed = self._wait(["nice", f"-n{niceness}", *command], stdout=file, stderr=subprocess.STDOUT)
        say(f"{name}: {'done' if passed else 'FAILED'} after {_minutes(time.monotonic() - begun)}")
        if not passed:
            self.failed.append(name)
            print("\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:]), flush=True)
        return passed

    def stop(self) -> None:
        """End whatever still runs, as after Ctrl-C."""
        for process in self._running:
            if process.poll() is None:
                process.terminate()

    def summary(self) -> str:
        tests, skipped = self.counts.get("tests", 0), self.counts.get("skipped", 0)
        outcome = f"FAILED: {', '.join(self.failed)}" if self.failed else "all passed"
        outcome += f"; flaky, passed when run alone: {', '.join(self.flaky)}" if self.flaky else ""
        return f"test: {outcome} ({tests} tests, {skipped} skipped, {_minutes(time.monotonic() - self.started)})"

    def _wait(self, command: list[str], **output: object) -> bool:
        """Run a command to its end, and whether all went well."""
        # The parent, for Linux, is this thread: it waits here until the process has ended.
        process = subprocess.Popen(command, cwd=ROOT, preexec_fn=END_WITH_PARENT, **output)
        self._running.append(process)
        return process.wait() == 0


def failures(suites: list[ElementTree.Element]) -> list[str]:
    """The tests that failed, as pytest takes them on its command line."""
    found = []
    for case in (case for suite in suites for case in suite.iter("testcase")):
        if case.find("failure") is not None or case.find("error") is not None:
            parts = case.get("classname", "").split(".")
            depth = next(
                i for i in range(len(parts), 0, -1) if (ROOT / "/".join(parts[:i])).with_suffix(".py").exists()
            )
            found.append("::".join(["/".join(parts[:depth]) + ".py", *parts[depth:], case.get("name", "")]))
    return list(dict.fromkeys(found))


def say(text: str) -> None:
    print(f"  · {text}", flush=True)


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02} min"


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
