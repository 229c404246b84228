/** @import { Button, Message, OutboxEntry, Line, Owner } from "./types.js" */

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

/** Buttons of the desk's: they are for a state (nobody has the conversation yet), and not for one answer. */
const DESK = "handoff:";
/** Those that change a callback which is agreed on, whoever has the conversation until then. */
const CALLBACK = /^handoff:(other|callback):/;
/** Of the customer's own lines: the server has not brought them back yet. */
const UNDERWAY = ["queued", "sending", "retrying", "limited", "accepted"];

/**
 * The buttons that can be pressed: those that the bot or the system offered last, unless somebody has spoken since. A
 * note without buttons takes nothing back. What the desk offers while the customer waits can be pressed as long as they
 * wait, and what changes a callback as long as that is agreed on, whatever is written meanwhile; but one press at a time.
 * @param {readonly Line[]} lines
 * @param {Owner} [owner]
 * @returns {ReadonlySet<Button>}
 */
export function activeButtons(lines, owner = { owner: "bot" }) {
  const offered = fromDesk(lines, owner);
  return new Set(owner.owner === "queue" && offered.length ? offered : [...offered, ...offeredLast(lines)]);
}

/** @param {readonly Line[]} lines @param {Owner} owner @returns {Button[]} */
function fromDesk(lines, { owner, callback_at }) {
  if (owner === "agent" || (owner === "bot" && !callback_at)) return [];
  if (lines.some(({ status }) => status && UNDERWAY.includes(status))) return [];
  const offer = [...lines].reverse().find((line) => line.buttons?.some(({ payload }) => payload.startsWith(DESK)));
  return (offer?.buttons ?? []).filter(({ payload }) => owner === "queue" || CALLBACK.test(payload));
}

/** @param {readonly Line[]} lines @returns {Button[]} */
function offeredLast(lines) {
  for (let i = lines.length - 1; i >= 0; i--) {
    const line = lines[i];
    if (line.buttons?.length && line.speaker !== "customer") return line.buttons;
    if (line.speaker === "bot" || line.speaker === "agent" || (line.speaker === "customer" && line.status !== "failed")) return [];
  }
  return [];
}

/**
 * Whether the customer has pressed the button for a person, and nobody has answered that yet.
 * @param {readonly Line[]} lines
 */
export function asksForPerson(lines) {
  for (let i = lines.length - 1; i >= 0 && lines[i].speaker === "customer"; i--) {
    if (lines[i].client_id?.startsWith("say_person.") && lines[i].status !== "failed") return true;
  }
  return false;
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
