// The boxes for replies and notes: what was typed before comes back, a reply is sent once and can be taken back, the
// customer sees that somebody types.

const DRAFT = `baton-draft:${document.body.dataset.login}:`; // several people may use one browser
const TELL_EVERY = 3000; // milliseconds
const STOPPED_AFTER = 5000;
// Something that is still to be filled in, as the desk's server sees it too: canned_replies.py, _PLACEHOLDER.
const GAP = /\[\p{L}[^[\]\n]{0,58}[^\s[\]]\](?!\()/u;

export function startCompose(bottom) {
  prepare();
  // Whenever the boxes are drawn anew, and before the next key can reach them.
  new MutationObserver(prepare).observe(document.querySelector("#composer").parentElement, { childList: true });
  document.addEventListener("click", (event) => {
    const mode = event.target.closest("[data-mode]");
    if (mode) choose(mode.dataset.mode, true);
    if (event.target.closest("[data-suggestion]")) insert(suggested());
  });
  // Before htmx sees it: a reply with something left to fill in does not leave the box.
  document.addEventListener("submit", (event) => event.target.id === "reply-form" && refuseGap(event), true);
  return {
    suggest,
    takeBack: (words) => insert(words),
    // The box is free for the next message at once; what was taken out of it comes back if it does not arrive.
    sending({ sourceElement: form, request }) {
      if (!isBox(form)) return;
      const box = boxOf(form);
      underway.set(request, { text: box.value, id: idOf(box) });
      if (form.contains(document.activeElement)) box.focus();
      empty(box);
      say("Sending…");
    },
    answered({ sourceElement: form, request, response }) {
      if (!isBox(form)) return;
      if (response.status !== 200) {
        comesBack(form, request, "Not sent. Your text is kept.");
        return;
      }
      const [sent, box] = [underway.get(request), boxOf(form)];
      say("");
      if (!box) return;
      if (isThat(box, sent)) empty(box); // the box was drawn anew in between, and took it for a draft
      if (!box.value) write(box);
      suggest();
      requestAnimationFrame(bottom);
    },
    failed(context) {
      if (!isBox(context?.sourceElement)) return;
      comesBack(context.sourceElement, context.request, "Not sent: the desk cannot be reached. Your text is kept.");
    },
    // Whether a reply came back: whoever pressed "Resolve" right after it did not mean to leave it unsaid.
    unsaid: () => document.querySelector("#said")?.dataset.before === "sent",
  };
}

const underway = new WeakMap(); // by request: what was taken out of the box for it
const isBox = (form) => form?.id === "reply-form" || form?.id === "note-form";
const boxOf = (form) => (form.isConnected ? form : document.getElementById(form.id))?.querySelector("textarea");
const nameOf = (box) => box.form.querySelector("[data-client-id]");
const idOf = (box) => nameOf(box)?.value;
const isThat = (box, sent) => box.value === sent.text && idOf(box) === sent.id;
const suggested = () => document.querySelector("#canned-list [data-suggested]")?.dataset.text;

// Puts words into the reply box, at the cursor; the first [thing to fill in] is selected.
export function insert(words) {
  const box = document.querySelector("#said");
  if (!box || !words) return;
  choose("reply");
  const at = box.selectionStart;
  box.setRangeText(words, at, box.selectionEnd, "end");
  const gap = GAP.exec(words);
  box.focus();
  if (gap) box.setSelectionRange(at + gap.index, at + gap.index + gap[0].length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

function refuseGap(event) {
  const box = boxOf(event.target);
  const gap = GAP.exec(box.value);
  if (!gap) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  box.focus();
  box.setSelectionRange(gap.index, gap.index + gap[0].length);
  say(`Not sent: fill in ${gap[0]} first, or take it out.`);
}

// What was typed before comes back into the boxes, and they listen.
function prepare() {
  for (const box of document.querySelectorAll("#composer textarea")) {
    if (box.dataset.ready) continue;
    box.dataset.ready = "yes";
    const kept = read(box);
    if (kept.text && !box.value) {
      box.value = kept.text;
      box.dataset.before = "draft";
    }
    if (nameOf(box)) nameOf(box).value = kept.id;
    size(box);
    box.addEventListener("input", () => {
      if (box.dataset.before) rename(box); // the first words may have arrived after all: these are others
      size(box);
      say("");
      write(box);
      suggest();
      if (box.id === "said") typing(box);
    });
    box.addEventListener("blur", () => box.id === "said" && stopped(box));
    box.addEventListener("keydown", (event) => keys(event, box));
  }
  suggest();
}

function keys(event, box) {
  if (event.key === "Escape") box.blur();
  if (event.key === "z" && (event.ctrlKey || event.metaKey) && !box.value) {
    document.querySelector("[data-undo]")?.click();
    event.preventDefault();
  }
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (box.value.trim()) box.form.requestSubmit();
}

function choose(mode, focus = false) {
  for (const name of ["reply", "note"]) {
    const form = document.querySelector(`#${name}-form`);
    if (form) form.hidden = name !== mode;
    document.querySelector(`[data-mode="${name}"]`)?.setAttribute("aria-pressed", String(name === mode));
  }
  suggest();
  if (focus) document.querySelector(`#${mode}-form textarea`)?.focus();
}

// The suggested reply shows while the reply box is empty and nothing was answered yet.
function suggest() {
  const place = document.querySelector("[data-suggestion]");
  if (!place) return;
  const box = document.querySelector("#said");
  const words = suggested();
  const answered = document.querySelector('#transcript .line.handover.here ~ [data-speaker="agent"], #pending .agent');
  place.hidden = !words || box.value !== "" || box.form.hidden || Boolean(answered);
  place.querySelector("[data-words]").textContent = words ?? "";
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
  const kept = { text: box.value, id: idOf(box) };
  if (box.value) localStorage.setItem(DRAFT + box.dataset.draft, JSON.stringify(kept));
  else localStorage.removeItem(DRAFT + box.dataset.draft);
}

function rename(box) {
  if (nameOf(box)) nameOf(box).value = fresh();
  delete box.dataset.before;
}

// Empties the box for another message; the draft stays until it is known that this one arrived.
function empty(box) {
  box.value = "";
  rename(box);
  size(box);
  suggest();
  told = 0;
  clearTimeout(idle);
}

// In front of what was typed since, but behind another one that came back before.
function comesBack(form, request, words) {
  const [sent, box] = [underway.get(request), boxOf(form)];
  if (box && sent) {
    if (!box.value || isThat(box, sent)) {
      box.value = sent.text;
      if (nameOf(box)) nameOf(box).value = sent.id;
    } else {
      box.value = (box.dataset.before === "sent" ? [box.value, sent.text] : [sent.text, box.value]).join("\n");
      rename(box);
    }
    box.dataset.before = "sent";
    write(box);
    size(box);
    suggest();
  }
  say(words);
}

let told = 0;
let idle = null;

function typing(box) {
  clearTimeout(idle);
  if (!box.value) return stopped(box);
  idle = setTimeout(() => stopped(box), STOPPED_AFTER);
  if (Date.now() - told < TELL_EVERY) return;
  told = Date.now();
  tell(box, true);
}

function stopped(box) {
  clearTimeout(idle);
  if (!told) return;
  told = 0;
  tell(box, false);
}

function tell(box, on) {
  const body = new URLSearchParams({ csrf: box.form.elements.csrf.value, on });
  fetch(box.form.dataset.typing, { method: "POST", body }).catch(() => {}); // it is told again with the next key
}

function say(words) {
  const place = document.querySelector("#draft-kept");
  if (place) place.textContent = words;
}

function size(box) {
  box.rows = Math.min(8, Math.max(2, box.value.split("\n").length, Math.ceil(box.value.length / 80)));
}

function fresh() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
