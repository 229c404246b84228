// The canned replies: `/` at the beginning of a line of the reply opens them, words narrow them, Enter takes one.
import { insert } from "./compose.js";

export function startCanned() {
  const dialog = document.querySelector("#canned");
  const search = dialog.querySelector("input");
  const options = [...dialog.querySelectorAll("[role=option]")];
  const shown = () => options.filter((option) => !option.hidden);
  const chosen = () => options.find((option) => option.getAttribute("aria-selected") === "true");

  function choose(option) {
    for (const other of options) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      search.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else search.removeAttribute("aria-activedescendant");
  }

  function narrow() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const option of options) {
      const text = `${option.dataset.key} ${option.textContent}`.toLowerCase();
      option.hidden = !words.every((word) => text.includes(word));
    }
    dialog.querySelector("#canned-none").hidden = shown().length > 0;
    choose(shown()[0]);
  }

  function open() {
    if (!document.querySelector("#said")) return;
    search.value = "";
    narrow();
    dialog.showModal();
    search.focus();
  }

  function take(option) {
    dialog.close();
    if (option) insert(option.dataset.text);
  }

  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => {
    const list = shown();
    const at = list.indexOf(chosen());
    if (event.key === "ArrowDown") choose(list[Math.min(list.length - 1, at + 1)]);
    else if (event.key === "ArrowUp") choose(list[Math.max(0, at - 1)]);
    else if (event.key === "Enter") take(chosen());
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
    else if (event.target === dialog) dialog.close();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-canned-open]")) open();
  });
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "/" || box.id !== "said" || event.ctrlKey || event.metaKey) return;
    const before = box.value.slice(0, box.selectionStart);
    if (before && !before.endsWith("\n")) return;
    event.preventDefault();
    open();
  });
}
