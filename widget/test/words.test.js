import assert from "node:assert/strict";
import test from "node:test";
import { clockTime, dayName, otherDay, shortDay } from "../src/dates.js";
import { retryAfter } from "../src/http.js";
import { Storage, memoryArea } from "../src/storage.js";
import { fill, languages, stringsFor, wordsOf } from "../src/strings.js";
import { backoff } from "../src/timing.js";
import { transcript } from "../src/transcript.js";

test("every language has every word, with the same places to fill", () => {
  const places = (text) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [name, strings] of Object.entries(languages)) {
    assert.deepEqual(Object.keys(strings), Object.keys(languages.en), name);
    for (const [key, text] of Object.entries(strings)) {
      assert.ok(text.trim(), `${name}.${key}`);
      assert.deepEqual(places(text), places(languages.en[key]), `${name}.${key}`);
    }
  }
});

test("a language is found by its tag, English otherwise", () => {
  assert.equal(stringsFor("de-AT"), languages.de);
  assert.equal(stringsFor("ES"), languages.es);
  assert.equal(stringsFor("ja"), languages.en);
  assert.equal(stringsFor(undefined), languages.en);
  assert.equal(fill("{n} of {m}", { n: 2 }), "2 of {m}");
});

test("the widget's own buttons are shown in the page's language, and nothing else is", () => {
  const id = "say_person.5b0f";
  const said = { speaker: "customer", text: languages.en.say_person, client_id: id };
  assert.equal(wordsOf(said, languages.de), languages.de.say_person);
  assert.equal(wordsOf(said, languages.en), languages.en.say_person);
  for (const key of ["quick_order", "quick_returns", "quick_callback", "say_no_bot"]) {
    assert.equal(wordsOf({ ...said, text: languages.en[key], client_id: `${key}.1` }, languages.es), languages.es[key]);
  }
  const kept = [{ text: "Hello" }, { client_id: "5b0f" }, { client_id: undefined }, { client_id: "title.1" }, { speaker: "agent" }];
  for (const other of kept) {
    const line = { ...said, ...other };
    assert.equal(wordsOf(line, languages.de), line.text, JSON.stringify(other));
  }
});

test("days", () => {
  const now = new Date(2025, 2, 10, 0, 5).getTime();
  const before = new Date(2025, 2, 9, 23, 55).getTime() / 1000;
  assert.equal(dayName(now / 1000, "en", languages.en, now), "Today");
  assert.equal(dayName(before, "en", languages.en, now), "Yesterday");
  assert.equal(otherDay(before, now / 1000), true);
  assert.equal(shortDay("2025-03-09", "en-GB"), "Sun 9 Mar");
  assert.equal(shortDay("soon", "en"), "soon");
});

test("pauses grow up to a limit", () => {
  const at = (n, random) => backoff(n, { base: 100, cap: 1000, random: () => random });
  assert.deepEqual([at(0, 0), at(0, 1), at(2, 1), at(20, 1), at(20, 0)], [50, 100, 400, 1000, 500]);
});

test("Retry-After in seconds and as a date", () => {
  assert.equal(retryAfter("3"), 3000);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 4000), 6000);
  assert.equal(retryAfter("soon"), undefined);
  assert.equal(retryAfter("999999"), 120_000);
});

test("storage keeps servers apart and survives rubbish", () => {
  const area = memoryArea();
  const one = new Storage(area, "https://a.example");
  const two = new Storage(area, "https://b.example");
  one.session = { token: "t", conversation_id: "c", expires_at: 1 };
  assert.equal(two.session, undefined);
  assert.equal(one.session?.token, "t");
  one.setReadId("c", 5);
  one.setReadId("c", 3);
  assert.equal(one.readId("c"), 5);
  assert.equal(one.readId("other"), 0);
  const entry = (client_id, at) => ({ client_id, text: "x", at, status: "queued", attempts: 0 });
  one.keep(entry("b", 2));
  one.keep(entry("a", 1));
  assert.deepEqual(one.outbox().map((e) => e.client_id), ["a", "b"]);
  area.setItem("support-chat:https://a.example:session", "{");
  assert.equal(one.session, undefined);
});

test("the transcript is readable text", () => {
  const at = new Date(2025, 2, 10, 9, 30).getTime() / 1000;
  const card = { kind: "order", number: "#1", status: "s", status_text: "Shipped", steps: [], tracking_number: "PW1", expected: "2025-03-12" };
  const text = transcript(
    [
      { key: "1", at, speaker: "customer", text: "Where is it?" },
      { key: "2", at, speaker: "bot", text: "Here:", card },
      { key: "3", at: at + 86_400, speaker: "agent", name: "Sam", text: "Hello" },
      { key: "4", at: at + 86_400, speaker: "customer", text: "Hi", status: "failed" },
    ],
    { title: "Shop", locale: "en-GB", strings: languages.en, now: (at + 86_400) * 1000 },
  );
  const clock = clockTime(at, "en-GB");
  assert.equal(
    text,
    `Conversation with Shop, 11 March 2025

— Yesterday —

[${clock}] You: Where is it?
[${clock}] Assistant: Here:
    Order #1: Shipped
    Tracking number: PW1
    Expected Wed 12 Mar

— Today —

[${clock}] Sam: Hello
[${clock}] You: Hi (Not sent.)
`,
  );
});

test("the transcript names every parcel", () => {
  const parcels = [
    { carrier: "Evri", tracking_number: "H111" },
    { carrier: "DPD", tracking_number: "D222" },
  ];
  const card = { kind: "order", number: "1", status: "s", status_text: "Partly shipped", steps: [], tracking_number: "D222", parcels };
  const text = transcript([{ key: "1", at: 1, speaker: "bot", text: "Here:", card }], { title: "S", locale: "en", strings: languages.en });
  assert.match(text, /Tracking number: H111, Evri\n {4}Tracking number: D222, DPD\n/);
});
