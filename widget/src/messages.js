/** @import { Message, OutboxEntry, Line } from "./types.js" */

/** The messages that the server has confirmed: ordered by id, each one once. */
export class MessageList {
  /** @type {Message[]} */
  #sorted = [];
  #ids = new Set();
  #clients = new Set();

  /** The highest id seen: where a reconnect goes on. */
  lastId = 0;

  /** @returns {readonly Message[]} */
  get all() {
    return this.#sorted;
  }

  /**
   * @param {Message} message
   * @returns {boolean} false when it was there already
   */
  add(message) {
    this.lastId = Math.max(this.lastId, message.id);
    if (this.#ids.has(message.id)) return false;
    this.#ids.add(message.id);
    if (message.client_id) {
      if (this.#clients.has(message.client_id)) return false;
      this.#clients.add(message.client_id);
    }
    let at = this.#sorted.length;
    while (at > 0 && this.#sorted[at - 1].id > message.id) at--;
    this.#sorted.splice(at, 0, message);
    return true;
  }

  /** @param {string} clientId */
  has(clientId) {
    return this.#clients.has(clientId);
  }
}

/**
 * What the customer sees: the confirmed messages, then what is still on its way. A message keeps its key when
 * the server confirms it, so that its element stays and a screen reader does not read it twice.
 * @param {readonly Message[]} confirmed
 * @param {readonly OutboxEntry[]} outbox
 * @returns {Line[]}
 */
export function timeline(confirmed, outbox) {
  const seen = new Set();
  /** @type {Line[]} */
  const lines = confirmed.map((message) => {
    if (message.client_id) seen.add(message.client_id);
    return { ...message, key: message.client_id ?? `m${message.id}` };
  });
  for (const { client_id, text, at, status, error } of outbox) {
    if (!seen.has(client_id)) {
      lines.push({ key: client_id, client_id, at, speaker: "customer", text, status, error });
    }
  }
  return lines;
}

/**
 * The key of the line whose buttons can be pressed: the last that the bot or the system offered, unless somebody has
 * spoken since. A note without buttons takes nothing back.
 * @param {readonly Line[]} lines
 * @returns {string | undefined}
 */
export function activeButtons(lines) {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (line.buttons?.length && line.speaker !== "customer") return line.key;
    if (line.speaker === "bot" || line.speaker === "agent" || (line.speaker === "customer" && line.status !== "failed")) return undefined;
  }
  return undefined;
}

/**
 * @param {readonly Message[]} messages
 * @param {number} readId the last id that the customer has had before the eyes
 */
export function unreadCount(messages, readId) {
  let count = 0;
  for (let i = messages.length - 1; i >= 0 && messages[i].id > readId; i--) {
    if (messages[i].speaker !== "customer") count++;
  }
  return count;
}
