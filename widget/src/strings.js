import { de } from "./strings/de.js";
import { en } from "./strings/en.js";
import { es } from "./strings/es.js";

/** @typedef {typeof en} Strings */

/** @type {Record<string, Strings>} */
export const languages = { en, de, es };

/**
 * @param {string | undefined} language a tag like `de-AT`
 * @returns {Strings} English when the language is not there
 */
export function stringsFor(language) {
  return languages[(language ?? "").toLowerCase().split("-")[0]] ?? en;
}

/**
 * @param {string} text
 * @param {Record<string, string | number>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
}

/** What the customer says by pressing one of the widget's own buttons. */
const SAID = /^(quick_order|quick_returns|quick_callback|say_person|say_no_bot)\./;

/**
 * The words of the customer's that are shown. The widget's own buttons say their words to the bot in its language,
 * English, and name themselves in the message's id; the bubble has the words of the page's language.
 * @param {{ speaker: string, text: string, client_id?: string }} line
 * @param {Strings} strings
 */
export function wordsOf({ speaker, text, client_id = "" }, strings) {
  const key = /** @type {keyof Strings | undefined} */ (speaker === "customer" ? SAID.exec(client_id)?.[1] : undefined);
  return key && text === en[key] ? strings[key] : text;
}
