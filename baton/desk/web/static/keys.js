// Single keys. They can be switched off (WCAG 2.1.4), and never act while somebody types.

const OFF = "baton-keys-off";

export function startKeys() {
  const help = document.querySelector("#keys");
  const on = document.querySelector("#keys-on");
  on.checked = !localStorage.getItem(OFF);
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  document.querySelector("[data-keys-open]")?.addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanels();
    if (event.key === "Enter" && event.target.matches?.("[data-no-enter] input")) event.preventDefault();
    const busy = event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]");
    if (busy || !on.checked || typing(event.target)) return;
    if (press(event.key, help)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("details.menu")) closePanels();
  });
  // A panel that opens takes the focus, so that the next key goes where the eyes are.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.menu[open]")) enter(event.target);
  }, true);
  document.documentElement.dataset.keys = "listening";
}

function enter(panel) {
  if (panel.contains(document.activeElement) && !document.activeElement.matches("summary")) return; // somebody is in it already
  const first = panel.querySelector("[data-focus]") ?? panel.querySelector(".sheet :is(textarea, select, input:not([type=hidden]), button, a)");
  first?.focus();
}

function press(key, help) {
  if (key === "?") help.showModal();
  else if (key === "q") location.href = "/";
  else if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  else {
    const target = [...document.querySelectorAll(`[data-key-press="${CSS.escape(key)}"]`)].find((found) => found.checkVisibility());
    if (!target) return false;
    if (target.matches("input:not([type=checkbox])")) target.focus();
    else target.click();
    // At once: the browser tells of an open panel a moment later, and the next key may be faster.
    const panel = target.closest("summary") && target.parentElement;
    if (panel?.open) enter(panel);
  }
  return true;
}

function step(by) {
  const rows = [...document.querySelectorAll("#queue [data-handoff]")];
  if (!rows.length) return false;
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  return true;
}

function closePanels() {
  for (const panel of document.querySelectorAll("details.menu[open]")) {
    const within = panel.contains(document.activeElement);
    panel.open = false;
    if (within) panel.querySelector("summary").focus();
  }
}

function typing(element) {
  return element.matches?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
}
