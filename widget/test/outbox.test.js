import assert from "node:assert/strict";
import test from "node:test";
import { Outbox } from "../src/outbox.js";

/** Everything that is under way has come to rest: turns of the event loop, however slow the machine is. */
async function settled() {
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
}

/** An outbox whose server gives the listed answers, then 202; pauses take no time. */
function outbox(answers = [], more = {}) {
  const sent = [];
  const pauses = [];
  const kept = new Map();
  let n = 0;
  const box = new Outbox({
    send: async (entry) => {
      sent.push(entry.client_id);
      return { body: undefined, ...(answers.shift() ?? { status: 202 }) };
    },
    changed: () => {},
    keep: (entry) => kept.set(entry.client_id, { ...entry }),
    drop: (id) => kept.delete(id),
    wait: async (ms) => void pauses.push(ms),
    newId: () => `id${++n}`,
    ...more,
  });
  return { box, sent, pauses, kept };
}
const statuses = (box) => box.entries.map((e) => e.status);

test("messages go out one by one in order, and stay until the stream brings them", async () => {
  const { box, sent, kept } = outbox();
  box.push("one");
  box.push("two");
  await settled();
  assert.deepEqual(sent, ["id1", "id2"]);
  assert.deepEqual(statuses(box), ["accepted", "accepted"]);
  box.remove("id1");
  assert.deepEqual([...kept.keys()], ["id2"]);
});

test("no answer and server errors are tried again with the same id, before anything later", async () => {
  const { box, sent, pauses } = outbox([{ status: 0 }, { status: 503 }]);
  box.push("one");
  box.push("two");
  await settled();
  assert.deepEqual(sent, ["id1", "id1", "id1", "id2"]);
  assert.equal(pauses.length, 2);
});

test("in the end it says so, and trying again works", async () => {
  const { box, sent } = outbox(Array.from({ length: 9 }, () => ({ status: 0 })));
  box.push("one");
  await settled();
  assert.deepEqual(statuses(box), ["failed"]);
  assert.equal(box.entries[0].error, "unreachable");
  box.retry("id1");
  await settled();
  assert.deepEqual(statuses(box), ["accepted"]);
  assert.equal(sent.length, 10);
});

test("a refused or too long message is not tried again and does not hold up the next", async () => {
  const { box, sent } = outbox([{ status: 400, body: { error: { code: "not_offered" } } }, { status: 413 }]);
  for (const text of ["one", "two", "three"]) box.push(text);
  await settled();
  assert.deepEqual(sent, ["id1", "id2", "id3"]);
  assert.deepEqual(box.entries.map((e) => e.error), ["not_offered", "too_long", undefined]);
});

test("too fast: waits as long as the server asks", async () => {
  const { box, pauses } = outbox([{ status: 429, retryAfter: 7000 }]);
  box.push("one");
  await settled();
  assert.deepEqual(pauses, [7000]);
  assert.deepEqual(statuses(box), ["accepted"]);
});

test("offline uses up no tries", async () => {
  let checks = 0;
  const { box, sent } = outbox([], { online: () => ++checks > 50 });
  box.push("one");
  await settled();
  assert.deepEqual(sent, ["id1"]);
  assert.deepEqual(statuses(box), ["accepted"]);
});

test("after a reload the unsent go out with their old ids; the stale ones wait for the customer", async () => {
  const { box, sent } = outbox([], { now: () => 10_000_000 });
  const entry = (client_id, at) => ({ client_id, text: "x", at, status: "sending", attempts: 3 });
  box.restore([entry("old", 1000), entry("new", 9990)]);
  await settled();
  assert.deepEqual(sent, ["new"]);
  assert.deepEqual(statuses(box), ["failed", "accepted"]);
});

test("the stream may be faster than the answer", async () => {
  const { box, sent } = outbox([], {
    send: async (entry) => {
      sent.push(entry.client_id);
      box.remove(entry.client_id);
      return { status: 0, body: undefined };
    },
  });
  box.push("one");
  await settled();
  assert.deepEqual(sent, ["id1"]);
  assert.deepEqual(box.entries, []);
});

test("a message of the widget's own words names them in its id", async () => {
  const { box, sent } = outbox();
  box.push("Where is my order?", { key: "quick_order" });
  await settled();
  assert.deepEqual(sent, ["quick_order.id1"]);
  assert.equal("key" in box.entries[0], false);
  box.remove("quick_order.id1");
  assert.deepEqual(box.entries, []);
});
