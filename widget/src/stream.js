/** @import { SessionData } from "./types.js" */
/** @import { ServerEvent } from "./sse.js" */
import { alarm, backoff } from "./timing.js";
import { retryAfter } from "./http.js";
import { SseParser } from "./sse.js";

/** The server speaks at least every 15 s; a line that is silent for this long is dead. */
const SILENCE_MS = 40_000;

/**
 * Follows the conversation. `EventSource` cannot carry an Authorization header, so this reads the stream with fetch:
 * it reconnects with growing pauses, says where it stopped, and notices a line that died without a word.
 */
export class Stream {
  #options;
  #alarm = alarm();
  /** @type {AbortController | undefined} */
  #run;
  /** @type {AbortController | undefined} */
  #request;
  #refused = false;

  /**
   * @param {{
   *   url: string,
   *   session: () => Promise<SessionData | undefined>,
   *   renew: (token: string) => Promise<SessionData | undefined>,
   *   lastId: (conversation: string) => number,
   *   event: (event: ServerEvent, conversation: string) => void,
   *   status: (status: "connecting" | "live" | "lost") => void,
   *   fetch?: typeof fetch,
   *   silence?: number,
   *   pause?: (attempt: number) => number,
   * }} options
   */
  constructor(options) {
    this.#options = options;
  }

  get running() {
    return !!this.#run;
  }

  start() {
    if (this.#run) return;
    this.#run = new AbortController();
    this.#loop(this.#run.signal);
  }

  stop() {
    this.#run?.abort();
    this.#request?.abort();
    this.#run = undefined;
    this.#alarm.wake();
  }

  /** Connect now: the network is back, or the session is another one. */
  restart() {
    if (!this.#run) return;
    this.stop();
    this.start();
  }

  /** @param {AbortSignal} stopped */
  async #loop(stopped) {
    const { pause = (attempt) => backoff(attempt, { base: 1000, cap: 20_000 }) } = this.#options;
    let attempt = 0;
    this.#options.status("connecting");
    while (!stopped.aborted) {
      let wait;
      try {
        wait = await this.#connect(stopped, () => (attempt = 0));
      } catch {
        wait = undefined; // a dead line, or none
      }
      if (stopped.aborted) return;
      this.#options.status("lost");
      await this.#alarm.wait(wait ?? pause(attempt++));
    }
  }

  /**
   * @param {AbortSignal} stopped
   * @param {() => void} alive
   * @returns {Promise<number | undefined>} how long the server wants us to wait
   */
  async #connect(stopped, alive) {
    const session = await this.#options.session();
    if (!session || stopped.aborted) return;
    const abort = new AbortController();
    this.#request = abort;
    let watchdog = setTimeout(() => abort.abort(), this.#options.silence ?? SILENCE_MS);
    try {
      const lastId = this.#options.lastId(session.conversation_id);
      const response = await (this.#options.fetch ?? fetch)(this.#options.url, {
        headers: {
          Accept: "text/event-stream",
          Authorization: `Bearer ${session.token}`,
          ...(lastId ? { "Last-Event-ID": String(lastId) } : {}),
        },
        credentials: "omit",
        cache: "no-store",
        signal: abort.signal,
      });
      if (response.status === 401) {
        const again = this.#refused; // twice in a row: not at once again
        this.#refused = true;
        const renewed = await this.#options.renew(session.token);
        return renewed && renewed.token !== session.token && !again ? 0 : undefined;
      }
      this.#refused = false;
      if (!response.ok || !response.body) return retryAfter(response.headers.get("Retry-After"));
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parser = new SseParser();
      this.#options.status("live");
      for (;;) {
        const { value, done } = await reader.read();
        if (stopped.aborted) return;
        if (done) return;
        alive();
        clearTimeout(watchdog);
        watchdog = setTimeout(() => abort.abort(), this.#options.silence ?? SILENCE_MS);
        for (const event of parser.feed(decoder.decode(value, { stream: true }))) {
          this.#options.event(event, session.conversation_id);
        }
      }
    } finally {
      clearTimeout(watchdog);
      abort.abort();
    }
  }
}
