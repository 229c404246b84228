/** Within this many pixels of its end the log follows new messages. */
const NEAR = 80;
/** So much is left above a tall message, in pixels. */
const MARGIN = 10;

/**
 * Keeps the log at its end while the customer reads there, and leaves it alone while they read further up. A message
 * that is taller than the log is shown from its beginning.
 */
export class LogScroll {
  /** There is something new below. */
  behind = false;
  #stick = true;
  #lines = 0;
  #changed;
  /** @type {number | undefined} where it was put last */
  #to;
  /** @type {HTMLElement | undefined} */
  #log;
  #sizes = new ResizeObserver(() => this.#settle());

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  /**
   * After every update of the panel.
   * @param {HTMLElement | null} log
   * @param {number} lines
   */
  update(log, lines) {
    if (log !== (this.#log ?? null)) {
      this.#sizes.disconnect();
      this.#log = log ?? undefined;
      this.#stick = true;
      if (log) this.#sizes.observe(log);
    }
    if (log && !this.#stick && lines > this.#lines) this.#tell(true);
    this.#lines = lines;
    this.#settle();
  }

  /** The customer has scrolled. */
  scrolled() {
    const log = this.#log;
    if (!log) return;
    if (log.scrollTop === this.#to) return; // our own doing
    this.#to = undefined;
    this.#stick = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (this.#stick) this.#tell(false);
  }

  toEnd() {
    this.#stick = true;
    this.#tell(false);
    this.#settle();
  }

  #settle() {
    const log = this.#log;
    if (!log || !this.#stick) return;
    const last = /** @type {HTMLElement | null} */ (log.querySelector(":scope > .message:last-of-type"));
    const top = last ? last.offsetTop - MARGIN : Infinity;
    log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, top);
    this.#to = log.scrollTop;
  }

  /** @param {boolean} behind */
  #tell(behind) {
    if (behind === this.behind) return;
    this.behind = behind;
    this.#changed();
  }
}
