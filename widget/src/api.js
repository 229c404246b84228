/** @import { OutboxEntry, Reply } from "./types.js" */
/** @import { Session } from "./session.js" */
import { post } from "./http.js";

/** The web channel's addresses and requests (baton/channels/web/channel.py). */
export class Api {
  /** @param {string} base */
  constructor(base) {
    this.base = base;
  }

  /** @param {string} name */
  url(name) {
    return `${this.base}/webhooks/web/${name}`;
  }

  /** @param {object} body `{token}` renews, `{identity}` says who the customer is */
  session(body) {
    return post(this.url("session"), body);
  }

  /**
   * @param {string} token
   * @param {OutboxEntry} entry
   */
  message(token, { client_id, text, payload, no_ai }) {
    return post(this.url("messages"), { client_id, text, payload, no_ai }, { token });
  }

  /** @param {string} token @param {boolean} typing */
  typing(token, typing) {
    return post(this.url("typing"), { typing }, { token });
  }

  /**
   * Sends a message within the session; when the session is over, once more with a renewed one.
   * @param {Session} session
   * @param {OutboxEntry} entry
   * @returns {Promise<Reply>}
   */
  async deliver(session, entry) {
    const now = await session.get();
    if (!now) return { body: undefined, ...session.refusal };
    const reply = await this.message(now.token, entry);
    if (reply.status !== 401) return reply;
    const renewed = await session.renew(now.token);
    if (!renewed || renewed.token === now.token) return reply;
    return this.message(renewed.token, entry);
  }

  /**
   * @param {string} token
   * @param {string} [contact] a phone number or an e-mail address
   * @returns {Promise<{ over: boolean, refused?: boolean, reachedAt?: string }>} `over` also when the server did not
   *   know it; `refused`: the contact is neither a number nor an address
   */
  async end(token, contact) {
    const { status, body } = await post(this.url("end"), { contact: contact || undefined }, { token });
    if (body?.error?.code === "bad_contact") return { over: false, refused: true };
    return { over: status === 401 || status === 404 || (status >= 200 && status < 300), reachedAt: body?.reached_at };
  }

  /**
   * @param {string} token
   * @param {number} stars 0: none
   * @param {string} comment
   * @returns {Promise<boolean>} false when the server did not take it
   */
  async rate(token, stars, comment) {
    const { status } = await post(this.url("rating"), { stars: stars || undefined, comment: comment || undefined }, { token });
    return status >= 200 && status < 300;
  }
}
