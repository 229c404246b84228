/** @import { SupportChat } from "./support-chat.js" */
/** @import { View } from "./view/view.js" */
import { copyText, saveFile } from "./browser.js";
import { en } from "./strings/en.js";

/**
 * What the customer can do in the panel.
 * @param {SupportChat} host
 * @returns {View["act"]}
 */
export function actions(host) {
  const submit = () => {
    const { input } = host;
    const text = input?.value.trim();
    if (!input || !text || host.excess > 0) return;
    host.say(text);
    input.value = "";
    host.typed();
    input.focus();
  };

  /**
   * Sends what the form holds of a rating.
   * @param {HTMLFormElement} form
   * @returns {Promise<boolean>} false when it did not arrive; nothing filled in is no failure
   */
  const rate = async (form) => {
    const data = new FormData(form);
    const stars = Number(data.get("stars")) || 0;
    const comment = String(data.get("comment") ?? "").trim();
    if (!stars && !comment) return true;
    const taken = !!(await host.chat?.rate(stars, comment));
    if (taken) {
      host.rated = true;
      host.emit("rated", { stars });
    }
    return taken;
  };

  /** @param {HTMLFormElement} form */
  const end = async (form) => {
    host.busy = true;
    host.failed = false;
    const contact = String(new FormData(form).get("contact") ?? "").trim();
    const ended = (await rate(form)) ? await host.chat?.end(contact) : undefined;
    host.failed = ended?.refused ? "contact" : !ended?.over;
    host.reachedAt = ended?.reachedAt;
    host.busy = false;
    if (host.failed) return;
    host.focusNext = "#ended";
    host.emit("ended");
  };

  return {
    says: (key) => {
      host.say(en[key], { key });
      host.focusNext = host.entrance;
    },
    press: (event, button) => {
      const keyboard = /** @type {MouseEvent} */ (event).detail === 0;
      host.say(button.title, { payload: button.payload });
      host.focusNext = keyboard ? "[data-test=input]" : host.entrance;
    },
    retry: (line) => {
      if (line.client_id) host.chat?.retry(line.client_id);
      host.focusNext = host.entrance;
    },
    edit: (line) => {
      const { input } = host;
      if (!line.client_id || !input) return;
      host.chat?.takeBack(line.client_id);
      input.value = input.value.trim() ? `${line.text}\n${input.value}` : line.text;
      host.typed();
      input.focus();
    },
    close: () => host.hide(),
    agree: () => host.agree(),
    person: () => {
      if (host.mode === "ending") host.mode = "chat";
      host.rated = false;
      host.say(en.say_person, { key: "say_person" });
      host.focusNext = host.entrance;
    },
    noBot: () => {
      host.closeMenu(false);
      host.say(en.say_no_bot, { key: "say_no_bot", no_ai: true });
      host.focusNext = host.entrance;
    },
    toggleMenu: () => {
      host.menuOpen = !host.menuOpen;
    },
    download: () => {
      if (host.menuOpen) host.closeMenu();
      saveFile(`chat-${new Date().toISOString().slice(0, 10)}.txt`, host.transcript());
    },
    copy: async () => {
      host.closeMenu();
      const { strings } = host.view();
      host.flash((await copyText(host.transcript())) ? strings.copied : strings.copy_failed);
    },
    ask: () => {
      host.closeMenu(false);
      host.mode = "ending";
      host.rated = host.failed = false;
      host.focusNext = "#ending";
    },
    keep: () => {
      host.mode = "chat";
      host.focusNext = "[data-test=menu]";
    },
    end: (event) => {
      event.preventDefault();
      end(/** @type {HTMLFormElement} */ (event.target));
    },
    rate: async (event) => {
      event.preventDefault();
      host.busy = true;
      host.failed = !(await rate(/** @type {HTMLFormElement} */ (event.target)));
      host.busy = false;
      if (host.failed) return;
      if (host.rated) host.flash(host.view().strings.ended_rated);
      host.chat?.seenOff();
      host.focusNext = host.entrance;
    },
    later: () => {
      host.chat?.seenOff();
      host.focusNext = host.entrance;
    },
    restart: () => {
      host.rated = false;
      host.chat?.restart();
      host.focusNext = host.entrance;
    },
    jump: () => {
      host.follow.toEnd();
      host.focusNext = ".log";
    },
    scrolled: () => host.follow.scrolled(),
    typed: () => host.typed(),
    submit: (event) => {
      event.preventDefault();
      submit();
    },
    inputKey: (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      submit();
    },
    menuKey: async (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      host.menuOpen = true;
      await host.updateComplete;
      /** @type {HTMLElement[]} */
      const items = [...host.renderRoot.querySelectorAll(/** @type {"button"} */ (".menu-items button:not(:disabled)"))];
      const at = items.indexOf(/** @type {HTMLElement} */ (host.shadowRoot?.activeElement));
      const step = event.key === "ArrowDown" ? 1 : -1;
      items[(at < 0 && step < 0 ? items.length - 1 : at + step + items.length) % items.length]?.focus();
    },
    menuLeft: (event) => {
      const menu = /** @type {Node} */ (event.currentTarget);
      if (!menu.contains(/** @type {Node | null} */ (event.relatedTarget))) host.menuOpen = false;
    },
  };
}
