/** @import { Line, Owner } from "./types.js" */
/** @import { Strings } from "./strings.js" */
import { dayAndTime } from "./dates.js";
import { asksForPerson } from "./messages.js";
import { fill } from "./strings.js";

/**
 * The line below the title: who has the conversation, and what to expect.
 * @param {{ owner: Owner, strings: Strings, mode: "chat" | "ending" | "ended", locale: string }} view
 */
export function statusText({ owner, strings, mode, locale }) {
  if (mode === "ended") return strings.status_ended;
  if (owner.owner === "agent") return fill(strings.status_agent, { name: owner.agent || strings.agent });
  if (owner.owner !== "queue") return owner.delayed ? strings.status_late : strings.status_bot;
  const { callback_at, opens_at, zone, away, position, wait_minutes } = owner;
  if (callback_at) return fill(strings.status_callback, { date: dayAndTime(callback_at, locale, zone) });
  if (opens_at) return fill(strings.status_opens, { date: dayAndTime(opens_at, locale, zone) });
  if (away) return strings.status_away;
  const parts = [];
  if (position === 1) parts.push(strings.status_next);
  else if (position) parts.push(fill(strings.status_position, { n: position }));
  else parts.push(strings.status_queue);
  if (wait_minutes) parts.push(fill(strings.status_wait, { n: wait_minutes }));
  return parts.join(" · ");
}

/**
 * The notice above the input: what keeps messages from getting through; empty if nothing does.
 * @param {{ owner: Owner, strings: Strings, online: boolean, lost: boolean }} view `lost`: the connection, for some time
 */
export function noticeText({ owner, strings, online, lost }) {
  if (!online) return strings.offline;
  if (lost) return strings.lost;
  return owner.delayed ? strings.delayed : "";
}

/**
 * What the button for a person says: what it does, or how far that has got. Once pressed it waits for the answer.
 * @param {{ owner: Owner, strings: Strings, mode: "chat" | "ending" | "ended", lines?: readonly Line[] }} view
 * @returns {{ label: string, free: boolean }} `free`: a person can be asked for
 */
export function personLabel({ owner, strings, mode, lines = [] }) {
  if (mode === "ended") return { label: strings.person, free: true };
  if (owner.owner === "bot") return { label: strings.person, free: !asksForPerson(lines) };
  if (owner.owner === "agent") return { label: strings.person_here, free: false };
  if (owner.callback_at) return { label: strings.person_callback, free: false };
  return { label: owner.opens_at || owner.away ? strings.person_later : strings.person_coming, free: false };
}
