import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clockTime, dayName, otherDay } from "../dates.js";
import { wordsOf } from "../strings.js";
import { linkify } from "../text.js";
import { speakerName } from "../transcript.js";
import { icons } from "./icons.js";
import { isOrderCard, orderCard } from "./order-card.js";

/** @import { Line, Button } from "../types.js" */
/** @import { View } from "./view.js" */

/** Messages of one speaker within this many seconds stand together. */
const GROUP_S = 180;

/**
 * @param {string} text
 * @param {View["strings"]} strings
 */
function richText(text, strings) {
  return linkify(text).map((piece) =>
    piece.href
      ? html`<a href=${piece.href} target="_blank" rel="noopener noreferrer nofollow" title=${strings.new_tab}>${piece.text}</a>`
      : piece.text,
  );
}

/** @param {View} view */
export function messageList(view) {
  const { lines, strings, locale } = view;
  return repeat(
    lines,
    (line) => line.key,
    (line, i) => {
      const before = lines[i - 1];
      const after = lines[i + 1];
      const day = !before || otherDay(before.at, line.at);
      const first = day || !together(before, line);
      const last = !after || !together(line, after) || otherDay(line.at, after.at);
      return html`${day ? html`<div class="day"><span>${dayName(line.at, locale, strings)}</span></div>` : nothing}
        ${message(line, first, last, view)}`;
    },
  );
}

/**
 * @param {Line} a
 * @param {Line} b
 */
function together(a, b) {
  return a.speaker === b.speaker && a.name === b.name && b.at - a.at < GROUP_S;
}

/**
 * @param {Line} line
 * @param {boolean} first
 * @param {boolean} last
 * @param {View} view
 */
function message(line, first, last, view) {
  const { strings, locale } = view;
  const { speaker } = line;
  const name = speakerName(line, strings);
  const shown = first && (speaker === "bot" || speaker === "agent");
  const asks = line.buttons?.length ? "asks" : "";
  return html`<div class="message ${speaker} ${first ? "first" : ""} ${last ? "last" : ""} ${asks}"
    part="message message-${speaker}" data-test="message" data-speaker=${speaker}
    data-id=${line.id ?? nothing} data-status=${line.status ?? "confirmed"}>
    ${shown ? html`<div class="name" data-test="name">${avatar(line)}<span>${name}</span></div>` : html`<span class="sr">${name}:</span>`}
    ${line.text ? html`<div class="bubble" part="bubble bubble-${speaker}" data-test="text" dir="auto">${richText(wordsOf(line, strings), strings)}</div>` : nothing}
    ${isOrderCard(line.card) ? orderCard(line.card, view) : nothing}
    ${line.buttons?.length ? buttons(line.buttons, view) : nothing}
    ${delivery(line, view)}
    ${last && speaker !== "system" && (!line.status || line.status === "accepted")
      ? html`<time class="time" data-test="time" dir="auto" datetime=${new Date(line.at * 1000).toISOString()}>${clockTime(line.at, locale)}</time>`
      : nothing}
  </div>`;
}

/** @param {Line} line */
function avatar(line) {
  const letter = line.speaker === "agent" && line.name ? [...line.name.trim()][0]?.toLocaleUpperCase() : undefined;
  return html`<span class="avatar ${line.speaker}" aria-hidden="true">${letter ?? (line.speaker === "agent" ? icons.person : icons.bot)}</span>`;
}

/**
 * @param {Button[]} list
 * @param {View} view
 */
function buttons(list, { act, active }) {
  return html`<div class="buttons" data-test="buttons">
    ${list.map((button) => html`<button type="button" class="choice" part="button" data-test="button" ?disabled=${!active.has(button)}
      @click=${(/** @type {Event} */ event) => act.press(event, button)}>${button.title}</button>`)}
  </div>`;
}

/**
 * @param {Line} line
 * @param {View} view
 */
function delivery(line, { strings, act }) {
  if (line.status === "retrying") return html`<div class="delivery">${strings.retrying}</div>`;
  if (line.status === "limited") return html`<div class="delivery">${strings.limited}</div>`;
  if (line.status !== "failed") return nothing;
  const tooLong = line.error === "too_long";
  const refused = !tooLong && line.error !== "unreachable" && line.error !== undefined;
  return html`<div class="delivery failed">
    <span>${tooLong ? strings.failed_too_long : refused ? strings.failed_refused : strings.failed}</span>
    ${tooLong || refused
      ? nothing
      : html`<button type="button" class="link" data-test="retry" @click=${() => act.retry(line)}>${icons.retry}${strings.retry}</button>`}
    <button type="button" class="link" data-test="edit" @click=${() => act.edit(line)}>${icons.edit}${strings.edit}</button>
  </div>`;
}

/** @param {View} view the widget's own first words, before anything has been said */
export function greeting({ greeting, strings, lines, mode, act }) {
  const quick = /** @type {const} */ (["quick_order", "quick_returns", "quick_callback"]);
  return html`<div class="message bot first last" data-test="greeting">
    <div class="name"><span class="avatar bot" aria-hidden="true">${icons.bot}</span><span>${strings.bot}</span></div>
    <div class="bubble" part="bubble bubble-bot" dir="auto">${greeting}</div>
    ${lines.length || mode !== "chat"
      ? nothing
      : html`<div class="buttons">
          ${quick.map((key) => html`<button type="button" class="choice" part="button" data-test="quick-reply"
            @click=${() => act.says(key)}>${strings[key]}</button>`)}
        </div>`}
  </div>`;
}

/** @param {View} view */
export function typingDots({ typing, owner, strings, lines }) {
  // The bot does not answer what it has not got.
  const stuck = owner.delayed || lines.some(({ status }) => status === "retrying" || status === "limited");
  if (!typing || (owner.owner !== "agent" && (stuck || lines.at(-1)?.status === "failed"))) return nothing;
  const speaker = owner.owner === "agent" ? "agent" : "bot";
  return html`<div class="message ${speaker} typing" data-test="typing" data-speaker=${speaker} aria-hidden="true">
    <div class="bubble"><i></i><i></i><i></i></div>
    ${speaker === "agent" && owner.agent ? html`<span class="time">${strings.typing.replace("{name}", owner.agent)}</span>` : nothing}
  </div>`;
}
