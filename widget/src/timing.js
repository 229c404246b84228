/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first retry): grows by two, half of it
 * random, so that a thousand widgets do not come back in the same second.
 * @param {number} attempt
 */
export function backoff(attempt, { base = 600, cap = 15000, random = Math.random } = {}) {
  const top = Math.min(cap, base * 2 ** attempt);
  return Math.round(top / 2 + (random() * top) / 2);
}

/**
 * A sleep that can be cut short.
 * @returns {{ wait: (ms: number) => Promise<void>, wake: () => void }}
 */
export function alarm() {
  /** @type {(() => void) | undefined} */
  let ring;
  return {
    wait: (ms) =>
      new Promise((done) => {
        const timer = setTimeout(() => ring?.(), ms);
        ring = () => {
          clearTimeout(timer);
          ring = undefined;
          done();
        };
      }),
    wake: () => ring?.(),
  };
}

/** One timer that can be set again. */
export function timer() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let id;
  return {
    /**
     * @param {number} ms
     * @param {() => void} work
     */
    set(ms, work) {
      clearTimeout(id);
      id = setTimeout(work, ms);
    },
    clear: () => clearTimeout(id),
  };
}
