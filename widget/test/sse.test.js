import assert from "node:assert/strict";
import test from "node:test";
import { SseParser } from "../src/sse.js";

const STREAM = '\ufeff: hello\r\n\r\nevent: message\nid: 7\ndata: {"a":\ndata: 1}\n\nevent: state\rdata:x\r\rid: 9\n\ndata\n\n';
const EXPECTED = [
  { type: "message", data: '{"a":\n1}', id: "7" },
  { type: "state", data: "x", id: undefined },
  { type: "message", data: "", id: undefined },
];

test("events are read whole", () => {
  assert.deepEqual(new SseParser().feed(STREAM), EXPECTED);
});

test("pieces may end anywhere", () => {
  for (let size = 1; size < STREAM.length; size++) {
    const parser = new SseParser();
    const events = [];
    for (let i = 0; i < STREAM.length; i += size) events.push(...parser.feed(STREAM.slice(i, i + size)));
    assert.deepEqual(events, EXPECTED, `pieces of ${size}`);
  }
});

test("an unfinished event waits", () => {
  const parser = new SseParser();
  assert.deepEqual(parser.feed("data: a\n"), []);
  assert.deepEqual(parser.feed("\n"), [{ type: "message", data: "a", id: undefined }]);
});
