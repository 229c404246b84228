"""Two other Rasa projects to compare with: Rasa with one rule and nothing else, and Rasa's stock pipeline (DIET).

Both answer with one fixed response and look nothing up; conversations are in Rasa's own SQL tracker store on SQLite.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import httpx
import yaml

from baton.base import processes
from baton.base.settings import ROOT
from bench.stock_pipeline import STOCK_PIPELINE
from tests.support.stack import HTTP, free_port, until

KEPT = ROOT / "var" / "bench"
#: The speed of a prediction depends little on how long was trained, so little is trained: these models are not good.
EPOCHS, EXAMPLES = 2, 20  # of DIET; of each intent
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True)
class Project:
    """A Rasa project: its pipeline, and what it knows of each intent."""

    name: str
    pipeline: Sequence[dict[str, object]]
    examples: dict[str, list[str]]

    def files(self) -> dict[str, str]:
        """Its files by name."""
        intents = sorted(self.examples)
        nlu = [{"intent": name, "examples": "".join(f"- {t}\n" for t in self.examples[name])} for name in intents]
        # Where an intent is not known for sure it is `nlu_fallback`, which has a rule as any other.
        known = [
            *intents,
            *(["nlu_fallback"] if any("Fallback" in str(part["name"]) for part in self.pipeline) else []),
        ]
        steps = [{"rule": name, "steps": [{"intent": name}, {"action": "utter_answer"}]} for name in known]
        contents: dict[str, object] = {
            "config.yml": {
                "recipe": "default.v1",
                "assistant_id": self.name,
                "language": "en",
                "pipeline": list(self.pipeline),
                "policies": [{"name": "RulePolicy"}],
            },
            "domain.yml": {
                "version": "3.1",
                "intents": known,
                "responses": {"utter_answer": [{"text": "Thank you, we have received your message."}]},
            },
            "data.yml": {"version": "3.1", "nlu": nlu, "rules": steps},
            "credentials.yml": {"rest": None},
            "endpoints.yml": {"tracker_store": {"type": "SQL", "dialect": "sqlite", "db": "tracker.db"}},
        }
        return {name: yaml.safe_dump(content, allow_unicode=True) for name, content in contents.items()}


def bare() -> Project:
    """Rasa with one intent, known by a word, and one rule."""
    return Project("bare", [{"name": "KeywordIntentClassifier"}], {"greet": ["hello", "hi"]})


def stock() -> Project:
    """Rasa's stock pipeline with Baton's intents."""
    by_intent: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in (yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) or {}).get("nlu", []):
            if "intent" in block:
                of_intent = by_intent.setdefault(block["intent"].replace("/", "_"), [])
                of_intent += islice(_texts(block["examples"]), max(0, EXAMPLES - len(of_intent)))
    pipeline = [{**part, "epochs": EPOCHS} if "epochs" in part else part for part in STOCK_PIPELINE]
    return Project("stock", pipeline, by_intent)


def _texts(examples: str | list[dict[str, object]]) -> Iterator[str]:
    """The examples of a block, without the marks of entities."""
    lines = examples.splitlines() if isinstance(examples, str) else [str(each["text"]) for each in examples]
    for line in lines:
        text = " ".join(_ENTITY.sub(r"\1", line).removeprefix("- ").split())
        if text:
            yield text


def train(project: Project) -> Path:
    """The trained project's folder; what was trained from the same files is taken as it is."""
    files = project.files()
    folder, stamp = KEPT / project.name, hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()
    if (folder / "stamp").exists() and (folder / "stamp").read_text() == stamp:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "--data", "data.yml", "--fixed-model-name", project.name]
    with (folder / "train.log").open("wb") as log:
        made = subprocess.run(command, cwd=folder, env=_environment(), stdout=log, stderr=subprocess.STDOUT)
    if made.returncode:
        raise RuntimeError(f"{project.name} cannot be trained: {folder / 'train.log'}")
    (folder / "stamp").write_text(stamp)
    return folder


@contextmanager
def running(project: Project) -> Iterator[tuple[str, int]]:
    """The project as `rasa run` serves it, with an empty log: its address and its process."""
    folder = train(project)
    for old in folder.glob("tracker.db*"):
        old.unlink()
    port = free_port()
    command = [sys.executable, "-m", "rasa", "run", "--enable-api", "-i", "127.0.0.1", "-p", str(port)]
    command += ["--model", f"models/{project.name}.tar.gz", "--endpoints", "endpoints.yml"]
    command += ["--credentials", "credentials.yml"]
    address = f"http://127.0.0.1:{port}"
    with (folder / "run.log").open("wb") as log:
        process = processes.group(command, cwd=folder, env=_environment(), stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: _serves(address), f"{project.name} ({folder / 'run.log'})", 120)
        yield address, process.pid
    finally:
        processes.end_group(process, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            processes.end_group(process, signal.SIGKILL)


def _serves(address: str) -> bool:
    try:
        return HTTP.get(f"{address}/status", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _environment() -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if not k.startswith("BATON_")}, **_ENVIRONMENT}
