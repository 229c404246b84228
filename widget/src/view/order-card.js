import { html, nothing } from "lit";
import { shortDay } from "../dates.js";
import { parcelsOf } from "../parcels.js";
import { fill } from "../strings.js";
import { safeUrl } from "../text.js";
import { icons } from "./icons.js";

/** @import { OrderCard, Parcel, Step } from "../types.js" */
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
  return html`<div class="card" role="group" part="order-card" data-test="order-card" data-status=${card.status}
    aria-label=${fill(strings.order, { number: card.number })}>
    <div class="card-head">
      <div>
        <span class="card-number">${fill(strings.order, { number: card.number })}</span>
        <strong class="card-status" dir="auto" data-test="order-status">${card.status_text}</strong>
      </div>
      ${card.expected
        ? html`<div class="card-expected" data-test="order-expected">
            <span>${strings.expected_label}</span> <strong dir="auto">${shortDay(card.expected, locale)}</strong>
          </div>`
        : nothing}
    </div>
    ${card.steps.length ? html`<ol class="steps">${card.steps.map((step) => stepRow(step, strings, locale))}</ol>` : nothing}
    ${card.items?.length
      ? html`<ul class="items" aria-label=${strings.items}>
          ${card.items.map((item) => html`<li><span dir="auto">${item.name}</span><span class="quantity">×&#8239;${item.quantity}</span></li>`)}
        </ul>`
      : nothing}
    ${parcelsOf(card).map((parcel) => parcelRow(parcel, strings))}
  </div>`;
}

/**
 * @param {Parcel} parcel
 * @param {View["strings"]} strings
 */
function parcelRow(parcel, strings) {
  const href = safeUrl(parcel.tracking_url);
  return html`<p class="parcel" data-test="parcel">
      ${parcel.carrier ? html`<span class="sr">${strings.carrier}: </span><span>${parcel.carrier}</span>` : nothing}
      ${parcel.tracking_number
        ? html`<span class="sr">${strings.tracking}: </span><span class="mono" data-test="tracking-number">${parcel.tracking_number}</span>`
        : nothing}
    </p>
    ${href
      ? html`<a class="track" data-test="track" href=${href} target="_blank" rel="noopener noreferrer nofollow"
          title=${strings.new_tab}>${icons.truck}<span>${strings.track}</span></a>`
      : nothing}`;
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
    ${step.at ? html`<time dir="auto" datetime=${step.at}>${shortDay(step.at, locale, { day: "numeric", month: "short" })}</time>` : nothing}
  </li>`;
}
