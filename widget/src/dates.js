/** @import { Strings } from "./strings.js" */

/** @param {string} locale */
function known(locale) {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0];
  } catch {
    return undefined;
  }
}

/**
 * @param {number} seconds since the epoch
 * @param {string} locale
 */
export function clockTime(seconds, locale) {
  return new Intl.DateTimeFormat(known(locale), clock(locale)).format(seconds * 1000);
}

/**
 * How hours and minutes are written: "9:00 am", but "09:00".
 * @param {string} locale
 * @returns {Intl.DateTimeFormatOptions}
 */
function clock(locale) {
  const { hour12 } = new Intl.DateTimeFormat(known(locale), { hour: "numeric" }).resolvedOptions();
  return { hour: hour12 ? "numeric" : "2-digit", minute: "2-digit" };
}

/**
 * A moment on another day: "Wed 25 Nov, 09:00 GMT".
 * @param {number} seconds since the epoch
 * @param {string} locale
 * @param {string} [zone] the shop's (`Europe/London`), named in the text; without one, or with one that the browser does
 *   not know, the customer's own is meant and not named
 */
export function dayAndTime(seconds, locale, zone) {
  /** @type {Intl.DateTimeFormatOptions} */
  const format = { weekday: "short", day: "numeric", month: "short", ...clock(locale) };
  if (zone) {
    try {
      const there = { ...format, timeZone: zone, timeZoneName: /** @type {const} */ ("short") };
      return new Intl.DateTimeFormat(known(locale), there).format(seconds * 1000);
    } catch {}
  }
  return new Intl.DateTimeFormat(known(locale), format).format(seconds * 1000);
}

/** @param {Date} date */
function dayNumber(date) {
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000);
}

/**
 * Whether two moments are on different days where the customer is.
 * @param {number} a
 * @param {number} b
 */
export function otherDay(a, b) {
  return dayNumber(new Date(a * 1000)) !== dayNumber(new Date(b * 1000));
}

/**
 * @param {number} seconds
 * @param {string} locale
 * @param {Strings} strings
 * @param {number} [now] milliseconds
 */
export function dayName(seconds, locale, strings, now = Date.now()) {
  const date = new Date(seconds * 1000);
  const ago = dayNumber(new Date(now)) - dayNumber(date);
  if (ago === 0) return strings.today;
  if (ago === 1) return strings.yesterday;
  return new Intl.DateTimeFormat(known(locale), { weekday: "long", day: "numeric", month: "long" }).format(date);
}

/**
 * A calendar day (`2025-03-09`) or a moment, as a short date.
 * @param {string} iso
 * @param {string} locale
 * @param {Intl.DateTimeFormatOptions} [format]
 */
export function shortDay(iso, locale, format = { weekday: "short", day: "numeric", month: "short" }) {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  const date = day ? new Date(+day[1], +day[2] - 1, +day[3]) : new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : new Intl.DateTimeFormat(known(locale), format).format(date);
}
