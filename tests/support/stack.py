"""The three real processes, started by the real command, for integration and browser tests."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.engine import Engine

from baton.base import database
from baton.base.processes import end_with_parent
from baton.conversation.event_reader import EVENTS
from baton.handoff.presence.presence import Presence

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds that anything may take before a test gives up


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: One for all requests: a client of its own for each would read the machine's certificates every time.
HTTP = httpx.Client(limits=httpx.Limits(max_connections=None, max_keepalive_connections=20))


def until(look: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait for something to become true; its value. Polls, because it waits for other processes.

    Less and less often, as the widget does: many who wait must not take the time of those they wait for.
    """
    deadline = time.monotonic() + patience
    pause, last = 0.05, None
    while time.monotonic() < deadline:
        try:
            value = last = look()
            if value:
                return value
        except httpx.HTTPError as error:
            last = error
        time.sleep(pause)
        pause = min(pause * 1.5, 1.0)
    raise AssertionError(f"waited {patience} s in vain for {what}; the last answer: {last!r}")


#: Settings of the stack that most tests share: orders need no proof, and nobody is asked to slow down.
USUAL = {
    "BATON_ORDER_PROOF": "none",
    "BATON_SESSION_RATE": "10000",
    "BATON_ADDRESS_RATE": "100000",
    "BATON_ADDRESS_SHARE": "100000",
    "BATON_ADDRESS_STREAMS": "10000",
    "BATON_HANDOFF_RATE": "100000",
    "BATON_ALLOWED_ORIGINS": "http://shop.test",
}


class Stack:
    """`make run`'s processes on ports of their own, with a folder of their own."""

    command: tuple[str, ...] = ("run",)

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.rasa_port, self.actions_port, self.desk_port = free_port(), free_port(), free_port()
        self.rasa = f"http://127.0.0.1:{self.rasa_port}"
        self.desk = f"http://127.0.0.1:{self.desk_port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("BATON_")},
            "BATON_VAR_DIR": str(folder),
            "BATON_RASA_PORT": str(self.rasa_port),
            "BATON_ACTIONS_PORT": str(self.actions_port),
            "BATON_DESK_PORT": str(self.desk_port),
            **always_open(folder),
            **_own_policy(folder),
            **settings,
        }
        self.output: list[str] = []
        self.login, self.password, self.token = "", "", ""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "baton", *self.command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            preexec_fn=partial(end_with_parent, number=signal.SIGTERM),
        )
        threading.Thread(target=self._read, daemon=True).start()
        until(lambda: "Ctrl-C" in self.said() or self.process.poll() is not None, "the start", 400)
        assert self.process.poll() is None, self.said()
        found = re.search(r"login (\S+), password (\S+)", self.said())
        assert found, self.said()
        self.login, self.password = found.groups()
        made = subprocess.run(
            [sys.executable, "-m", "baton", "agents", "token", self.login, "--label", "tests"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        self.token = max(re.findall(r"\S{20,}", made.stdout), key=len)

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line)

    def said(self) -> str:
        return "".join(self.output)

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)

    def __enter__(self) -> Stack:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def port_of(self, name: str) -> int:
        """The port of one of the processes."""
        return {"rasa": self.rasa_port, "actions": self.actions_port, "desk": self.desk_port}[name]

    def kill(self, name: str) -> None:
        """SIGKILL one of the processes as soon as it is there, and wait for its end."""
        port = self.port_of(name)
        killed = set(until(lambda: set(_listeners(port)), f"{name} to be there", 120))
        for pid in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: not killed & set(_listeners(port)), f"the end of {name}")

    def ready(self, name: str) -> bool:
        url = {
            "rasa": f"{self.rasa}/webhooks/web/ready",
            "actions": f"http://127.0.0.1:{self.actions_port}/health",
            "desk": f"{self.desk}/health",
        }[name]
        try:
            return HTTP.get(url, timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def engine(self, file: str) -> Engine:
        """One of the stack's SQLite files, such as `conversations.db`."""
        return database.engine(f"sqlite:///{self.folder / file}")

    @property
    def rasa_token(self) -> dict[str, str]:
        """The parameter that Rasa's HTTP API asks for."""
        kept = json.loads((self.folder / "secrets.json").read_text())
        return {"token": self.environment.get("BATON_RASA_TOKEN") or kept["rasa_token"]}

    # -- the customer, by REST ------------------------------------------------------------------------------

    def say(self, sender: str, text: str) -> list[str]:
        """One message on Rasa's REST channel; the texts of the answers."""
        answer = HTTP.post(
            f"{self.rasa}/webhooks/rest/webhook", json={"sender": sender, "message": text}, timeout=PATIENCE
        )
        answer.raise_for_status()
        return [item["text"] for item in answer.json() if "text" in item]

    def slots(self, sender: str) -> dict[str, Any]:
        answer = HTTP.get(f"{self.rasa}/conversations/{sender}/tracker", params=self.rasa_token, timeout=PATIENCE)
        return dict(answer.json()["slots"])

    def events(self, sender: str) -> list[dict[str, Any]]:
        params = {"include_events": "ALL", **self.rasa_token}
        answer = HTTP.get(f"{self.rasa}/conversations/{sender}/tracker", params=params, timeout=PATIENCE)
        return list(answer.json()["events"])

    # -- the agent, by the desk's API -----------------------------------------------------------------------

    def api(self, method: str, path: str, **body: Any) -> Any:
        answer = HTTP.request(
            method,
            f"{self.desk}/api/v1{path}",
            headers={"Authorization": f"Bearer {self.token}"},
            json=body if method == "POST" else None,
            timeout=PATIENCE,
        )
        assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def handoffs(self, conversation_id: str) -> list[dict[str, Any]]:
        answer = HTTP.get(
            f"{self.desk}/api/v1/handoffs",
            params={"conversation_id": conversation_id},
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=PATIENCE,
        )
        answer.raise_for_status()
        return list(answer.json()["handoffs"])

    # -- the customer, by the widget's channel --------------------------------------------------------------

    def chat(self, **brought: str) -> WebChat:
        """A new browser with a chat; it may bring a token or an identity."""
        return WebChat(self, **brought)


class WebChat:
    """A browser without a screen: a session, messages, the stream."""

    def __init__(self, stack: Stack, **brought: str) -> None:
        self._base = f"{stack.rasa}/webhooks/web"
        self.session = HTTP.post(f"{self._base}/session", json=brought, timeout=PATIENCE).json()
        self.token, self.conversation_id = self.session["token"], self.session["conversation_id"]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, text: str, client_id: str | None = None, **more: Any) -> httpx.Response:
        body = {"client_id": client_id or uuid.uuid4().hex, "text": text, **more}
        return HTTP.post(f"{self._base}/messages", json=body, headers=self.headers, timeout=PATIENCE)

    def post(self, name: str, **body: Any) -> httpx.Response:
        """A request that is not a message: end, rating, typing."""
        return HTTP.post(f"{self._base}/{name}", json=body, headers=self.headers, timeout=PATIENCE)

    def read(self, enough: Callable[[list[dict[str, Any]]], bool], after: int = 0) -> list[dict[str, Any]]:
        """Follow the stream until enough messages are there."""
        got: list[dict[str, Any]] = []
        headers = {**self.headers, "Last-Event-ID": str(after)}
        with HTTP.stream("GET", f"{self._base}/stream", headers=headers, timeout=PATIENCE) as stream:
            assert stream.status_code == 200, stream.read()
            kind = ""
            for line in stream.iter_lines():
                if line.startswith("event: "):
                    kind = line[7:]
                elif line.startswith("data: ") and kind == "message":
                    got.append(json.loads(line[6:]))
                    if enough(got):
                        return got
        raise AssertionError(f"the stream ended with {got}")


def tell(stack: Stack, conversation_id: str, *events: dict[str, Any]) -> None:
    """Put events into the log beside Rasa, as another worker would."""
    rows = [
        {"sender_id": conversation_id, "type_name": e["event"], "data": json.dumps({"timestamp": time.time(), **e})}
        for e in events
    ]
    with database.engine(f"sqlite:///{stack.folder}/conversations.db").begin() as connection:
        for row in rows:
            connection.execute(EVENTS.insert().values(**row))


def presence(stack: Stack) -> Presence:
    """What the desk reads and writes."""
    return Presence(database.engine(f"sqlite:///{stack.folder}/desk.db"))


def always_open(folder: Path) -> dict[str, str]:
    """Settings of a shop with somebody there at any hour: tests do not depend on the time at which they run."""
    hours, words = folder / "hours.yml", folder / "handoff.yml"
    text = (ROOT / "business" / "opening_hours.yml").read_text()
    text = re.sub(r"^(  \w+day: ).*$", r'\1"00:00-23:59"', text, flags=re.M)
    hours.write_text(re.sub(r"^holidays:.*$", "holidays: []", text, flags=re.M))
    text = (ROOT / "business" / "handoff_messages.yml").read_text()
    words.write_text(re.sub(r"^somebody_is_there: \w+", "somebody_is_there: hours", text, flags=re.M))
    return {"BATON_OPENING_HOURS_FILE": str(hours), "BATON_HANDOFF_MESSAGES_FILE": str(words)}


def _own_policy(folder: Path) -> dict[str, str]:
    """A copy of the policy document, which a test may change while the processes run."""
    file = folder / "escalation.yml"
    file.write_text((ROOT / "policies" / "escalation.yml").read_text())
    return {"BATON_POLICY_FILE": str(file)}


def _listeners(port: int) -> Iterator[int]:
    """Processes that listen on a port of this machine, from /proc."""
    wanted = f":{port:04X}"
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with contextlib.suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[1].endswith(wanted) and fields[3] == "0A":
                    inodes.add(fields[9])
    for folder in Path("/proc").glob("[0-9]*/fd"):
        with contextlib.suppress(OSError):
            for link in folder.iterdir():
                with contextlib.suppress(OSError):
                    target = os.readlink(link)
                    if target.startswith("socket:[") and target[8:-1] in inodes:
                        yield int(folder.parent.name)
                        break
