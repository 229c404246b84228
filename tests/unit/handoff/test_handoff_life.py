"""The life of handoffs under whatever order things come in: a customer, two agents, crashes, retries, lost answers.

Everything is real but Rasa and the processes: the log is a list that takes a delivery once, as the real one does, and a
process that dies is an exception at the worst moment.
"""

from __future__ import annotations

import shutil
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from baton.handoff.calendar.callback_slots import choices
from baton.handoff.outbox.outbox import RASA, Outbox
from baton.handoff.records.lifecycle import OPEN, State, Transition, TransitionRefused, sources, step
from baton.handoff.records.repository import CUSTOMER, TransitionRequest
from policies.decision import Decision
from policies.triggers import Firing
from tests.support import handoffs
from tests.support.clock import Clock
from tests.support.handoffs import HOURS
from tests.support.log_events import slot, user

MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # this many small databases on a disk take their time
AGENTS = st.sampled_from(["maria", "ben"])
CONVERSATIONS = ("c1", "c2")
CONVERSATION = st.sampled_from(CONVERSATIONS)
LAST = st.sampled_from([True, True, True, False])


class Log:
    """The conversation log behind a Rasa that can die before or after it has written what it was given."""

    def __init__(self):
        self.events = {name: [] for name in CONVERSATIONS}
        self.dies = None  # before, after

    def deliver(self, delivery, again):
        dies, self.dies = self.dies, None
        if dies == "before":
            raise ConnectionError("down")
        log = self.events[delivery.conversation_id]
        if not any((e.get("metadata") or {}).get("delivery") == delivery.key for e in log):
            for event in delivery.payload["events"]:
                metadata = {**(event.get("metadata") or {}), "delivery": delivery.key}
                log.append({**event, "metadata": metadata})
        if dies == "after":
            raise ConnectionError("died with the answer on its lips")

    def wait(self, attempts):
        return 1.0

    def paused(self, conversation):
        flags = [e["event"] for e in self.events[conversation] if e["event"] in ("pause", "resume")]
        return bool(flags) and flags[-1] == "pause"


class Life(RuleBasedStateMachine):
    waits = False

    @initialize()
    def begin(self):
        self.folder = tempfile.mkdtemp(dir=MEMORY)
        self.clock = Clock()
        self.engine = handoffs.engine(self.folder)
        self.log = Log()
        self.service = handoffs.service(self.engine, self.clock, lambda name: list(self.log.events[name]))
        self.store = self.service.store
        self.outbox = Outbox(self.engine, {RASA: self.log}, self.clock)
        self.said = {name: [] for name in CONVERSATIONS}  # keys of the agents' messages, as they were accepted
        self.turns = dict.fromkeys(CONVERSATIONS, 0)
        for conversation in CONVERSATIONS:
            self.message(conversation, wants_person=True)

    def somebody_waits(self):
        return self.waits

    def held(self, conversation):
        """The handoff by which a person has this conversation, or else the other one."""
        other = next(name for name in CONVERSATIONS if name != conversation)
        return self.store.active_handoff(conversation) or self.store.active_handoff(other)

    def teardown(self):
        if not hasattr(self, "engine"):
            return
        self.everything_comes_back()
        self.nothing_is_lost()
        self.the_audit_trail_tells_the_whole_story()
        self.engine.dispose()
        shutil.rmtree(self.folder)

    # -- the customer and the bot --------------------------------------------------------------------------

    @rule(conversation=CONVERSATION, wants_person=st.booleans(), fails=st.sampled_from(["", "", "action", "rasa"]))
    def customer_writes(self, conversation, wants_person, fails):
        self.message(conversation, wants_person, fails)

    def message(self, conversation, wants_person, fails=""):
        """A message and the bot's turn. The action server may be down, or Rasa may die before it has saved the turn:
        then the channel takes the message in again, and the turn is decided anew."""
        self.clock.forward(seconds=1)
        log, number = self.log.events[conversation], self.turns[conversation] + 1
        turn = [user("…", at=self.clock().timestamp())]
        if self.log.paused(conversation):
            log += turn
            self.turns[conversation] = number
            return
        if not wants_person:
            log += [*turn, {"event": "bot", "text": "bot's answer", "timestamp": self.clock().timestamp()}]
            self.turns[conversation] = number
            return
        verdict = Firing("explicit_request", "explicit_request", "asked for a person: 'x'", "x", number)
        decision = Decision((verdict,), number, self.clock().timestamp(), 1, "abc", "launch")
        turn.append(slot("escalation", decision.record(conversation)))
        if fails != "action":
            self.service.open(conversation, [*log, *turn])
        if fails == "rasa":
            self.service.open(conversation, [*log, *turn])  # the turn again, from the inbox
        log += [*turn, {"event": "bot", "text": "passing you on"}, {"event": "pause"}]
        self.turns[conversation] = number

    @precondition(somebody_waits)
    @rule(conversation=CONVERSATION, what=st.sampled_from(["callback", "callback", "wait", "assistant"]))
    def customer_chooses(self, conversation, what):
        handoff = self.held(conversation)
        key = f"heard-{uuid.uuid4().hex}"
        for _ in range(2):  # heard twice after a crash
            try:
                if what == "callback":
                    due = choices(HOURS, self.clock(), 1, timedelta(minutes=30))[0].timestamp()
                    self.service.schedule(handoff.id, CUSTOMER, due, key=key)
                elif what == "wait" and handoff.state in (State.QUEUED, State.CALLBACK_DUE):
                    self.service.wait(self.store.get(handoff.id), key)
                elif what == "assistant" and handoff.state is State.CALLBACK_DUE:
                    self.service.with_assistant(self.store.get(handoff.id), key)
            except TransitionRefused:
                pass

    # -- the agents ----------------------------------------------------------------------------------------

    def one(self, conversation, last):
        """The newest handoff of a conversation, or the oldest: a page that was left open."""
        found = sorted(self.store.find(conversation_id=conversation), key=lambda h: (h.created_at, h.id))
        return found[-1 if last else 0].id

    @precondition(somebody_waits)
    @rule(conversation=CONVERSATION, last=LAST, agent=AGENTS)
    def claim(self, conversation, last, agent):
        try:
            assert self.service.claim(self.one(conversation, last), agent, agent.title()).owner == agent
        except TransitionRefused as refusal:
            assert str(refusal)

    @precondition(somebody_waits)
    @rule(conversation=CONVERSATION, agent=AGENTS, again=st.booleans())
    def reply(self, conversation, agent, again):
        """A message; the browser may not have got the answer and send it again."""
        handoff = self.held(conversation)
        name = uuid.uuid4().hex
        for _ in range(2 if again else 1):
            try:
                key = self.service.reply(handoff.id, agent, agent.title(), "…", client_id=name)
            except TransitionRefused:
                assert handoff.owner != agent or handoff.state is not State.CLAIMED
                return
            if key in self.said[handoff.conversation_id]:
                return  # the same one: it was accepted before
            self.said[handoff.conversation_id].append(key)

    @precondition(somebody_waits)
    @rule(
        conversation=CONVERSATION,
        last=LAST,
        agent=AGENTS,
        deed=st.sampled_from(["transfer", "release", "return", "resolve", "callback"]),
    )
    def deed(self, conversation, last, agent, deed):
        handoff = self.one(conversation, last)
        before = self.store.get(handoff)
        try:
            if deed == "transfer":
                self.service.transfer(handoff, agent, "ben", None, "", "Ben")
            elif deed == "release":
                self.store.move(handoff, TransitionRequest(Transition.RELEASE, agent))
            elif deed == "return":
                self.service.return_to_bot(handoff, agent, "settled")
            elif deed == "resolve":
                self.service.resolve(handoff, agent, None)
            else:
                due = choices(HOURS, self.clock(), 1, timedelta(minutes=30))[0].timestamp()
                self.service.schedule(handoff, agent, due)
        except TransitionRefused:
            assert self.store.get(handoff) == before

    @precondition(somebody_waits)
    @rule(conversation=CONVERSATION)
    def customer_is_given_up(self, conversation):
        handoff = self.held(conversation)
        try:
            self.service.abandon(handoff, "abandoned")
        except TransitionRefused:
            assert handoff.state is State.CALLBACK_DUE

    # -- the processes -------------------------------------------------------------------------------------

    @rule(dies=st.sampled_from([None, None, "before", "after"]))
    def deliver(self, dies):
        self.log.dies = dies
        self.clock.forward(seconds=1)
        self.outbox.work()

    @rule()
    def follow(self):
        """The desk's follower: opens what no action opened, from the log as it stands."""
        for conversation in CONVERSATIONS:
            self.service.open_missing(conversation)

    @rule(conversation=CONVERSATION)
    def mend(self, conversation):
        """The reconciler: Rasa's paused flag follows the handoff."""
        if self.store.active_handoff(conversation) and not self.log.paused(conversation):
            self.log.events[conversation].append({"event": "pause"})

    # -- what always holds ---------------------------------------------------------------------------------

    @invariant()
    def one_owner(self):
        if not hasattr(self, "store"):
            return
        everything = self.store.find()
        self.waits = any(handoff.bot_paused for handoff in everything)
        for conversation in CONVERSATIONS:
            found = [handoff for handoff in everything if handoff.conversation_id == conversation]
            assert sum(handoff.bot_paused for handoff in found) <= 1
            for handoff in found:
                assert not handoff.bot_paused or handoff.state in OPEN
                assert handoff.state is not State.CLAIMED or (handoff.owner and handoff.bot_paused)
                assert (handoff.closed_at is not None) == (handoff.state not in OPEN)

    def the_audit_trail_tells_the_whole_story(self):
        for handoff in self.store.find():
            state, trail = None, self.store.audit(handoff.id)
            assert [entry["what"] for entry in trail].count("opened") == 1
            for entry in trail:
                if entry["what"] == "opened":
                    state = State.QUEUED
                elif entry["what"] in Transition._value2member_map_:
                    move = Transition(entry["what"])
                    assert state in sources(move)
                    state = step(state, move, owner=None, by=None)
                    assert entry["who"] and entry["at"]
            assert state is handoff.state

    @invariant()
    def the_bot_is_silent_while_a_person_has_it(self):
        for log in self.log.events.values() if hasattr(self, "log") else ():
            paused = False
            for event in log:
                paused = event["event"] == "pause" or (paused and event["event"] != "resume")
                assert not (paused and event["event"] == "bot" and not (event.get("metadata") or {}).get("speaker"))

    # -- and in the end ------------------------------------------------------------------------------------

    def everything_comes_back(self):
        self.log.dies = None
        self.follow()
        for _ in range(200):
            self.clock.forward(seconds=2)
            if not self.outbox.work() and not any(self.outbox.pending(name) for name in CONVERSATIONS):
                return
        raise AssertionError("the outbox does not get empty")

    def nothing_is_lost(self):
        for conversation in CONVERSATIONS:
            log = self.log.events[conversation]
            keys = [(e.get("metadata") or {}).get("delivery") for e in log if e["event"] == "bot"]
            said = [key for key in keys if key in set(self.said[conversation])]
            assert said == self.said[conversation]  # each once, in their order
            decided = [e["value"]["id"] for e in log if e.get("name") == "escalation" and e["value"]]
            opened = [handoff.id for handoff in self.store.find(conversation_id=conversation)]
            assert sorted(set(decided)) == sorted(opened)
            if self.store.active_handoff(conversation) is None:
                assert not self.log.paused(conversation)


Life.TestCase.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = Life.TestCase
