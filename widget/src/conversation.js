/** @import { Identity, Message, Owner, SessionData, Line } from "./types.js" */
/** @import { ServerEvent } from "./sse.js" */
/** @import { Storage } from "./storage.js" */
import { Api } from "./api.js";
import { timer } from "./timing.js";
import { MessageList, timeline, unreadCount } from "./messages.js";
import { followPage } from "./page.js";
import { Outbox } from "./outbox.js";
import { Session } from "./session.js";
import { Stream } from "./stream.js";
import { readEvent } from "./wire.js";

/** The bot's typing dots go away after this, whatever happens. */
const TYPING_MS = 20_000;
/** The desk is told this often that the customer is writing. */
const WRITING_MS = 3000;

/**
 * One customer's conversation: session, outbox and stream wired together. Knows nothing of how it looks.
 */
export class Conversation {
  /** @type {Owner} */
  owner = { owner: "bot" };
  /** @type {"idle" | "connecting" | "live" | "lost"} */
  connection = "idle";
  ended = false;
  /** The server has replaced an old conversation by a new one before the customer's eyes. */
  fresh = false;
  typing = false;
  /** History is arriving: not to be read aloud. The server says who has the conversation when all of it is there. */
  catchingUp = true;
  opened = false;
  /**
   * The person whose part of the conversation has just ended: a good moment to ask how it was.
   * @type {string | undefined}
   */
  parted;

  #options;
  #api;
  #storage;
  #session;
  #outbox;
  #stream;
  #messages = new MessageList();
  #resuming = false;
  #timers = { typing: timer(), writing: timer() };
  #writing = false;
  /** @type {(() => void) | undefined} */
  #leavePage;

  /**
   * @param {{
   *   base: string, storage: Storage, changed: () => void, message?: (message: Message) => void,
   *   identity?: () => Identity | undefined,
   * }} options
   */
  constructor(options) {
    const { base, storage } = (this.#options = options);
    this.#api = new Api(base);
    this.#storage = storage;
    this.#session = new Session({
      request: (body) => this.#api.session(body),
      load: () => storage.session,
      save: (data) => (storage.session = data),
      visitor: (token) => (storage.visitor = token),
      earlier: () => storage.visitor,
      identity: options.identity,
      changed: (data, same) => this.#sessionChanged(data, same),
      needed: () => this.connection !== "idle",
      lock: async (work) =>
        navigator.locks ? await navigator.locks.request(`support-chat:${base}`, () => work()) : work(),
    });
    this.#outbox = new Outbox({
      send: (entry) => this.#api.deliver(this.#session, entry),
      changed: () => options.changed(),
      accepted: () => this.#botTurn(),
      keep: (entry) => storage.keep(entry),
      drop: (clientId) => storage.drop(clientId),
      online: () => navigator.onLine,
    });
    this.#stream = new Stream({
      url: this.#api.url("stream"),
      session: () => this.#session.get(),
      renew: (token) => this.#session.renew(token),
      lastId: (conversation) => (conversation === this.#id ? this.#messages.lastId : 0),
      event: (event, conversation) => conversation === this.#id && this.#event(event),
      status: (status) => this.#status(status),
    });
  }

  /** @returns {string | undefined} */
  get #id() {
    return this.#session.current?.conversation_id;
  }

  get #visible() {
    return document.visibilityState !== "hidden";
  }

  /** @returns {Line[]} */
  get lines() {
    return timeline(this.#messages.all, this.#outbox.entries);
  }

  /** An earlier conversation is on its way here. */
  get loading() {
    return this.catchingUp && this.#resuming && !this.#messages.all.length;
  }

  get unread() {
    if (!this.#id || (this.opened && this.#visible)) return 0;
    return unreadCount(this.#messages.all, this.#storage.readId(this.#id));
  }

  /** Starts following the page's life: visibility, network, other tabs. */
  connect() {
    this.#leavePage = followPage({
      looked: () => this.#follow(),
      online: () => {
        this.#stream.restart();
        this.#outbox.wake();
        this.#options.changed();
      },
      offline: () => this.#options.changed(),
      storage: (event) => this.#otherTab(event),
    });
    this.#session.keep();
    this.#resuming = !!this.#session.current;
    this.#outbox.restore(this.#storage.outbox());
    this.#follow(this.#outbox.entries.length > 0);
  }

  disconnect() {
    this.#leavePage?.();
    this.#stream.stop();
    this.#session.rest();
    for (const each of Object.values(this.#timers)) each.clear();
  }

  open() {
    this.opened = true;
    this.#follow();
    this.#read();
  }

  close() {
    this.opened = false;
    this.#options.changed();
  }

  /** @param {string} text @param {{ key?: string, payload?: string, no_ai?: boolean }} [more] */
  send(text, more) {
    if (this.ended) this.restart();
    this.#stopWriting();
    this.#outbox.push(text, more);
    this.#botTurn();
    this.#follow(true);
  }

  /** @param {string} clientId */
  retry(clientId) {
    this.#outbox.retry(clientId);
    this.#follow(true);
  }

  /** @param {string} clientId */
  takeBack(clientId) {
    this.#outbox.remove(clientId);
  }

  /** A new chat after the end of the last one. */
  restart(wanted = true) {
    this.ended = this.fresh = false;
    this.#reset();
    this.#follow(wanted);
  }

  /**
   * What stands in the input has changed: whoever has the conversation sees that the customer is writing.
   * @param {boolean} something
   */
  writes(something) {
    if (!something) return this.#stopWriting();
    if (this.#writing || this.owner.owner === "bot" || this.connection !== "live") return;
    this.#writing = true;
    this.#timers.writing.set(WRITING_MS, () => (this.#writing = false));
    this.#tellWriting(true);
  }

  #stopWriting() {
    if (!this.#writing) return;
    this.#writing = false;
    this.#timers.writing.clear();
    this.#tellWriting(false);
  }

  /** @param {boolean} writing */
  #tellWriting(writing) {
    const token = this.#session.current?.token;
    if (token) this.#api.typing(token, writing);
  }

  /** The customer has logged in: tell the server who it is. */
  identify() {
    if (this.#session.current) this.#session.renew(this.#session.current.token, true);
  }

  /** Nobody is logged in: a conversation of somebody who was is not for whoever sits here now. */
  anonymous() {
    if (this.#session.current?.identified) this.forget();
  }

  /** The customer has rated the person's part, or does not want to. */
  seenOff() {
    this.parted = undefined;
    this.#options.changed();
  }

  /** Leaves nothing of this conversation in the browser (the customer has logged out of the shop). */
  forget() {
    this.#outbox.clear();
    this.#session.forget();
    this.restart(this.opened);
  }

  /**
   * @param {string} [contact] where to reach the customer instead, if somebody is coming
   * @returns {Promise<{ over: boolean, refused?: boolean, reachedAt?: string }>}
   */
  async end(contact) {
    const token = this.#session.current?.token;
    const answer = token ? await this.#api.end(token, contact) : { over: true };
    if (!answer.over) return answer;
    this.#outbox.clear();
    this.#session.finish();
    this.ended = true;
    this.#options.changed();
    return answer;
  }

  /** @param {number} stars @param {string} comment @returns {Promise<boolean>} */
  async rate(stars, comment) {
    const token = this.#session.current?.token;
    return !!token && this.#api.rate(token, stars, comment);
  }

  /** Runs the stream when somebody looks (or a chat is going on), and not otherwise. */
  #follow(wanted = false) {
    const alive = this.opened || wanted || (this.#session.renewIn ?? 0) > 0;
    if (this.#visible && alive && !this.ended) this.#stream.start();
    else if (!this.#visible || this.ended) {
      this.#stream.stop();
      this.connection = "idle";
    }
    this.#read();
    this.#options.changed();
  }

  #read() {
    if (this.#id && this.opened && this.#visible) this.#storage.setReadId(this.#id, this.#messages.lastId);
  }

  #reset() {
    this.#messages = new MessageList();
    this.owner = { owner: "bot" };
    this.parted = undefined;
    this.catchingUp = true;
    this.#resuming = false;
    this.#setTyping(false);
  }

  /** @param {SessionData | undefined} data @param {boolean} same */
  #sessionChanged(data, same) {
    if (same) return;
    if (!data) {
      this.#stream.stop();
      this.ended = this.#messages.all.length > 0;
      this.#setTyping(false);
    } else {
      this.fresh = !this.ended && this.#messages.all.length > 0;
      this.ended = false;
      this.#reset();
      this.#stream.restart();
      this.#follow();
    }
    this.#options.changed();
  }

  /** @param {StorageEvent} event */
  #otherTab(event) {
    const part = this.#storage.part(event.key);
    if (part === "session") this.#session.adopt(this.#storage.session);
    else if (part === "read") this.#options.changed();
    else if (part?.startsWith("out:") && event.newValue === null) this.#outbox.remove(part.slice(4));
  }

  /** @param {"connecting" | "live" | "lost"} status */
  #status(status) {
    const before = this.connection;
    this.connection = status;
    if (status === "live" && before !== "live") this.#outbox.recheck();
    this.#options.changed();
  }

  /** @param {ServerEvent} event */
  #event(event) {
    const { message, owner, ended } = readEvent(event);
    if (message) this.#receive(message);
    if (ended) this.#session.finish();
    if (owner) {
      if (this.owner.owner === "agent" && owner.owner === "bot") this.parted = this.owner.agent ?? "";
      else if (owner.owner !== "bot") this.parted = undefined;
      this.owner = owner;
      this.catchingUp = false;
      if (owner.owner !== "bot" || typeof owner.typing === "boolean") this.#setTyping(!!owner.typing);
    }
    this.#options.changed();
  }

  /** @param {Message} message */
  #receive(message) {
    const added = this.#messages.add(message);
    if (message.client_id && this.#outbox.remove(message.client_id)) this.catchingUp = false; // said just now
    if (!added) return;
    if (message.speaker !== "customer") this.#setTyping(false);
    this.#read();
    if (!this.catchingUp) this.#options.message?.(message);
  }

  #botTurn() {
    if (this.owner.owner === "bot") this.#setTyping(true);
  }

  /** @param {boolean} typing */
  #setTyping(typing) {
    this.typing = typing;
    if (!typing) return this.#timers.typing.clear();
    this.#timers.typing.set(TYPING_MS, () => {
      this.typing = false;
      this.#options.changed();
    });
  }
}
