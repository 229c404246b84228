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
