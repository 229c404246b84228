// The conversation page: new lines by number, each once; what is on its way; who is there; the marked words.
import { startCanned } from "./canned.js";
import { serverTime, tick } from "./clock.js";
import { startCompose } from "./compose.js";
import { notice } from "./notice.js";
import { broadcast, oneAtATime } from "./stream.js";

const LOOK_AGAIN = 20_000; // milliseconds: a customer who is gone without a word is away after a while

export function startCase(handoff) {
  // Each of the two has a queue of its own in htmx, that of its source: in a common one, a request that finds another
  // one waiting is dropped, and what changed is not shown until something else changes.
  const load = oneAtATime(() =>
    htmx.ajax("GET", `/handoffs/${handoff}/live?after=${last()}&after_note=${lastNote()}&key=${stateKey()}`, { source: "#transcript", target: "#transcript", swap: "none" }),
  );
  const look = oneAtATime(async () => {
    await htmx.ajax("GET", `/handoffs/${handoff}/presence`, { source: "#connection", target: "#presence", swap: "outerHTML" });
    const until = Number(document.querySelector("#presence").dataset.until);
    if (until) setTimeout(look, Math.max(200, (until - serverTime()) * 1000 + 100));
  });
  const compose = startCompose(bottom);
  startCanned();
  document.addEventListener("htmx:config:request", (event) => {
    const body = event.detail.ctx.request.body;
    if (!body?.has?.("after")) return;
    body.set("after", last());
    body.set("after_note", lastNote());
    body.set("key", stateKey());
    compose.sending(event.detail.ctx);
  });
  document.addEventListener("htmx:before:request", (event) => {
    if (!event.detail.ctx.sourceElement?.matches?.("[data-leaves]") || !compose.unsaid()) return;
    event.preventDefault();
    notice("Nothing was done, because your reply was not sent. Send it again, or empty the box.");
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.text?.includes('id="new-lines"')) ctx.text = add(ctx.text, compose);
    compose.answered(ctx);
    // A panel closes when it is done; after a refusal it stays open, with what was filled in.
    const panel = ctx.sourceElement?.closest?.("details.menu");
    if (panel && ctx.response.status === 200) panel.open = false;
  });
  document.addEventListener("htmx:error", (event) => compose.failed(event.detail.ctx));
  const read = oneAtATime(() => markRead(handoff));
  read();
  document.addEventListener("visibilitychange", read);
  document.addEventListener("htmx:after:swap", () => {
    tick();
    read();
    compose.suggest();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#to-mark")) toMark();
  });
  setInterval(look, LOOK_AGAIN);
  bottom();
  return (message) => {
    if (message.kind === "read" || (message.handoff && message.handoff !== handoff)) return;
    if (message.kind === "presence" || message.kind === "open") look();
    if (message.kind !== "presence") load();
  };
}

let following = 0; // the frame in which the page follows a new line

let readUpTo = 0; // number of the last line that the server knows to be read

// The server keeps what was before the agent's eyes: what is new in a tab that nobody sees stays unread.
async function markRead(handoff) {
  const mine = document.querySelector("#composer").dataset.standing === "mine";
  const number = last();
  if (document.hidden || !mine || number <= readUpTo) return;
  const csrf = document.querySelector("#composer [name=csrf]").value;
  const answer = await fetch(`/handoffs/${handoff}/read`, { method: "POST", body: new URLSearchParams({ csrf, after: number }) }).catch(() => null);
  if (!answer?.ok) return; // it is tried again with the next line
  readUpTo = number;
  broadcast({ kind: "read", handoff });
}

const transcript = () => document.querySelector("#transcript");
const stateKey = () => document.querySelector("#state").dataset.key;
const last = () => largest("number");
const lastNote = () => largest("note");

function largest(name) {
  const lines = transcript().querySelectorAll(`[data-${name}]`);
  return Number(lines[lines.length - 1]?.dataset[name] ?? 0);
}

// Takes the new lines out of an answer; what is left of it is for htmx to put in its places.
function add(html, compose) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const fresh = answer.querySelectorAll("#new-lines > li");
  const follow = atBottom();
  for (const line of fresh) {
    if (document.getElementById(line.id)) continue;
    const later = line.dataset.number && [...transcript().children].find((other) => Number(other.dataset.number) > Number(line.dataset.number));
    transcript().insertBefore(document.importNode(line, true), later || null);
    if (line.dataset.delivery) document.querySelector(`#pending [data-delivery="${CSS.escape(line.dataset.delivery)}"]`)?.remove();
  }
  if (fresh.length) document.querySelector("#no-lines").hidden = true;
  if (follow) following = requestAnimationFrame(bottom);
  const back = answer.querySelector("#taken-back");
  if (back) compose.takeBack(back.textContent);
  // Somebody may be typing in the composer: it is drawn anew only where it has become another one.
  const composer = answer.querySelector("#composer");
  if (composer?.dataset.standing === document.querySelector("#composer").dataset.standing) composer.remove();
  return answer.body.innerHTML;
}

function toMark() {
  const mark = document.querySelector("#transcript mark");
  if (!mark) return;
  cancelAnimationFrame(following); // whoever looks back stays there
  const line = mark.closest("li");
  line.scrollIntoView({ block: "center" });
  line.classList.remove("flash");
  requestAnimationFrame(() => line.classList.add("flash"));
}

function atBottom() {
  const box = document.querySelector("#scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

function bottom() {
  const box = document.querySelector("#scroll");
  box.scrollTop = box.scrollHeight;
}
