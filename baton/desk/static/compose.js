// The boxes for replies and notes: what was typed before comes back, a reply is sent once and can be taken back, the
// customer sees that somebody types.

const DRAFT = `baton-draft:${document.body.dataset.login}:`; // several people may use one browser
const TELL_EVERY = 3000; // milliseconds
const STOPPED_AFTER = 5000;

export function startCompose(bottom) {
  prepare();
  document.addEventListener("click", (event) => {
    const mode = event.target.closest("[data-mode]");
    if (mode) choose(mode.dataset.mode, true);
    if (event.target.closest("[data-suggestion]")) insert(suggested());
  });
  return {
    prepare,
    takeBack: (words) => insert(words),
    failed(form) {
      if (isBox(form)) say("Not sent: the desk cannot be reached. Your text is kept.");
    },
    answered(form, status) {
      if (!isBox(form)) return;
      if (status !== 200) {
        say("Not sent. Your text is kept.");
        return;
      }
      const box = form.isConnected ? form.querySelector("textarea") : document.querySelector(`#${form.id} textarea`);
      if (!box) return;
      box.value = "";
      rename(box);
      write(box);
      size(box);
      say("");
      suggest();
      box.focus();
      requestAnimationFrame(bottom);
    },
  };
}

const isBox = (form) => form?.id === "reply-form" || form?.id === "note-form";
const suggested = () => document.querySelector("#canned-list [data-suggested]")?.dataset.text;

// Puts words into the reply box, at the cursor; the first [thing to fill in] is selected.
export function insert(words) {
  const box = document.querySelector("#said");
  if (!box || !words) return;
  choose("reply");
  const at = box.selectionStart;
  box.setRangeText(words, at, box.selectionEnd, "end");
  const gap = /\[[^\]\n]+\]/.exec(words);
  box.focus();
  if (gap) box.setSelectionRange(at + gap.index, at + gap.index + gap[0].length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// Prepares the boxes whenever they were drawn.
function prepare() {
  for (const box of document.querySelectorAll("#composer textarea")) {
    if (box.dataset.ready) continue;
    box.dataset.ready = "yes";
    const kept = read(box);
    if (kept.text && !box.value) box.value = kept.text;
    const name = box.form.querySelector("[data-client-id]");
    if (name) name.value = kept.id;
    size(box);
    box.addEventListener("input", () => {
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
  const id = box.form.querySelector("[data-client-id]")?.value;
  if (box.value) localStorage.setItem(DRAFT + box.dataset.draft, JSON.stringify({ text: box.value, id }));
  else localStorage.removeItem(DRAFT + box.dataset.draft);
}

function rename(box) {
  const name = box.form.querySelector("[data-client-id]");
  if (name) name.value = fresh();
  told = 0;
  clearTimeout(idle);
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
