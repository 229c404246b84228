import assert from "node:assert/strict";
import test from "node:test";
import { dayAndTime } from "../src/dates.js";
import { noticeText, personLabel, statusText } from "../src/status.js";
import { fill, languages } from "../src/strings.js";

const AT = Date.UTC(2026, 10, 27, 10) / 1000; // a Friday

/** Every state that the server tells of: what the header says, and the button for a person. */
const STATES = [
  [{ owner: "bot" }, "Automated assistant, answers at once", "Talk to a person"],
  [{ owner: "bot", delayed: true }, "Automated assistant, answers later than usual", "Talk to a person"],
  [{ owner: "agent" }, "You are talking to Support team", "A person is here"],
  [{ owner: "agent", agent: "Maria" }, "You are talking to Maria", "A person is here"],
  [{ owner: "agent", agent: "Maria", typing: true }, "You are talking to Maria", "A person is here"],
  [{ owner: "queue" }, "A person is on the way", "A person is coming"],
  [{ owner: "queue", wait_minutes: 4 }, "A person is on the way · about 4 min", "A person is coming"],
  [{ owner: "queue", position: 1 }, "You are next", "A person is coming"],
  [{ owner: "queue", position: 1, wait_minutes: 2 }, "You are next · about 2 min", "A person is coming"],
  [{ owner: "queue", position: 3 }, "Number 3 in the queue", "A person is coming"],
  [{ owner: "queue", position: 3, wait_minutes: 12 }, "Number 3 in the queue · about 12 min", "A person is coming"],
  [{ owner: "queue", opens_at: AT }, /^Our team is back Fri,? 27 Nov,? (at )?\d\d:00/, "A person will answer"],
  [{ owner: "queue", callback_at: AT }, /^We get back to you Fri,? 27 Nov,? (at )?\d\d:00/, "We get back to you"],
  [{ owner: "queue", away: true }, "Nobody is at the desk right now. We answer here as soon as somebody is.", "A person will answer"],
];

/** However much the server tells: while nobody is there, there is no place in a queue. */
const MIXED = [
  [{ owner: "queue", away: true, position: 1, wait_minutes: 2 }, /^Nobody is at the desk/, "A person will answer"],
  [{ owner: "queue", opens_at: AT, position: 1 }, /^Our team is back/, "A person will answer"],
  [{ owner: "queue", opens_at: AT, away: true }, /^Our team is back/, "A person will answer"],
  [{ owner: "queue", callback_at: AT, opens_at: AT, away: true, position: 1 }, /^We get back to you/, "We get back to you"],
];

for (const [owner, header, button] of [...STATES, ...MIXED]) {
  test(`what is told of ${JSON.stringify(owner)}`, () => {
    const view = { owner, strings: languages.en, mode: "chat", locale: "en-GB" };
    const text = statusText(view);
    if (header instanceof RegExp) assert.match(text, header);
    else assert.equal(text, header);
    const free = owner.owner === "bot";
    assert.deepEqual(personLabel(view), { label: button, free });
    assert.equal(statusText({ ...view, mode: "ending" }), text);
    assert.deepEqual(personLabel({ ...view, mode: "ending" }), { label: button, free });
    assert.equal(statusText({ ...view, mode: "ended" }), "Chat ended");
    assert.deepEqual(personLabel({ ...view, mode: "ended" }), { label: "Talk to a person", free: true });
  });
}

test("moments are told in the shop's zone, with its name", () => {
  process.env.TZ = "Asia/Tokyo"; // where the customer is
  const summer = Date.UTC(2026, 6, 1, 8) / 1000;
  assert.equal(dayAndTime(AT, "en-GB", "Europe/London"), "Fri 27 Nov, 10:00 GMT");
  assert.equal(dayAndTime(summer, "en-GB", "Europe/London"), "Wed 1 Jul, 09:00 BST");
  assert.match(dayAndTime(AT, "en-US", "America/New_York"), /^Fri, Nov 27, 5:00.AM EST$/);
  assert.match(dayAndTime(summer, "de", "Europe/Berlin"), /^Mi\., 1\. Juli, 10:00 MESZ$/);
  assert.equal(dayAndTime(AT, "en-GB"), "Fri 27 Nov, 19:00");
  assert.equal(dayAndTime(AT - 10 * 3600, "en-GB"), "Fri 27 Nov, 09:00");
  assert.match(dayAndTime(AT - 10 * 3600, "en-US"), /^Fri, Nov 27, 9:00.AM$/);
  assert.equal(dayAndTime(AT, "en-GB", "Mars/Olympus"), "Fri 27 Nov, 19:00");
  const said = (owner) => statusText({ owner: { owner: "queue", ...owner }, strings: languages.en, mode: "chat", locale: "en-GB" });
  assert.equal(said({ opens_at: AT, zone: "Europe/London" }), "Our team is back Fri 27 Nov, 10:00 GMT");
  assert.equal(said({ callback_at: summer, zone: "Europe/London" }), "We get back to you Wed 1 Jul, 09:00 BST");
  assert.equal(said({ callback_at: AT }), "We get back to you Fri 27 Nov, 19:00");
});

test("the notice says what keeps messages from getting through", () => {
  const strings = languages.en;
  const notice = (owner, online = true, lost = false) => noticeText({ owner, strings, online, lost });
  assert.equal(notice({ owner: "bot" }), "");
  assert.match(notice({ owner: "queue", delayed: true }), /^Your message is saved\. .* as soon as our system is back\.$/);
  assert.equal(notice({ owner: "bot", delayed: true }, true, true), strings.lost);
  assert.equal(notice({ owner: "bot", delayed: true }, false, true), strings.offline);
});

test("every state has its words in every language", () => {
  for (const [language, strings] of Object.entries(languages)) {
    const said = STATES.map(([owner]) => statusText({ owner, strings, mode: "chat", locale: language }));
    assert.equal(new Set(said).size, said.length - 1, language); // an agent who types is the same in the header
    for (const text of said) assert.doesNotMatch(text, /[{}]|undefined/);
    const moment = dayAndTime(AT, language);
    assert.ok(said.includes(fill(strings.status_opens, { date: moment })), language);
    assert.ok(said.includes(fill(strings.status_callback, { date: moment })), language);
    assert.ok(said.includes(strings.status_away), language);
  }
});
