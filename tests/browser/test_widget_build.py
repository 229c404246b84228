"""The committed build is what the committed source gives, with the committed lock file."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WIDGET = Path(__file__).resolve().parents[2] / "widget"
LIMIT = 40 * 1024  # bytes, compressed
OLDEST_NODE = 20
AGAIN = "run `npm ci && npm run build` in widget/ and commit dist/"
#: What npm says when it cannot reach a registry, rather than finds something wrong.
UNREACHABLE = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|E40[134]\b|E50\d"
)


def run(folder, *command):
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the widget with its locked dependencies, built."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("needs node and npm to build the widget again")
    version = run(WIDGET, "node", "--version").stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < OLDEST_NODE:
        pytest.skip(f"needs node {OLDEST_NODE} or newer to build the widget again; this is {version}")
    folder = tmp_path_factory.mktemp("build") / "widget"
    shutil.copytree(WIDGET, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    installed = run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
    if installed.returncode and UNREACHABLE.search(installed.stderr):
        pytest.skip(f"needs a package registry to build the widget again: {installed.stderr.strip()[:200]}")
    assert installed.returncode == 0, installed.stderr
    made = run(folder, "npm", "run", "build")
    assert made.returncode == 0, made.stderr
    return folder


def digest(data):
    return hashlib.sha256(data).hexdigest()


def test_the_source_has_not_changed_since_the_committed_build():
    """Needs neither node nor a registry: build.mjs writes down what it has built, and from what."""
    sources = [path.relative_to(WIDGET).as_posix() for path in (WIDGET / "src").rglob("*.js")]
    names = sorted([*sources, "build.mjs", "package.json", "package-lock.json"])
    source = "".join(f"{name} {digest((WIDGET / name).read_bytes())}\n" for name in names)
    script = (WIDGET / "dist" / "support-chat.js").read_bytes()
    made = json.loads((WIDGET / "dist" / "build.json").read_text())
    assert made == {"source": digest(source.encode()), "script": digest(script)}, AGAIN


@pytest.mark.parametrize("name", ["support-chat.js", "build.json"])
def test_the_committed_build_is_the_one_of_the_source(built, name):
    committed, fresh = (folder / "dist" / name for folder in (WIDGET, built))
    assert fresh.read_bytes() == committed.read_bytes(), AGAIN


@pytest.mark.parametrize("script", ["check", "test"])
def test_types_and_tests_of_the_widget(built, script):
    done = run(built, "npm", "run", script)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_it_is_small_and_asks_nobody_else():
    script = (WIDGET / "dist" / "support-chat.js").read_bytes()
    assert len(gzip.compress(script, 9)) <= LIMIT
    assert not re.findall(rb"https?://[a-z0-9.-]+", script)
    assert script.count(b"innerHTML") == 1  # how Lit reads its own templates; no text ever gets there
    assert not re.search(rb"\beval\(|new Function", script)


def test_the_lock_file_names_no_registry():
    lock = json.loads((WIDGET / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "://" not in (WIDGET / "package-lock.json").read_text()
