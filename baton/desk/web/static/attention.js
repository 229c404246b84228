// What wants attention, on every page: own conversations below the header, alerts behind the bell, the number in the
// title; in one tab of this browser a sound and a notification, if they are wanted. The server keeps what is read.
import { tick } from "./clock.js";
import { released } from "./press.js";
import { notify, sound, startSound, wanted } from "./sound.js";
import { oneAtATime } from "./stream.js";
import { unread } from "./title.js";

const AT_MOST_EVERY = 500; // milliseconds
const TIME_TO_READ = 600; // milliseconds: a tab that shows the conversation marks it as read before another one sounds

// Returns what takes every message of the stream, and what takes the alarms.
export function startAttention(handoff) {
  startSound();
  const load = oneAtATime(async () => {
    await draw(await ask(`/attention?at=${encodeURIComponent(location.pathname)}`));
    await pause(AT_MOST_EVERY);
  });
  document.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-dismiss]")) return;
    event.preventDefault();
    await draw(await ask("/attention/dismiss", { method: "POST", body: new URLSearchParams(new FormData(event.target)) }));
    document.querySelector("#alarms a, #bell summary").focus();
  });
  unread(number());
  return {
    refresh(message) {
      const own = document.querySelector("#own").dataset.ids.split(" ");
      if (message.kind === "said" && !own.includes(message.handoff)) return;
      if (message.kind !== "presence") load();
    },
    async alarm(message, leads) {
      const before = message.handoff === handoff && !document.hidden; // the agent reads it as it comes
      if (message.what === "reply" && before) return;
      if (message.what === "reply") await pause(TIME_TO_READ);
      await draw(await ask(`/attention?at=${encodeURIComponent(location.pathname)}`));
      const entry = document.querySelector(`#alarms [data-alert="${CSS.escape(message.handoff)}"]`);
      if (!entry) return; // read, taken or dismissed in between
      if (!document.hidden) announce(entry, message.what === "grave");
      if (!leads || !wanted() || document.body.dataset.duty !== "on") return;
      sound(message.what);
      notify(message, entry.querySelector(".alarm-who strong").textContent);
    },
  };
}

const pause = (time) => new Promise((done) => setTimeout(done, time));
const number = () => Number(document.querySelector("#own")?.dataset.unread ?? 0);

async function ask(address, options = {}) {
  try {
    const answer = await fetch(address, { ...options, headers: { "HX-Request": "true" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null; // the connection's own line says so; the next change asks again
  }
}

async function draw(html) {
  if (!html) return;
  await released();
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const id of ["own", "alarms"]) {
    const [old, drawn] = [document.getElementById(id), fresh.getElementById(id)];
    if (!old || !drawn || old.outerHTML === drawn.outerHTML) continue;
    const held = place(old);
    old.replaceWith(document.importNode(drawn, true));
    if (held) document.querySelector(held)?.focus();
  }
  const list = document.querySelector("#alarms").dataset;
  document.querySelector(".bell-count").textContent = list.count;
  document.querySelector("#bell summary").classList.toggle("severe", list.severe === "yes");
  unread(number());
  tick();
}

// Where the focus is in a part that is drawn anew.
function place(part) {
  const focused = part.contains(document.activeElement) && document.activeElement;
  if (!focused) return null;
  const entry = focused.closest("[data-alert]")?.dataset.alert;
  if (entry) return `#alarms [data-alert="${CSS.escape(entry)}"] ${focused.localName}`;
  return focused.dataset.own ? `#own [data-own="${CSS.escape(focused.dataset.own)}"]` : null;
}

function announce(entry, now) {
  const words = [".alarm-what", ".alarm-who strong", ".alarm-said"].map((part) => entry.querySelector(part)?.textContent ?? "");
  document.querySelector(now ? "#announce-now" : "#announce").textContent = words.filter(Boolean).join(". ");
}
