// The shapes that travel on the wire (baton/channels/web/channel.py) and inside the widget.

/**
 * @typedef {"customer" | "bot" | "agent" | "system"} Speaker
 * @typedef {{ title: string, payload: string }} Button
 * @typedef {{ label: string, done: boolean, current: boolean, at?: string }} Step
 * @typedef {{ carrier?: string, tracking_number?: string, tracking_url?: string }} Parcel
 * @typedef {{
 *   kind: "order", number: string, status: string, status_text: string, steps: Step[],
 *   carrier?: string, tracking_number?: string, tracking_url?: string, expected?: string,
 *   parcels?: Parcel[], items?: { name: string, quantity: number }[]
 * }} OrderCard
 * @typedef {{
 *   id: number, at: number, speaker: Speaker, text: string,
 *   client_id?: string, name?: string, buttons?: Button[], card?: OrderCard
 * }} Message
 * @typedef {{
 *   owner: "bot" | "queue" | "agent", agent?: string, position?: number,
 *   wait_minutes?: number, opens_at?: number, callback_at?: number, zone?: string, away?: boolean, typing?: boolean,
 *   delayed?: boolean
 * }} Owner
 * @typedef {{ token: string, conversation_id: string, expires_at: number, identified?: boolean, identify_at?: number }} SessionData
 * `identify_at`: when the shop is asked again who is logged in, in epoch seconds; before its word has ended.
 *
 * The signed token of a logged-in customer, or whatever fetches a fresh one from the shop.
 * @typedef {string | (() => string | undefined | Promise<string | undefined>)} Identity
 *
 * @typedef {"queued" | "sending" | "retrying" | "limited" | "accepted" | "failed"} SendStatus
 * @typedef {{
 *   client_id: string, text: string, payload?: string, no_ai?: boolean, at: number,
 *   status: SendStatus, error?: string, attempts: number
 * }} OutboxEntry
 *
 * A line of the conversation as it is shown: confirmed by the server, or still on its way.
 * @typedef {{
 *   key: string, id?: number, at: number, speaker: Speaker, text: string, name?: string,
 *   buttons?: Button[], card?: OrderCard, status?: SendStatus, error?: string, client_id?: string
 * }} Line
 *
 * What the customer has to agree to before the first message; another version is asked anew.
 * @typedef {{ text: string, link?: string, version: string }} Consent
 *
 * What a request came to. `status` 0 means that no answer arrived.
 * @typedef {{ status: number, body: any, retryAfter?: number }} Reply
 */
export {};
