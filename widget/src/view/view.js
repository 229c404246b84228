/** @import { Consent, Line, Owner, Button } from "../types.js" */
/** @import { Strings } from "../strings.js" */
/** @import { Conversation } from "../conversation.js" */
/** @import { SupportChat } from "../support-chat.js" */
import { activeButtons } from "../messages.js";
import { noticeText } from "../status.js";
import { languages, stringsFor } from "../strings.js";

/**
 * What the templates need: a snapshot of the conversation and of the panel, and what the customer can do.
 * @typedef {{
 *   strings: Strings, locale: string, language: string, heading: string, greeting: string,
 *   lines: Line[], active: ReadonlySet<Button>, owner: Owner, typing: boolean, catchingUp: boolean, loading: boolean,
 *   notice: string, toast: string, unread: number, fullScreen: boolean, fresh: boolean,
 *   mode: "chat" | "ending" | "ended", busy: boolean, rated: boolean, failed: boolean | "contact", reachedAt: string | undefined,
 *   menu: boolean, jump: boolean, excess: number, empty: boolean, parted: string | undefined, consent: Consent | undefined,
 *   act: {
 *     says: (key: keyof Strings) => void, press: (event: Event, button: Button) => void,
 *     agree: () => void, retry: (line: Line) => void, edit: (line: Line) => void, close: () => void, person: () => void,
 *     noBot: () => void, toggleMenu: () => void, download: () => void, copy: () => void,
 *     ask: () => void, keep: () => void, end: (event: SubmitEvent) => void, restart: () => void,
 *     rate: (event: SubmitEvent) => void, later: () => void,
 *     jump: () => void, scrolled: () => void, typed: () => void, submit: (event: Event) => void,
 *     inputKey: (event: KeyboardEvent) => void, menuKey: (event: KeyboardEvent) => void,
 *     menuLeft: (event: FocusEvent) => void,
 *   }
 * }} View
 */

/**
 * The language of the page around the element, as far as we speak it.
 * @param {Element} host
 */
function languageOf(host) {
  const tag = host.closest("[lang]")?.getAttribute("lang") || navigator.language || "en";
  const language = tag.toLowerCase().split("-")[0];
  return language in languages ? { locale: tag, language } : { locale: "en", language: "en" };
}

/**
 * @param {SupportChat} host
 * @param {Conversation} chat
 * @param {View["act"]} act
 * @param {boolean} fullScreen
 * @returns {View}
 */
export function viewOf(host, chat, act, fullScreen) {
  const { locale, language } = languageOf(host);
  const strings = stringsFor(language);
  const { lines, owner, typing, catchingUp, loading, fresh, unread, parted } = chat;
  const { mode, toast, busy, rated, failed, reachedAt, excess, menuOpen: menu } = host;
  return {
    ...{ strings, locale, language, lines, owner, typing, catchingUp, loading, fresh, unread, parted },
    ...{ mode, toast, busy, rated, failed, reachedAt, excess, menu, fullScreen, act },
    jump: host.follow.behind,
    heading: host.heading || strings.title,
    greeting: host.greeting || strings.greeting,
    active: mode === "chat" ? activeButtons(lines, owner) : new Set(),
    notice: noticeText({ owner: mode === "ended" ? { owner: "bot" } : owner, strings, online: navigator.onLine, lost: host.lostLong }),
    empty: lines.length === 0,
    consent: host.consentDue,
  };
}
