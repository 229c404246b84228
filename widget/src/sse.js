/**
 * @typedef {{ type: string, data: string, id?: string }} ServerEvent
 */

/**
 * Reads server-sent events out of text that arrives in pieces (a piece may end anywhere, also between CR
 * and LF). Comments and unknown fields are skipped.
 */
export class SseParser {
  #rest = "";
  #start = true;
  /** @type {string[]} */
  #data = [];
  #type = "";
  /** @type {string | undefined} */
  #id;

  /**
   * @param {string} piece
   * @returns {ServerEvent[]} the events that are complete now
   */
  feed(piece) {
    let text = this.#rest + piece;
    if (this.#start && text) {
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
      this.#start = false;
    }
    /** @type {ServerEvent[]} */
    const events = [];
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (c !== "\n" && c !== "\r") continue;
      if (c === "\r" && i === text.length - 1) break; // its LF may be in the next piece
      const event = this.#line(text.slice(from, i));
      if (event) events.push(event);
      if (c === "\r" && text[i + 1] === "\n") i++;
      from = i + 1;
    }
    this.#rest = text.slice(from);
    return events;
  }

  /**
   * @param {string} line
   * @returns {ServerEvent | undefined}
   */
  #line(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const raw = colon < 0 ? "" : line.slice(colon + 1);
    const value = raw.startsWith(" ") ? raw.slice(1) : raw;
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#type = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
  }

  #dispatch() {
    const event = this.#data.length
      ? { type: this.#type || "message", data: this.#data.join("\n"), id: this.#id }
      : undefined;
    this.#data = [];
    this.#type = "";
    this.#id = undefined;
    return event;
  }
}
