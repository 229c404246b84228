import { html, nothing } from "lit";
import { shortDay } from "../dates.js";
import { fill } from "../strings.js";
import { safeUrl } from "../text.js";
import { icons } from "./icons.js";

/** @import { OrderCard, Step } from "../types.js" */
/** @import { View } from "./view.js" */

/**
 * @param {any} card from the wire
 * @returns {card is OrderCard}
 */
export function isOrderCard(card) {
  return card?.kind === "order" && card.number !== undefined && Array.isArray(card.steps);
}

/**
 * An order at a glance: status line, steps, expected day, tracking.
 * @param {OrderCard} card
 * @param {View} view
 */
export function orderCard(card, { strings, locale }) {
  const href = safeUrl(card.tracking_url);
  return html`<section class="card" part="order-card" data-test="order-card" data-status=${card.status}
    aria-label=${fill(strings.order, { number: card.number })}>
    <div class="card-head">
      <span class="card-number">${fill(strings.order, { number: card.number })}</span>
      <strong class="card-status" dir="auto" data-test="order-status">${card.status_text}</strong>
      ${card.expected
        ? html`<span class="card-expected">${fill(strings.expected, { date: shortDay(card.expected, locale) })}</span>`
        : nothing}
    </div>
    ${card.steps.length ? html`<ol class="steps">${card.steps.map((step) => stepRow(step, strings, locale))}</ol>` : nothing}
    ${card.items?.length
      ? html`<ul class="items" aria-label=${strings.items}>
          ${card.items.map((item) => html`<li><span dir="auto">${item.name}</span><span class="quantity">×&#8239;${item.quantity}</span></li>`)}
        </ul>`
      : nothing}
    ${card.carrier || card.tracking_number
      ? html`<dl class="facts">
          ${card.carrier ? html`<div><dt>${strings.carrier}</dt><dd>${card.carrier}</dd></div>` : nothing}
          ${card.tracking_number
            ? html`<div><dt>${strings.tracking}</dt><dd class="mono" data-test="tracking-number">${card.tracking_number}</dd></div>`
            : nothing}
        </dl>`
      : nothing}
    ${href
      ? html`<a class="track" data-test="track" href=${href} target="_blank" rel="noopener noreferrer nofollow"
          title=${strings.new_tab}>${icons.truck}<span>${strings.track}</span></a>`
      : nothing}
  </section>`;
}

/**
 * @param {Step} step
 * @param {View["strings"]} strings
 * @param {string} locale
 */
function stepRow(step, strings, locale) {
  const state = step.current ? "current" : step.done ? "done" : "ahead";
  return html`<li class="step ${state}" data-test="order-step" data-state=${state}
    aria-current=${step.current ? "step" : nothing}>
    <span class="dot" aria-hidden="true">${step.done && !step.current ? icons.check : nothing}</span>
    <span class="step-label" dir="auto">${step.label}</span>
    ${state === "ahead" ? nothing : html`<span class="sr">(${state === "current" ? strings.step_current : strings.step_done})</span>`}
    ${step.at ? html`<time datetime=${step.at}>${shortDay(step.at, locale, { day: "numeric", month: "short" })}</time>` : nothing}
  </li>`;
}
