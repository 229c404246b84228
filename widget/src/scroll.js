/** Within this many pixels of its end the log follows new messages. */
const NEAR = 80;

/** Keeps the log at its end while the customer reads there, and leaves it alone while they read further up. */
export class LogScroll {
  /** There is something new below. */
  behind = false;
  #stick = true;
  #lines = 0;
  #changed;
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
    this.#stick = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    if (this.#stick) this.#tell(false);
  }

  toEnd() {
    this.#stick = true;
    this.#tell(false);
    this.#settle();
  }

  #settle() {
    if (this.#log && this.#stick) this.#log.scrollTop = this.#log.scrollHeight;
  }

  /** @param {boolean} behind */
  #tell(behind) {
    if (behind === this.behind) return;
    this.behind = behind;
    this.#changed();
  }
}
