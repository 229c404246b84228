import { html, nothing } from "lit";
import { fill } from "../strings.js";
import { icons } from "./icons.js";

/** @import { View } from "./view.js" */

/** @param {View} view "End this chat?", with a rating that may be left out */
export function endForm({ strings, act, busy, failed, owner }) {
  return html`<form class="ending" part="end-form" data-test="end-form" aria-labelledby="ending" @submit=${act.end}>
    <h3 id="ending" tabindex="-1" data-test="end-heading">${strings.end_question}</h3>
    ${owner.owner === "queue" ? reach(strings, failed === "contact") : nothing}
    <p>${strings.end_hint}</p>
    ${fields(strings)}
    <p class="problem" role="alert">${failed === "contact" ? strings.end_contact_failed : failed ? strings.end_failed : nothing}</p>
    <div class="actions">
      <button type="button" class="plain" data-test="end-cancel" @click=${act.keep}>${strings.keep}</button>
      <button type="submit" class="strong" data-test="end-confirm" ?disabled=${busy}>${strings.end}</button>
    </div>
  </form>`;
}

/**
 * Somebody is coming, and will not find the customer here.
 * @param {View["strings"]} strings
 * @param {boolean} wrong what was written is no number or address
 */
function reach(strings, wrong) {
  return html`<p data-test="end-coming">${strings.end_coming}</p>
    <input name="contact" class="contact" type="text" maxlength="320" dir="auto" data-test="contact" autocomplete="off"
      aria-label=${strings.end_contact} placeholder=${strings.end_contact} aria-invalid=${wrong ? "true" : "false"} />`;
}

/** @param {View["strings"]} strings */
function fields(strings) {
  return html`<fieldset class="stars">
      <legend class="sr">${strings.rating}</legend>
      ${[1, 2, 3, 4, 5].map(
        (n) => html`<label class="star"><input type="radio" name="stars" value=${n} data-test="star" class="sr"
          aria-label=${fill(strings.star, { n })} />${icons.star}</label>`,
      )}
    </fieldset>
    <textarea name="comment" rows="2" maxlength="1000" dir="auto" data-test="comment" aria-label=${strings.comment}
      placeholder=${strings.comment}></textarea>`;
}

/** @param {View} view "How was your chat with Maria?", above the input, which stays usable */
export function rateBar({ strings, act, busy, failed, parted }) {
  return html`<form class="ending brief" part="rate-form" data-test="rate-form" aria-labelledby="rating" @submit=${act.rate}>
    <h3 id="rating">${fill(strings.rate_question, { name: parted || strings.agent })}</h3>
    ${fields(strings)}
    <p class="problem" role="alert">${failed ? strings.rate_failed : nothing}</p>
    <div class="actions">
      <button type="button" class="plain" data-test="rate-later" @click=${act.later}>${strings.rate_later}</button>
      <button type="submit" class="strong" data-test="rate-send" ?disabled=${busy}>${strings.rate_send}</button>
    </div>
  </form>`;
}

/** @param {View} view */
export function endedBar({ strings, act, rated, empty, reachedAt }) {
  return html`<div class="ending" data-test="ended">
    <h3 id="ended" tabindex="-1">${rated ? strings.ended_rated : strings.ended}</h3>
    ${reachedAt ? html`<p data-test="reached-at">${fill(strings.ended_reached, { contact: reachedAt })}</p>` : nothing}
    <div class="actions wide">
      <button type="button" class="strong" data-test="restart" @click=${act.restart}>${strings.restart}</button>
      <button type="button" class="plain" data-test="ended-download" ?disabled=${empty} @click=${act.download}>${icons.download}${strings.download}</button>
    </div>
  </div>`;
}
