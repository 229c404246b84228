import { html, nothing } from "lit";
import { personLabel, statusText } from "../status.js";
import { fill } from "../strings.js";
import { icons } from "./icons.js";
import { greeting, messageList, typingDots } from "./messages.js";
import { endedBar, endForm, rateBar } from "./ending.js";

/** @import { Consent } from "../types.js" */
/** @import { View } from "./view.js" */

/** @param {View} view */
export function panel(view) {
  const { strings, act, mode, owner } = view;
  return html`<section class="panel" part="panel" data-test="panel" id="panel" role="dialog" tabindex="-1"
    aria-modal=${view.fullScreen ? "true" : "false"} aria-labelledby="title" lang=${view.language}>
    <div part="header" class="header">
      <div class="titles">
        <h2 id="title" data-test="title">${view.heading}</h2>
        <p class="status" part="status" data-test="status" data-owner=${owner.owner} role="status">
          <span class="lamp ${mode === "ended" ? "ended" : owner.owner}" aria-hidden="true"></span><span>${statusText(view)}</span>
        </p>
      </div>
      ${menu(view)}
      <button type="button" class="round" data-test="close" aria-label=${strings.close} @click=${act.close}>${icons.close}</button>
    </div>
    <div class="middle">
      <div class="log" part="log" data-test="log" role="log" tabindex="0" aria-label=${strings.log}
        aria-relevant="additions" aria-busy=${view.catchingUp ? "true" : "false"} @scroll=${act.scrolled}>
        ${view.fresh ? html`<div class="message system"><div class="bubble">${strings.fresh}</div></div>` : nothing}
        ${view.loading ? loading(view) : html`${greeting(view)}${messageList(view)}${typingDots(view)}`}
      </div>
      ${view.jump
        ? html`<button type="button" class="jump" data-test="jump" @click=${act.jump}>${icons.down}${strings.jump}</button>`
        : nothing}
    </div>
    <div class="notice ${view.notice ? "on" : ""}" data-test="connection" role="status">${view.notice}</div>
    <div class="toast ${view.toast ? "on" : ""}" data-test="toast" role="status">${view.toast}</div>
    ${mode === "chat" && view.parted !== undefined ? rateBar(view) : nothing}
    ${mode === "chat" ? (view.consent ? consentBar(view, view.consent) : composer(view)) : html`${mode === "ending" ? endForm(view) : endedBar(view)}
      <div class="below alone">${personButton(view)}</div>`}
  </section>`;
}

/** @param {View} view an earlier conversation is on its way */
function loading({ strings }) {
  return html`<div class="loading" data-test="loading"><span class="sr">${strings.loading}</span>
    <i class="bot"></i><i class="customer"></i><i class="bot long"></i></div>`;
}

/** @param {View} view */
function menu({ strings, act, menu, mode, empty }) {
  return html`<div class="menu" @keydown=${act.menuKey} @focusout=${act.menuLeft}>
    <button type="button" class="round" data-test="menu" aria-label=${strings.menu} aria-expanded=${menu ? "true" : "false"}
      aria-controls="menu" @click=${act.toggleMenu}>${icons.more}</button>
    <div class="menu-items" id="menu" part="menu" ?hidden=${!menu}>
      ${mode === "chat"
        ? html`<button type="button" data-test="no-bot" @click=${act.noBot}>${icons.noBot}${strings.no_bot}</button>`
        : nothing}
      <button type="button" data-test="download" ?disabled=${empty} @click=${act.download}>${icons.download}${strings.download}</button>
      <button type="button" data-test="copy" ?disabled=${empty} @click=${act.copy}>${icons.copy}${strings.copy}</button>
      ${mode === "chat"
        ? html`<button type="button" data-test="end" ?disabled=${empty} @click=${act.ask}>${icons.leave}${strings.end}</button>`
        : nothing}
    </div>
  </div>`;
}

/**
 * What the customer has to agree to before the first message, in the place where it would be written.
 * @param {View} view
 * @param {Consent} consent
 */
function consentBar(view, { text, link }) {
  const { strings, act } = view;
  return html`<div class="consent" part="consent" data-test="consent" id="consent" role="group" tabindex="-1" aria-labelledby="consent-text">
    <p id="consent-text" dir="auto">${text}
      ${link ? html`<a href=${link} target="_blank" rel="noopener noreferrer" data-test="consent-link">${strings.consent_more}</a>` : nothing}</p>
    <button type="button" class="strong" part="consent-agree" data-test="consent-agree" @click=${act.agree}>${strings.consent_agree}</button>
    <div class="below alone">${personButton(view)}</div>
  </div>`;
}

/** @param {View} view */
function composer(view) {
  const { strings, act, excess } = view;
  return html`<form class="composer" part="composer" @submit=${act.submit}>
    <div class="field">
      <textarea part="input" data-test="input" rows="1" enterkeyhint="send" dir="auto" autocomplete="off"
        aria-label=${strings.input} placeholder=${strings.input} aria-invalid=${excess > 0 ? "true" : "false"}
        aria-describedby="counter" @input=${act.typed} @keydown=${act.inputKey}></textarea>
      <button type="submit" class="send" part="send" data-test="send" aria-label=${strings.send} ?disabled=${excess > 0}>${icons.send}</button>
    </div>
    <div class="below">
      ${personButton(view)}
      <span class="counter" id="counter" data-test="counter" role="status">${excess > 0 ? fill(strings.too_long, { n: excess }) : ""}</span>
    </div>
  </form>`;
}

/** @param {View} view the way to a person, whatever else the panel shows; after the end it begins a new chat */
function personButton(view) {
  const { label, free } = personLabel(view);
  return html`<button type="button" class="person" part="talk-to-person" data-test="talk-to-person" ?disabled=${!free}
    @click=${view.act.person}>${free ? icons.person : icons.check}${label}</button>`;
}

/**
 * @param {Pick<View, "strings" | "unread" | "language">} view
 * @param {() => void} open
 */
export function launcher({ strings, unread, language }, open) {
  return html`<button type="button" class="launcher" part="launcher" data-test="launcher" lang=${language} aria-expanded="false"
    aria-haspopup="dialog" aria-label=${unread ? fill(strings.open_unread, { n: unread }) : strings.open} @click=${open}>
    ${icons.chat}
    ${unread ? html`<span class="unread" part="unread" data-test="unread" aria-hidden="true">${unread > 99 ? "99+" : unread}</span>` : nothing}
  </button>`;
}
