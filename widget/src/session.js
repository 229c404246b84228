/** @import { Identity, SessionData, Reply } from "./types.js" */
import { timer } from "./timing.js";

/** Renewed when less than this is left. */
const MARGIN_S = 120;
/** So long the shop may take to say who is logged in, before the chat starts without. */
const IDENTITY_MS = 5000;
/** The shop's word is renewed when this share of its time has gone; one with less left than so many seconds is not. */
const WORD_SHARE = 0.8;
const WORD_MARGIN_S = 20;

/**
 * The signed session. It is created when the customer first opens the chat, kept for reloads and other tabs, renewed
 * before it runs out, and replaced when the server no longer knows it.
 */
export class Session {
  /** @type {SessionData | undefined} */
  current;
  /** Why there is no session, in the form of an answer to a request. */
  refusal = { status: 0, retryAfter: /** @type {number | undefined} */ (undefined) };
  #options;
  /** @type {Promise<SessionData | undefined> | undefined} */
  #pending;
  #skewed = false;
  #timer = timer();

  /**
   * @param {{
   *   request: (body: object) => Promise<Reply>,
   *   load: () => SessionData | undefined,
   *   save: (data: SessionData | undefined) => void,
   *   visitor?: (token: string | undefined) => void, earlier?: () => string | undefined,
   *   identity?: () => Identity | undefined,
   *   changed: (data: SessionData | undefined, sameConversation: boolean) => void,
   *   lock?: <T>(work: () => Promise<T>) => Promise<T>,
   *   needed?: () => boolean,
   *   now?: () => number,
   * }} options
   */
  constructor(options) {
    this.#options = options;
    this.current = options.load();
  }

  #fresh(/** @type {SessionData | undefined} */ data) {
    if (!data) return false;
    // A clock that is wrong must not make us renew on every message: then the server's 401 decides.
    return this.#skewed || this.#left(data) > 0;
  }

  /** Seconds until a renewal is due, or undefined. */
  get renewIn() {
    if (!this.current || this.#skewed) return undefined;
    return Math.max(0, this.#left(this.current));
  }

  /** Seconds until a session, or the shop's word in it, is to be renewed. */
  #left(/** @type {SessionData} */ data) {
    return Math.min(data.expires_at - MARGIN_S, data.identify_at ?? Infinity) - this.#now;
  }

  get #now() {
    return (this.#options.now ?? Date.now)() / 1000;
  }

  /** A session that can be used now; undefined when the server cannot be reached. */
  async get() {
    return this.#fresh(this.current) ? this.current : this.renew(this.current?.token);
  }

  /**
   * @param {string | undefined} stale the token that is not good (any more)
   * @param {boolean} [force] ask even if another tab has renewed (a new identity is to be told)
   * @returns {Promise<SessionData | undefined>}
   */
  renew(stale, force = false) {
    this.#pending ??= this.#renew(stale, force).finally(() => (this.#pending = undefined));
    return this.#pending;
  }

  /**
   * @param {string | undefined} stale
   * @param {boolean} force
   */
  async #renew(stale, force) {
    const { request, load, identity, lock = (work) => work() } = this.#options;
    return lock(async () => {
      const stored = load();
      if (!force && stored && stored.token !== stale && this.#fresh(stored)) {
        this.adopt(stored); // another tab was faster
        return stored;
      }
      const old = stale ?? stored?.token ?? this.#options.earlier?.();
      const known = await told(identity?.());
      const reply = await request({ ...(old ? { token: old } : {}), ...(known ? { identity: known } : {}) });
      const data = reply.body;
      if (reply.status !== 200 || typeof data?.token !== "string" || !data.conversation_id) {
        this.refusal = { status: reply.status === 429 ? 429 : 0, retryAfter: reply.retryAfter };
        return undefined;
      }
      if (data.identity_error) console.warn(`support-chat: identity refused: ${data.identity_error}`);
      this.#skewed = data.expires_at - this.#now <= MARGIN_S;
      const word = Number(data.identified_until) - this.#now; // NaN for a visitor
      const session = {
        token: data.token,
        conversation_id: String(data.conversation_id),
        expires_at: Number(data.expires_at),
        identified: !!data.identified,
        ...(word > WORD_MARGIN_S && typeof identity?.() === "function" ? { identify_at: this.#now + word * WORD_SHARE } : {}),
      };
      this.#options.save(session);
      this.adopt(session);
      return session;
    });
  }

  /** @param {SessionData | undefined} data from storage, or undefined when the chat has ended */
  adopt(data) {
    const same = this.current?.conversation_id === data?.conversation_id;
    if (same && this.current?.token === data?.token) return;
    this.current = data;
    this.keep();
    this.#options.changed(data, same);
  }

  /** Renews in time, as long as the session is needed. */
  keep() {
    const due = this.renewIn;
    if (due === undefined) return this.rest();
    this.#timer.set(Math.min(Math.max(due, 5) * 1000, 2 ** 31 - 1), async () => {
      if (this.#options.needed?.()) await this.get();
      if (this.renewIn === 0) this.keep(); // nobody needs it now, or the server was away
    });
  }

  rest() {
    this.#timer.clear();
  }

  /** The chat is over. The next one will be the same visitor's: what they wished still counts. */
  finish() {
    if (this.current) this.#options.visitor?.(this.current.token);
    this.#drop();
  }

  /** Nothing of this visitor is left. */
  forget() {
    this.#options.visitor?.(undefined);
    this.#drop();
  }

  #drop() {
    this.#options.save(undefined);
    this.adopt(undefined);
  }
}

/**
 * @param {Identity | undefined} identity
 * @returns {Promise<string | undefined>} nothing when the shop does not answer: a chat without a name is better than none
 */
async function told(identity) {
  if (typeof identity !== "function") return identity;
  const limit = timer();
  try {
    const late = new Promise((/** @type {(nothing: undefined) => void} */ done) => limit.set(IDENTITY_MS, () => done(undefined)));
    return await Promise.race([identity(), late]);
  } catch (error) {
    console.warn("support-chat: no identity:", error);
  } finally {
    limit.clear();
  }
}
