/** @import { Line } from "./types.js" */
/** @import { Strings } from "./strings.js" */
import { clockTime, dayName, otherDay, shortDay } from "./dates.js";
import { parcelsOf } from "./parcels.js";
import { fill, wordsOf } from "./strings.js";

/**
 * @param {Line} line
 * @param {Strings} strings
 */
export function speakerName(line, strings) {
  if (line.speaker === "customer") return strings.you;
  if (line.speaker === "agent") return line.name || strings.agent;
  return line.speaker === "bot" ? strings.bot : strings.note;
}

/**
 * The conversation as plain text, fit for a file or an e-mail.
 * @param {Line[]} lines
 * @param {{ title: string, locale: string, strings: Strings, now?: number }} options
 */
export function transcript(lines, { title, locale, strings, now = Date.now() }) {
  const date = shortDay(new Date(now).toISOString(), locale, { dateStyle: "long" });
  const out = [fill(strings.transcript, { title, date })];
  let last = 0;
  for (const line of lines) {
    if (!last || otherDay(last, line.at)) out.push("", `— ${dayName(line.at, locale, strings, now)} —`, "");
    last = line.at;
    const failed = line.status === "failed" ? ` (${strings.failed})` : "";
    out.push(`[${clockTime(line.at, locale)}] ${speakerName(line, strings)}: ${wordsOf(line, strings)}${failed}`);
    const card = line.card;
    if (card) {
      out.push(`    ${fill(strings.order, { number: card.number })}: ${card.status_text}`);
      for (const parcel of parcelsOf(card)) {
        const what = [parcel.tracking_number, parcel.carrier].filter(Boolean).join(", ");
        if (parcel.tracking_number) out.push(`    ${strings.tracking}: ${what}`);
      }
      if (card.expected) out.push(`    ${fill(strings.expected, { date: shortDay(card.expected, locale) })}`);
    }
  }
  return out.join("\n") + "\n";
}
