// The conversation page: new lines by number, each once; unsent text is kept; a reply is sent once.
import { tick } from "./clock.js";
import { oneAtATime } from "./stream.js";

const DRAFT = "baton-draft:";

export function startCase(handoff) {
  const load = oneAtATime(() =>
    htmx.ajax("GET", `/handoffs/${handoff}/live?after=${last()}&key=${stateKey()}`, { target: "#transcript", swap: "none" }),
  );
  document.addEventListener("htmx:config:request", (event) => {
    const body = event.detail.ctx.request.body;
    if (!body?.has?.("after")) return;
    body.set("after", last());
    body.set("key", stateKey());
  });
  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.text?.includes('id="new-lines"')) add(ctx.text);
    if (ctx.sourceElement?.id === "reply-form") sent(ctx.response.status);
  });
  document.addEventListener("htmx:error", (event) => {
    if (event.detail.ctx?.sourceElement?.id === "reply-form") say("Not sent: the desk cannot be reached. Your text is kept.");
  });
  document.addEventListener("htmx:after:swap", () => {
    tick();
    compose();
  });
  compose();
  bottom();
  return (message) => {
    if (!message.handoff || message.handoff === handoff) load();
  };
}

const transcript = () => document.querySelector("#transcript");
const stateKey = () => document.querySelector("#state").dataset.key;
const last = () => Number(transcript().lastElementChild?.dataset.number ?? 0);

function add(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelectorAll("#new-lines > li");
  const follow = atBottom();
  for (const line of fresh) {
    if (document.getElementById(line.id)) continue;
    const later = [...transcript().children].find((other) => Number(other.dataset.number) > Number(line.dataset.number));
    transcript().insertBefore(document.importNode(line, true), later ?? null);
    if (line.dataset.delivery) document.querySelector(`#pending [data-delivery="${CSS.escape(line.dataset.delivery)}"]`)?.remove();
  }
  if (fresh.length) document.querySelector("#no-lines").hidden = true;
  if (follow) requestAnimationFrame(bottom);
}

function atBottom() {
  const box = document.querySelector("#scroll");
  return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
}

function bottom() {
  const box = document.querySelector("#scroll");
  box.scrollTop = box.scrollHeight;
}

// Prepares the reply box whenever it was drawn: what was typed before comes back.
function compose() {
  const box = document.querySelector("#said");
  if (!box || box.dataset.ready) return;
  box.dataset.ready = "yes";
  const kept = read(box);
  if (kept.text) box.value = kept.text;
  box.form.querySelector("[data-client-id]").value = kept.id;
  size(box);
  box.addEventListener("input", () => {
    size(box);
    say("");
    write(box);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") box.blur();
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (box.value.trim()) box.form.requestSubmit();
  });
}

// The message's name is kept with its text: sent again after a broken answer, it is still one message.
function read(box) {
  try {
    return JSON.parse(localStorage.getItem(DRAFT + box.dataset.draft)) ?? { text: "", id: fresh() };
  } catch {
    return { text: "", id: fresh() };
  }
}

function write(box) {
  const id = box.form.querySelector("[data-client-id]").value;
  if (box.value) localStorage.setItem(DRAFT + box.dataset.draft, JSON.stringify({ text: box.value, id }));
  else localStorage.removeItem(DRAFT + box.dataset.draft);
}

function sent(status) {
  const box = document.querySelector("#said");
  if (!box) return;
  if (status !== 200) {
    say("Not sent. Your text is kept.");
    return;
  }
  box.value = "";
  box.form.querySelector("[data-client-id]").value = fresh();
  write(box);
  size(box);
  say("");
  box.focus();
  requestAnimationFrame(bottom);
}

function say(words) {
  const place = document.querySelector("#draft-kept");
  if (place) place.textContent = words;
}

function size(box) {
  box.rows = Math.min(8, Math.max(2, box.value.split("\n").length));
}

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
