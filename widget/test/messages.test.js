import assert from "node:assert/strict";
import test from "node:test";
import { MessageList, activeButtons, timeline, unreadCount } from "../src/messages.js";
import { isMessage, readEvent } from "../src/wire.js";

/** @returns {any} */
const message = (id, speaker = "bot", more = {}) => ({ id, at: 1000 + id, speaker, text: `text ${id}`, ...more });
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
  assert.equal(activeButtons([asked]), "m2");
  assert.equal(activeButtons([asked, line("system")]), "m2");
  assert.equal(activeButtons([asked, line("bot")]), undefined);
  assert.equal(activeButtons([asked, line("customer", { status: "sending" })]), undefined);
  assert.equal(activeButtons([asked, line("customer", { status: "failed" })]), "m2");
  assert.equal(activeButtons([asked, line("agent")]), undefined);
  const offer = line("system", { key: "m3", buttons });
  assert.equal(activeButtons([asked, offer]), "m3");
  assert.equal(activeButtons([offer, line("system")]), "m3");
  assert.equal(activeButtons([offer, line("customer")]), undefined);
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
