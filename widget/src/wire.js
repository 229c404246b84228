/** @import { Message, Owner } from "./types.js" */
/** @import { ServerEvent } from "./sse.js" */

/**
 * Whether a value from the stream is a message that can be shown.
 * @param {any} value
 * @returns {value is Message}
 */
export function isMessage(value) {
  return (
    !!value &&
    Number.isInteger(value.id) &&
    typeof value.text === "string" &&
    ["customer", "bot", "agent", "system"].includes(value.speaker)
  );
}

/**
 * What an event of the stream says; nothing when it is not one of ours (a newer server may send more).
 * @param {ServerEvent} event
 * @returns {{ message?: Message, owner?: Owner, ended?: boolean }}
 */
export function readEvent(event) {
  let data;
  try {
    data = JSON.parse(event.data);
  } catch {
    return {};
  }
  if (event.type === "message" && isMessage(data)) return { message: data };
  if (event.type === "ended") return { ended: true };
  if (event.type === "state" && ["bot", "queue", "agent"].includes(data?.owner)) return { owner: data };
  return {};
}
