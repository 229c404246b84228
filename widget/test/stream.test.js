import assert from "node:assert/strict";
import test from "node:test";
import { Stream } from "../src/stream.js";

/** A stream over scripted answers; each answer is a status or a list of text pieces (`null` = stay silent). */
function world(answers, more = {}) {
  const asked = [];
  const events = [];
  const statuses = [];
  let lastId = 0;
  let finished;
  const done = new Promise((resolve) => (finished = resolve));
  const stream = new Stream({
    url: "https://chat.example/stream",
    session: async () => ({ token: "t1", conversation_id: "c1", expires_at: 0 }),
    renew: async () => ({ token: "t2", conversation_id: "c1", expires_at: 0 }),
    lastId: () => lastId,
    event: (event) => {
      events.push(event.data);
      if (event.id) lastId = Number(event.id);
    },
    status: (status) => statuses.push(status),
    pause: () => 1,
    silence: 500,
    fetch: async (_url, { headers, signal }) => {
      asked.push(headers["Last-Event-ID"] ?? "");
      const answer = answers.shift();
      if (answer === undefined) {
        stream.stop();
        finished();
        throw new Error("over");
      }
      if (typeof answer === "number") return new Response("{}", { status: answer });
      const body = new ReadableStream({
        start(controller) {
          for (const piece of answer) if (piece !== null) controller.enqueue(new TextEncoder().encode(piece));
          if (answer.includes(null)) signal.addEventListener("abort", () => controller.error(new Error("aborted")));
          else controller.close();
        },
      });
      return new Response(body, { status: 200 });
    },
    ...more,
  });
  return { stream, asked, events, statuses, done };
}

test("goes on where it stopped", async () => {
  const { stream, asked, events, done } = world([["id: 3\nda", "ta: a\n\nid: 4\ndata: b\n\nid: 5\ndata: lost"], 503, ["id: 5\ndata: c\n\n"]]);
  stream.start();
  await done;
  assert.deepEqual(asked, ["", "4", "4", "5"]);
  assert.deepEqual(events, ["a", "b", "c"]);
});

test("a silent line is dead", async () => {
  const { stream, asked, done } = world([["id: 3\ndata: a\n\n", null]]);
  stream.start();
  await done;
  assert.deepEqual(asked, ["", "3"]);
});

test("a session that is over is renewed, at once the first time only", async () => {
  let renewals = 0;
  const { stream, asked, done } = world([401, 401, ["data: a\n\n"]], {
    renew: async () => ({ token: `t${++renewals + 1}`, conversation_id: "c1", expires_at: 0 }),
  });
  stream.start();
  await done;
  assert.equal(renewals, 2);
  assert.equal(asked.length, 4);
});

test("letters split between pieces arrive whole", async () => {
  const bytes = new TextEncoder().encode("data: grüße 🫖\n\n");
  let over;
  const done = new Promise((resolve) => (over = resolve));
  const { stream, events } = world([], {
    fetch: async () => {
      if (events.length) {
        stream.stop();
        over();
        throw new Error("over");
      }
      return new Response(new ReadableStream({
        start(controller) {
          for (const byte of bytes) controller.enqueue(new Uint8Array([byte]));
          controller.close();
        },
      }));
    },
  });
  stream.start();
  await done;
  assert.deepEqual(events, ["grüße 🫖"]);
});
