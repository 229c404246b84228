// Small services of the browser, apart from the element so that it stays readable.

/**
 * @param {string} name
 * @param {string} text
 */
export function saveFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {string} text */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * The elements within `root` that Tab reaches.
 * @param {ParentNode} root
 * @returns {HTMLElement[]}
 */
export function focusable(root) {
  /** @type {NodeListOf<HTMLElement>} */
  const all = root.querySelectorAll("button, a[href], textarea, input, [tabindex='0']");
  return [...all].filter((el) => !el.hasAttribute("disabled") && el.checkVisibility());
}

/**
 * Keeps Tab inside `root` (a panel that covers the whole page).
 * @param {KeyboardEvent} event
 * @param {ParentNode} root
 * @param {Element | null} active
 */
export function trapTab(event, root, active) {
  const stops = focusable(root);
  if (!stops.length) return;
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  const inside = stops.includes(/** @type {HTMLElement} */ (active));
  if (inside && active !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops[stops.length - 1] : stops[0]).focus();
}

/** Whether the panel was open before a reload; kept per tab. */
export const remembered = {
  /** @param {string} base */
  get(base) {
    try {
      return sessionStorage.getItem(`support-chat:${base}:open`) === "1";
    } catch {
      return false;
    }
  },
  /**
   * @param {string} base
   * @param {boolean} open
   */
  set(base, open) {
    try {
      if (open) sessionStorage.setItem(`support-chat:${base}:open`, "1");
      else sessionStorage.removeItem(`support-chat:${base}:open`);
    } catch {
      // forbidden: the panel starts closed
    }
  },
};
