/** @import { SessionData, OutboxEntry } from "./types.js" */

/**
 * @typedef {{
 *   getItem(key: string): string | null, setItem(key: string, value: string): void,
 *   removeItem(key: string): void, key(index: number): string | null, readonly length: number
 * }} Area
 */

/**
 * What the browser keeps for one chat server: the session, how far the customer has read, and messages that the
 * server has not confirmed yet. Tabs share it. A browser that forbids storage gets a chat that lasts for the page.
 */
export class Storage {
  #area;
  #prefix;

  /**
   * @param {Area} area
   * @param {string} base
   */
  constructor(area, base) {
    this.#area = area;
    this.#prefix = `support-chat:${base}:`;
  }

  /** @returns {SessionData | undefined} */
  get session() {
    const data = this.#read("session");
    return data && typeof data.token === "string" && typeof data.conversation_id === "string" ? data : undefined;
  }

  /** @param {SessionData | undefined} data */
  set session(data) {
    this.#write("session", data);
  }

  /** @returns {string | undefined} the token of a chat that was ended: the next one is the same visitor's */
  get visitor() {
    const token = this.#read("visitor");
    return typeof token === "string" ? token : undefined;
  }

  /** @param {string | undefined} token */
  set visitor(token) {
    this.#write("visitor", token);
  }

  /** @returns {string | undefined} the version of the text that the customer has agreed to */
  get consent() {
    const version = this.#read("consent");
    return typeof version === "string" ? version : undefined;
  }

  /** @param {string | undefined} version */
  set consent(version) {
    this.#write("consent", version);
  }

  /** @param {string} conversation */
  readId(conversation) {
    const data = this.#read("read");
    return data?.conversation === conversation && Number.isInteger(data.id) ? data.id : 0;
  }

  /**
   * @param {string} conversation
   * @param {number} id
   */
  setReadId(conversation, id) {
    if (id > this.readId(conversation)) this.#write("read", { conversation, id });
  }

  /** @returns {OutboxEntry[]} oldest first */
  outbox() {
    const entries = [];
    try {
      for (let i = 0; i < this.#area.length; i++) {
        const key = this.#area.key(i);
        if (key?.startsWith(this.#prefix + "out:")) {
          const entry = this.#read(key.slice(this.#prefix.length));
          if (entry && typeof entry.client_id === "string" && typeof entry.text === "string") entries.push(entry);
        }
      }
    } catch {
      // storage is forbidden: nothing kept
    }
    return entries.sort((a, b) => a.at - b.at);
  }

  /** @param {OutboxEntry} entry */
  keep(entry) {
    this.#write(`out:${entry.client_id}`, entry);
  }

  /** @param {string} clientId */
  drop(clientId) {
    this.#write(`out:${clientId}`, undefined);
  }

  /**
   * Which part a `storage` event of another tab is about.
   * @param {string | null} key null: everything was cleared
   */
  part(key) {
    if (key === null) return "session";
    return key.startsWith(this.#prefix) ? key.slice(this.#prefix.length) : undefined;
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  #read(name) {
    try {
      const text = this.#area.getItem(this.#prefix + name);
      return text ? JSON.parse(text) : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  #write(name, value) {
    try {
      if (value === undefined) this.#area.removeItem(this.#prefix + name);
      else this.#area.setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // full or forbidden: the chat goes on without
    }
  }
}

/** @returns {Area} an area that lives as long as the page */
export function memoryArea() {
  /** @type {Map<string, string>} */
  const map = new Map();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    key: (index) => [...map.keys()][index] ?? null,
    get length() {
      return map.size;
    },
  };
}

/** @returns {Area} */
export function browserArea() {
  try {
    const area = window.localStorage;
    area.setItem("support-chat:probe", "1");
    area.removeItem("support-chat:probe");
    return area;
  } catch {
    return memoryArea();
  }
}
