import { LitElement, html, nothing } from "lit";
import { actions } from "./actions.js";
import { browserArea, Storage } from "./storage.js";
import { remembered, trapTab } from "./browser.js";
import { Conversation } from "./conversation.js";
import { LogScroll } from "./scroll.js";
import { fill } from "./strings.js";
import { timer } from "./timing.js";
import { styles } from "./styles.js";
import { speakerName, transcript } from "./transcript.js";
import { launcher, panel } from "./view/panel.js";
import { viewOf } from "./view/view.js";

/** @import { Consent, Identity, Message } from "./types.js" */
/** @import { View } from "./view/view.js" */

const FULL_SCREEN = "(max-width: 480px), (max-height: 420px)";

/** `<support-chat>`: the launcher and the panel. What it does is in conversation.js, how it looks in view/. */
export class SupportChat extends LitElement {
  static styles = styles;
  static properties = {
    server: { type: String },
    heading: { type: String },
    greeting: { type: String },
    identity: {},
    theme: { type: String, reflect: true },
    maxLength: { type: Number, attribute: "max-length" },
    open: { type: Boolean, reflect: true },
    mode: { state: true },
    menuOpen: { state: true },
    excess: { state: true },
    toast: { state: true },
    busy: { state: true },
    failed: { state: true },
    reachedAt: { state: true },
    rated: { state: true },
    news: { state: true },
    lostLong: { state: true },
    agreed: { state: true },
  };

  /** The script's own origin, which is the default server. */
  static origin = location.origin;

  /** @type {Consent | undefined} what the server has put before this script (baton/channels/web/widget_script.py) */
  static consent = /** @type {any} */ (globalThis).supportChatConsent;

  static get observedAttributes() {
    return [...super.observedAttributes, "lang"];
  }

  constructor() {
    super();
    this.server = SupportChat.origin;
    this.heading = "";
    this.greeting = "";
    /** @type {Identity | undefined} */
    this.identity = undefined;
    this.theme = "auto";
    this.maxLength = 2000;
    this.open = false;
    /** @type {View["mode"]} */
    this.mode = "chat";
    this.menuOpen = this.busy = this.rated = this.lostLong = false;
    /** @type {View["failed"]} */
    this.failed = false;
    /** @type {View["reachedAt"]} */
    this.reachedAt = undefined;
    this.excess = 0;
    this.toast = this.news = "";
    /** @type {string | undefined} the version of the text that was agreed to */
    this.agreed = undefined;
  }

  /** @type {Conversation | undefined} */
  chat;
  follow = new LogScroll(() => this.requestUpdate());
  #screen = matchMedia(FULL_SCREEN);
  /** @type {HTMLTextAreaElement | null | undefined} */
  #textarea;
  /** @type {Storage | undefined} */
  #storage;
  /** @type {Parameters<SupportChat["say"]>[]} what waits until the customer has agreed */
  #held = [];
  #draft = "";
  #unread = 0;
  /** @type {string | undefined} what gets the focus after the next update */
  focusNext;
  #toastTimer = timer();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #lostTimer;

  get #base() {
    return new URL(this.server || SupportChat.origin, location.href).href.replace(/\/+$/, "");
  }

  connectedCallback() {
    super.connectedCallback();
    const storage = (this.#storage = new Storage(browserArea(), this.#base));
    this.agreed = storage.consent;
    this.chat = new Conversation({
      base: this.#base,
      storage,
      identity: () => this.identity || undefined,
      changed: () => this.#changed(),
      message: (message) => this.#arrived(message),
    });
    if (remembered.get(this.#base)) this.open = true;
    this.chat.connect();
    if (this.open) this.chat.open();
    this.#screen.addEventListener("change", this.#screenChanged);
    this.addEventListener("keydown", this.#keys);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.chat?.disconnect();
    this.#screen.removeEventListener("change", this.#screenChanged);
    this.removeEventListener("keydown", this.#keys);
  }

  /** @param {string} name @param {string | null} old @param {string | null} value */
  attributeChangedCallback(name, old, value) {
    super.attributeChangedCallback(name, old, value);
    if (name === "lang") this.requestUpdate();
  }

  /** Opens the panel. */
  show() {
    this.open = true;
  }

  /** Closes the panel; the conversation goes on. */
  hide() {
    this.open = false;
  }

  /** @param {string} text says something for the customer, as if typed */
  send(text) {
    if (!text.trim()) return;
    this.open = true;
    this.say(text.trim());
  }

  /** Forgets the conversation in this browser (call it when the customer logs out). */
  forget() {
    this.mode = "chat";
    this.chat?.forget();
  }

  #screenChanged = () => this.requestUpdate();

  #changed() {
    const chat = this.chat;
    if (!chat) return;
    if (chat.ended && this.mode !== "ended") this.mode = "ended";
    else if (!chat.ended && this.mode === "ended") this.mode = "chat";
    if (chat.connection === "lost") {
      this.#lostTimer ??= setTimeout(() => (this.lostLong = true), 1500);
    } else if (chat.connection !== "connecting") {
      clearTimeout(this.#lostTimer);
      this.#lostTimer = undefined;
      this.lostLong = false;
    }
    this.requestUpdate();
  }

  /** @param {Message} message */
  #arrived(message) {
    this.emit("message", { id: message.id, speaker: message.speaker });
    if (this.open || message.speaker === "customer") return;
    const { strings } = this.view();
    const name = speakerName({ ...message, key: "" }, strings);
    this.news = message.speaker === "system" ? message.text : fill(strings.new_message, { name });
  }

  /** @param {string} name @param {object} [detail] */
  emit(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(`support-chat-${name}`, { detail, bubbles: true, composed: true }));
  }

  /** @param {string} text @param {{ key?: string, payload?: string, no_ai?: boolean }} [more] */
  say(text, more) {
    if (this.consentDue) {
      this.#held.push([text, more]);
      this.focusNext = this.entrance;
      this.requestUpdate();
      return;
    }
    this.follow.toEnd();
    this.chat?.send(text, more);
  }

  /** @returns {Consent | undefined} what the customer has to agree to first */
  get consentDue() {
    const { consent } = SupportChat;
    return consent && consent.version !== this.agreed ? consent : undefined;
  }

  /** The customer agrees, also to what they wanted to say before. */
  agree() {
    if (this.#storage) this.#storage.consent = SupportChat.consent?.version;
    this.agreed = SupportChat.consent?.version;
    for (const each of this.#held.splice(0)) this.say(...each);
    this.focusNext = this.entrance;
  }

  /** @param {string} text a short word of success or failure */
  flash(text) {
    this.toast = text;
    this.#toastTimer.set(4000, () => (this.toast = ""));
  }

  /** @param {string} selector @returns {HTMLElement | null | undefined} */
  find(selector) {
    return /** @type {HTMLElement | null | undefined} */ (this.renderRoot?.querySelector(selector));
  }

  get input() {
    return /** @type {HTMLTextAreaElement | null | undefined} */ (this.find("[data-test=input]"));
  }

  /** Where the focus goes in the panel: typing at once with a keyboard, no keyboard popping up on a phone. */
  get entrance() {
    if (this.consentDue) return "#consent";
    return matchMedia("(hover: hover)").matches ? "[data-test=input]" : ".panel";
  }

  /** @param {KeyboardEvent} event */
  #keys = (event) => {
    if (!this.open || event.defaultPrevented) return;
    if (event.key === "Escape") {
      event.preventDefault();
      if (this.menuOpen) this.closeMenu();
      else if (this.mode === "ending") this.#act.keep();
      else this.open = false;
    } else if (event.key === "Tab" && this.#screen.matches) {
      const root = this.find(".panel");
      if (root) trapTab(event, root, this.shadowRoot?.activeElement ?? null);
    }
  };

  closeMenu(focus = true) {
    this.menuOpen = false;
    if (focus) this.focusNext = "[data-test=menu]";
  }

  typed() {
    const input = this.input;
    if (!input) return;
    this.#draft = input.value;
    this.chat?.writes(!!input.value.trim());
    this.excess = Math.max(0, [...input.value.trim()].length - this.maxLength);
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 140)}px`;
  }

  transcript() {
    const { locale, strings, heading, lines } = this.view();
    return transcript(lines, { title: heading, locale, strings });
  }

  #act = actions(this);

  /** @returns {View} */
  view() {
    const chat = /** @type {Conversation} */ (this.chat);
    return viewOf(this, chat, this.#act, this.#screen.matches);
  }

  render() {
    if (!this.chat) return nothing;
    const view = this.view();
    return html`${this.open ? panel(view) : launcher(view, () => this.show())}
      <div class="sr" role="status" data-test="announcer">${this.open ? "" : this.news}</div>`;
  }

  /** @param {Map<string, unknown>} changed */
  willUpdate(changed) {
    if (changed.has("open") && this.chat) {
      if (this.open) {
        this.chat.open();
        this.news = "";
      } else if (changed.get("open")) {
        this.chat.close();
        this.menuOpen = false;
        if (this.mode === "ending") this.mode = "chat";
      }
    }
    if (changed.has("server") && changed.get("server") && this.isConnected && this.hasUpdated) this.#reconnect();
    if (changed.has("identity")) {
      if (this.identity === "") this.chat?.anonymous();
      else if (this.identity && this.hasUpdated) this.chat?.identify();
    }
  }

  #reconnect() {
    this.disconnectedCallback();
    this.connectedCallback();
  }

  /** @param {Map<string, unknown>} changed */
  updated(changed) {
    const chat = /** @type {Conversation} */ (this.chat);
    if (changed.has("open") && this.hasUpdated) this.#toggled(changed.get("open") === undefined);
    this.follow.update(this.find(".log") ?? null, chat.lines.length);
    const { input } = this;
    if (input && input !== this.#textarea) {
      input.value = this.#draft; // what was being written when the panel was closed
      this.typed();
    }
    this.#textarea = input;
    const unread = chat.unread;
    if (unread !== this.#unread) {
      this.#unread = unread;
      this.emit("unread", { count: unread });
    }
    if (this.focusNext) {
      this.find(this.focusNext)?.focus();
      this.focusNext = undefined;
    }
  }

  /** @param {boolean} first the element has only just appeared: leave the page's focus alone */
  #toggled(first) {
    remembered.set(this.#base, this.open);
    if (first) return;
    this.focusNext = this.open ? this.entrance : ".launcher";
    this.emit(this.open ? "open" : "close");
  }
}
