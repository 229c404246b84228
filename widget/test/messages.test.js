import assert from "node:assert/strict";
import test from "node:test";
import { MessageList, activeButtons, asksForPerson, timeline, unreadCount } from "../src/messages.js";
import { isMessage, readEvent } from "../src/wire.js";

/** @returns {any} */
const message = (id, speaker = "bot", more = {}) => ({ id, at: 1000 + id, speaker, text: `text ${id}`, ...more });
/** The key of the line whose buttons can be pressed. */
const active = (lines, owner = "bot", more = {}) => {
  const found = activeButtons(lines, { owner, ...more });
  return lines.find((line) => line.buttons?.some((button) => found.has(button)))?.key;
};
const entry = (client_id, status = "sending") => ({ client_id, text: client_id, at: 2000, status, attempts: 0 });

test("messages are ordered by id, each once, whatever the order of arrival", () => {
  const list = new MessageList();
  for (const id of [5, 2, 9, 5, 3, 9, 2]) list.add(message(id));
  assert.deepEqual(list.all.map((m) => m.id), [2, 3, 5, 9]);
  assert.equal(list.lastId, 9);
});

test("a customer's message with the same client id is shown once", () => {
  const list = new MessageList();
  assert.equal(list.add(message(1, "customer", { client_id: "a" })), true);
  assert.equal(list.add(message(4, "customer", { client_id: "a" })), false);
  assert.deepEqual(list.all.map((m) => m.id), [1]);
  assert.equal(list.lastId, 4);
});

test("the confirmed message takes the place and the key of the optimistic one", () => {
  const before = timeline([message(1)], [entry("a"), entry("b")]);
  const after = timeline([message(1), message(2, "customer", { client_id: "a" })], [entry("a"), entry("b")]);
  assert.deepEqual(before.map((l) => l.key), ["m1", "a", "b"]);
  assert.deepEqual(after.map((l) => l.key), ["m1", "a", "b"]);
  assert.equal(after[1].id, 2);
  assert.equal(after[1].status, undefined);
});

test("only the last bot message's buttons can be pressed", () => {
  const buttons = [{ title: "Yes", payload: "/yes" }];
  const asked = { ...message(2, "bot", { buttons }), key: "m2" };
  const line = (speaker, more = {}) => ({ key: "x", at: 1, speaker, text: "", ...more });
  assert.equal(active([asked]), "m2");
  assert.equal(active([asked, line("system")]), "m2");
  assert.equal(active([asked, line("bot")]), undefined);
  assert.equal(active([asked, line("customer", { status: "sending" })]), undefined);
  assert.equal(active([asked, line("customer", { status: "failed" })]), "m2");
  assert.equal(active([asked, line("agent")]), undefined);
  const offer = line("system", { key: "m3", buttons: buttons.map((button) => ({ ...button })) });
  assert.equal(active([asked, offer]), "m3");
  assert.equal(active([offer, line("system")]), "m3");
  assert.equal(active([offer, line("customer")]), undefined);
});

test("what the desk offers can be pressed as long as the customer waits, whatever is written meanwhile", () => {
  const line = (speaker, more = {}) => ({ key: "x", at: 1, speaker, text: "", ...more });
  const offer = line("system", { key: "m3", buttons: [{ title: "I'll wait", payload: "handoff:wait:h1" }] });
  const change = line("system", { key: "m9", buttons: [{ title: "Change the time", payload: "handoff:other:h1" }] });
  const hello = line("customer", { status: "confirmed" });
  assert.equal(active([offer, hello, line("system")], "queue"), "m3");
  assert.equal(active([offer, hello, change, hello], "queue"), "m9");
  assert.equal(active([offer, hello], "agent"), undefined);
  assert.equal(active([offer, hello], "bot"), undefined);
  const asked = line("bot", { key: "m1", buttons: [{ title: "Yes", payload: "/yes" }] });
  assert.equal(active([asked, hello], "queue"), undefined);
});

test("a callback that is agreed on can be changed while the bot has the conversation", () => {
  const line = (speaker, more = {}) => ({ key: "x", at: 1, speaker, text: "", ...more });
  const [change, meanwhile] = ["other", "meanwhile"].map((what) => ({ title: what, payload: `handoff:${what}:h1` }));
  const [yes, no] = ["/yes", "/no"].map((payload) => ({ title: payload, payload }));
  const agreed = [line("system", { buttons: [change, meanwhile] }), line("customer", { status: "confirmed" })];
  const asked = line("bot", { buttons: [yes, no] });
  assert.deepEqual([...activeButtons([...agreed, line("bot")], { owner: "bot", callback_at: 9 })], [change]);
  assert.deepEqual([...activeButtons([...agreed, asked], { owner: "bot", callback_at: 9 })], [change, yes, no]);
  assert.deepEqual([...activeButtons([...agreed, asked], { owner: "bot" })], [yes, no]);
  assert.deepEqual([...activeButtons(agreed, { owner: "queue", callback_at: 9 })], [change, meanwhile]);
});

test("one press at a time: what was pressed is on its way", () => {
  const line = (speaker, more = {}) => ({ key: "x", at: 1, speaker, text: "", ...more });
  const offer = line("system", { key: "m3", buttons: [{ title: "Another time", payload: "handoff:other:h1" }] });
  for (const status of ["queued", "sending", "retrying", "limited", "accepted"]) {
    assert.equal(active([offer, line("customer", { status })], "queue"), undefined, status);
    assert.equal(asksForPerson([line("bot"), line("customer", { status, client_id: "say_person.1" })]), true);
  }
  assert.equal(active([offer, line("customer", { status: "failed" })], "queue"), "m3");
});

test("a person is asked for until somebody answers", () => {
  const line = (speaker, more = {}) => ({ key: "x", at: 1, speaker, text: "", ...more });
  const pressed = line("customer", { client_id: "say_person.1" });
  assert.equal(asksForPerson([]), false);
  assert.equal(asksForPerson([line("customer", { client_id: "1" })]), false);
  assert.equal(asksForPerson([pressed]), true);
  assert.equal(asksForPerson([pressed, line("customer", { client_id: "2" })]), true);
  assert.equal(asksForPerson([pressed, line("bot")]), false);
  assert.equal(asksForPerson([{ ...pressed, status: "failed" }]), false);
});

test("unread counts what others said after the last id seen", () => {
  const all = [message(1), message(2, "customer"), message(3, "agent"), message(4, "system"), message(5)];
  assert.equal(unreadCount(all, 0), 4);
  assert.equal(unreadCount(all, 1), 3);
  assert.equal(unreadCount(all, 5), 0);
});

test("what is not a message is refused", () => {
  assert.equal(isMessage(message(1)), true);
  for (const bad of [null, {}, message("1"), message(1, "root"), { ...message(1), text: 3 }]) assert.equal(isMessage(bad), false);
});

test("events of other kinds are passed over", () => {
  const read = (type, data) => readEvent({ type, data });
  assert.equal(read("message", JSON.stringify(message(3))).message?.id, 3);
  assert.equal(read("state", '{"owner":"queue","position":2}').owner?.position, 2);
  for (const [type, data] of [["message", "{"], ["message", "{}"], ["state", '{"owner":"king"}'], ["state", "null"], ["news", "{}"]]) {
    assert.deepEqual(read(type, data), {});
  }
});
