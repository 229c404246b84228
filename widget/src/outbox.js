/** @import { OutboxEntry, Reply } from "./types.js" */
import { alarm, backoff } from "./timing.js";

/** Tries before a message is shown as "not sent": a little over a minute, enough for a server restart. */
const TRIES = 9;
/** An unsent message older than this is not sent behind the customer's back after a reload. */
const STALE_MS = 10 * 60_000;

/**
 * Sends the customer's messages one after the other, in the order in which they were written. Each carries an id of
 * its own, so sending it again is harmless. An entry leaves only when the stream has brought it back.
 */
export class Outbox {
  /** @type {OutboxEntry[]} */
  entries = [];
  #options;
  #busy = false;
  #alarm = alarm();

  /**
   * @param {{
   *   send: (entry: OutboxEntry) => Promise<Reply>,
   *   changed: () => void,
   *   accepted?: () => void,
   *   keep?: (entry: OutboxEntry) => void,
   *   drop?: (clientId: string) => void,
   *   online?: () => boolean,
   *   wait?: (ms: number) => Promise<void>,
   *   now?: () => number,
   *   newId?: () => string,
   * }} options
   */
  constructor(options) {
    this.#options = options;
  }

  #now() {
    return (this.#options.now ?? Date.now)();
  }

  /**
   * Takes over what an earlier page left behind.
   * @param {OutboxEntry[]} entries
   */
  restore(entries) {
    for (const entry of entries) {
      if (this.entries.some((e) => e.client_id === entry.client_id)) continue;
      const stale = this.#now() - entry.at * 1000 > STALE_MS;
      const failed = entry.status === "failed" || stale;
      this.entries.push({ ...entry, attempts: 0, status: failed ? "failed" : "queued" });
    }
    this.#pump();
  }

  /**
   * @param {string} text
   * @param {{ key?: string, payload?: string, no_ai?: boolean }} [more] `key`: of the widget's own words, begins the id
   */
  push(text, { key, ...more } = {}) {
    /** @type {OutboxEntry} */
    const entry = {
      client_id: (key ? `${key}.` : "") + (this.#options.newId ?? newId)(),
      text,
      at: this.#now() / 1000,
      status: "queued",
      attempts: 0,
      ...more,
    };
    this.entries.push(entry);
    this.#set(entry, {});
    this.#pump();
    return entry;
  }

  /** @param {string} clientId the customer pressed "try again" */
  retry(clientId) {
    const entry = this.entries.find((e) => e.client_id === clientId && e.status === "failed");
    if (!entry) return;
    this.entries = [...this.entries.filter((e) => e !== entry), entry];
    this.#set(entry, { status: "queued", error: undefined, attempts: 0, at: this.#now() / 1000 });
    this.#pump();
  }

  /**
   * @param {string} clientId the stream has brought it, or the customer has taken it back
   * @returns {boolean} whether it was ours
   */
  remove(clientId) {
    if (!this.entries.some((e) => e.client_id === clientId)) return false;
    this.entries = this.entries.filter((e) => e.client_id !== clientId);
    this.#options.drop?.(clientId);
    this.#alarm.wake();
    this.#options.changed();
    return true;
  }

  /** The line is back: do not sit out the pause. */
  wake() {
    this.#alarm.wake();
    this.#pump();
  }

  /** After a reconnect: whatever was accepted and has still not come back is offered to the server again. */
  recheck() {
    const before = this.#now() / 1000 - 10;
    for (const entry of this.entries) {
      if (entry.status === "accepted" && entry.at < before) entry.status = "queued";
    }
    this.wake();
  }

  clear() {
    for (const entry of this.entries) this.#options.drop?.(entry.client_id);
    this.entries = [];
    this.#alarm.wake();
    this.#options.changed();
  }

  #next() {
    return this.entries.find((e) => e.status !== "failed" && e.status !== "accepted");
  }

  async #pump() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let entry = this.#next(); entry; entry = this.#next()) {
        if (this.#options.online?.() === false) {
          this.#set(entry, { status: "retrying" });
          await this.#pause(5000);
          continue;
        }
        if (entry.attempts === 0) this.#set(entry, { status: "sending" });
        const pause = this.#settle(entry, await this.#options.send(entry));
        if (pause) await this.#pause(pause);
      }
    } finally {
      this.#busy = false;
    }
  }

  /**
   * @param {OutboxEntry} entry
   * @param {Reply} reply
   * @returns {number | undefined} milliseconds before the next try
   */
  #settle(entry, { status, body, retryAfter }) {
    if (!this.entries.includes(entry)) return; // the stream was faster than the answer
    if (status >= 200 && status < 300) {
      this.#set(entry, { status: "accepted" });
      this.#options.accepted?.();
      return;
    }
    const attempts = entry.attempts + 1;
    if (status === 413) this.#set(entry, { status: "failed", error: "too_long", attempts });
    else if (attempts >= TRIES) this.#set(entry, { status: "failed", error: "unreachable", attempts });
    else if (status === 429) {
      this.#set(entry, { status: "limited", attempts });
      return Math.max(retryAfter ?? backoff(attempts + 1), 500);
    } else if (status === 0 || status === 401 || status === 408 || status >= 500) {
      this.#set(entry, { status: "retrying", attempts });
      return retryAfter ?? backoff(attempts - 1);
    } else {
      const code = typeof body?.error?.code === "string" ? body.error.code : "refused";
      this.#set(entry, { status: "failed", error: code, attempts });
    }
  }

  /**
   * @param {OutboxEntry} entry
   * @param {Partial<OutboxEntry>} change
   */
  #set(entry, change) {
    Object.assign(entry, change);
    this.#options.keep?.(entry);
    this.#options.changed();
  }

  /** @param {number} ms */
  #pause(ms) {
    return this.#options.wait ? this.#options.wait(ms) : this.#alarm.wait(ms);
  }
}

/** A random UUID; `crypto.randomUUID` exists on secure pages only. */
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
