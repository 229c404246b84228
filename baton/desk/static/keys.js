// Single keys. They can be switched off (WCAG 2.1.4), and never act while somebody types.

const OFF = "baton-keys-off";

export function startKeys() {
  const help = document.querySelector("#keys");
  const on = document.querySelector("#keys-on");
  on.checked = !localStorage.getItem(OFF);
  on.addEventListener("change", () => (on.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1")));
  document.querySelector("[data-keys-open]").addEventListener("click", () => help.showModal());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closePanels();
    if (event.ctrlKey || event.metaKey || event.altKey || !on.checked || help.open || typing(event.target)) return;
    if (press(event.key, help)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("details.menu")) closePanels();
  });
  // A panel that opens takes the focus, so that the next key goes where the eyes are.
  document.addEventListener("toggle", (event) => {
    if (event.target.matches?.("details.menu[open]")) event.target.querySelector("textarea, select, button, input[type=radio]")?.focus();
  }, true);
}

function press(key, help) {
  if (key === "?") help.showModal();
  else if (key === "q") location.href = "/";
  else if (key === "j" || key === "k") return step(key === "j" ? 1 : -1);
  else if (key === "r") {
    const box = document.querySelector("#said");
    box?.focus();
    return Boolean(box);
  } else {
    const target = document.querySelector(`[data-key-press="${CSS.escape(key)}"]`);
    target?.click();
    return Boolean(target);
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
