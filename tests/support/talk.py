"""A conversation with the desk for tests: the log, the outbox that delivers into it, what the customer then sees."""

from __future__ import annotations

from tests.support.bench import Bench

UNTIL_NIGHT = {"hours": 10}  # from START, 12:00, to 22:00


class Talk:
    """One customer's conversation at a bench."""

    def __init__(self, bench: Bench, conversation: str = "c1") -> None:
        self.bench = bench
        self.conversation = conversation

    @property
    def service(self):
        return self.bench.parts.handoffs

    def handoff(self, handoff_id="h1"):
        return self.bench.store.get(handoff_id)

    def escalate(self, handoff_id="h1", **more):
        """Handed over, opened by the desk, and told."""
        self.bench.escalate(self.conversation, handoff_id, **more)
        self.service.open_missing(self.conversation)
        self.deliver()

    def write(self, text, payload=None, **parsed):
        """A message of the customer's; the desk hears it and answers where that is its matter."""
        event = {
            "event": "user",
            "text": text,
            "input_channel": "web",
            "parse_data": {"intent": {"name": "inform"}, **parsed},
            **({"metadata": {"payload": payload, "title": text}} if payload else {}),
        }
        number = self.bench.log_event(self.conversation, event)
        self.bench.parts.customer_input.handle_event(number, self.conversation)
        self.deliver()
        return number

    def press(self, title):
        """Press the button of this title in the last message that has one."""
        self.write(title, payload=self.buttons()[title])

    def deliver(self):
        while self.bench.parts.outbox.work():
            pass

    def look(self, **later):
        """Time passes, and the desk looks after those who wait."""
        self.bench.clock.forward(**later)
        self.bench.parts.queue_watcher.run_once()
        self.deliver()

    def events(self):
        return self.bench.log.events(self.conversation)

    def said(self):
        """What the customer was told by the desk, in order."""
        return [e["text"] for e in self.events() if (e.get("metadata") or {}).get("speaker") == "system"]

    def buttons(self):
        """Title and payload of the last buttons that were offered."""
        offered = [(e.get("data") or {}).get("buttons") for e in self.events() if e["event"] == "bot"]
        last = next((buttons for buttons in reversed(offered) if buttons), [])
        return {button["title"]: button["payload"] for button in last}

    def paused(self):
        flags = [e["event"] for e in self.events() if e["event"] in ("pause", "resume")]
        return bool(flags) and flags[-1] == "pause"
