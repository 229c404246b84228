import assert from "node:assert/strict";
import test from "node:test";
import { Session } from "../src/session.js";

function world({ stored, answers = [], identity, earlier } = {}) {
  const asked = [];
  const changes = [];
  const state = { stored, visitor: earlier, now: 1_000_000 };
  const session = new Session({
    request: async (body) => {
      asked.push(body);
      return answers.shift() ?? { status: 0, body: undefined };
    },
    load: () => state.stored,
    save: (data) => (state.stored = data),
    visitor: (token) => (state.visitor = token),
    earlier: () => state.visitor,
    identity: () => identity,
    changed: (data, same) => changes.push([data?.token, same]),
    now: () => state.now * 1000,
  });
  return { session, asked, changes, state };
}
const data = (token, conversation = "c1", expires = 1_003_600) => ({ token, conversation_id: conversation, expires_at: expires });
const ok = (...args) => ({ status: 200, body: data(...args) });

test("a first session is asked for once, however many want it", async (t) => {
  const { session, asked } = world({ answers: [ok("t1")], identity: "jwt" });
  t.after(() => session.rest());
  const all = await Promise.all([session.get(), session.get(), session.get()]);
  assert.deepEqual(all.map((s) => s.token), ["t1", "t1", "t1"]);
  assert.deepEqual(asked, [{ identity: "jwt" }]);
});

test("a stored one is used, and renewed before it runs out", async (t) => {
  const { session, asked, changes, state } = world({ stored: data("t1"), answers: [ok("t2", "c1", 1_010_000)] });
  t.after(() => session.rest());
  assert.equal((await session.get()).token, "t1");
  state.now = 1_003_550;
  assert.equal((await session.get()).token, "t2");
  assert.deepEqual(asked, [{ token: "t1" }]);
  assert.deepEqual(changes, [["t2", true]]);
});

test("another tab's renewal is taken over", async (t) => {
  const { session, asked, state } = world({ stored: data("t1") });
  t.after(() => session.rest());
  state.stored = data("t2");
  assert.equal((await session.renew("t1")).token, "t2");
  assert.deepEqual(asked, []);
});

test("a new conversation is told apart", async (t) => {
  const { session, changes } = world({ stored: data("t1"), answers: [ok("t9", "c2")] });
  t.after(() => session.rest());
  await session.renew("t1");
  assert.deepEqual(changes, [["t9", false]]);
});

test("no server: nothing, and the old session stays", async () => {
  const { session, state } = world({ stored: data("t1") });
  assert.equal(await session.renew("t1"), undefined);
  assert.equal(state.stored.token, "t1");
});

test("a clock that is wrong does not renew for ever", async (t) => {
  const { session, asked } = world({ answers: [ok("t1", "c1", 5), ok("t2", "c1", 5)] });
  t.after(() => session.rest());
  await session.get();
  await session.get();
  assert.equal(asked.length, 1);
});

test("the shop's word may come from a function, which may fail or take for ever", async (t) => {
  const word = world({ answers: [ok("t1")], identity: async () => "fresh" });
  await word.session.get();
  assert.deepEqual(word.asked, [{ identity: "fresh" }]);
  t.mock.method(console, "warn", () => {});
  const broken = world({ answers: [ok("t1")], identity: () => Promise.reject(new Error("away")) });
  await broken.session.get();
  for (const each of [word, broken]) each.session.rest();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const silent = world({ answers: [ok("t1")], identity: () => new Promise(() => {}) });
  const got = silent.session.get();
  await new Promise(setImmediate);
  t.mock.timers.tick(5000);
  await got;
  assert.deepEqual([broken.asked, silent.asked], [[{}], [{}]]);
  silent.session.rest();
});

test("after the end the next chat is the same visitor's, unless everything is forgotten", async (t) => {
  const { session, asked, state } = world({ stored: data("t1"), answers: [ok("t2", "c2"), ok("t3", "c3")] });
  t.after(() => session.rest());
  session.finish();
  assert.equal(session.current, undefined);
  await session.get();
  session.forget();
  assert.equal(state.visitor, undefined);
  await session.get();
  assert.deepEqual(asked, [{ token: "t1" }, {}]);
});

test("a server that has had enough says when to come back", async () => {
  const { session } = world({ answers: [{ status: 429, retryAfter: 30_000 }, { status: 503 }] });
  await session.get();
  assert.deepEqual(session.refusal, { status: 429, retryAfter: 30_000 });
  await session.get();
  assert.equal(session.refusal.status, 0);
});

test("the shop is asked again before its word ends, and the customer stays who they are", async (t) => {
  const known = (token, until) => ({ status: 200, body: { ...data(token, "c1", 1_086_400), identified: true, identified_until: until } });
  const words = ["jwt1", "jwt2"];
  const { session, asked, state } = world({ answers: [known("t1", 1_000_660), known("t2", 1_001_200)], identity: () => words.shift() });
  t.after(() => session.rest());
  assert.equal((await session.get()).token, "t1");
  assert.ok(session.renewIn > 500 && session.renewIn < 600);
  state.now = 1_000_600;
  assert.equal((await session.get()).token, "t2");
  assert.deepEqual(asked, [{ identity: "jwt1" }, { token: "t1", identity: "jwt2" }]);
});

test("a word that cannot be renewed ends by itself: no renewal for each message", async (t) => {
  const ending = { ...data("t1", "c1", 1_086_400), identified: true, identified_until: 1_000_010 };
  const visitor = { ...data("t2", "c1", 1_086_400), identified: false };
  const { session, asked, state } = world({ answers: [{ status: 200, body: ending }, { status: 200, body: visitor }], identity: () => undefined });
  t.after(() => session.rest());
  await session.get();
  state.now = 1_000_100;
  await session.get();
  assert.equal(asked.length, 1);
});
