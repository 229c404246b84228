import { css } from "lit";

/** Log, notices, composer, rating. */
export const parts = css`
  .middle {
    position: relative;
    flex: 1;
    min-height: 0;
    display: flex;
  }
  .log {
    flex: 1;
    min-width: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    padding: 18px 16px 14px;
    scrollbar-width: thin;
    scrollbar-color: var(--field) transparent;
  }
  .log:focus-visible {
    outline-offset: -3px;
  }
  .loading {
    display: grid;
    gap: 12px;
  }
  .loading i {
    width: 46%;
    height: 38px;
    border-radius: 18px;
    background: var(--bot);
    animation: pulse 1.6s infinite;
  }
  .loading .long {
    width: 74%;
    height: 84px;
  }
  .loading .customer {
    justify-self: end;
  }
  .jump {
    position: absolute;
    inset-block-end: 10px;
    inset-inline: 0;
    margin-inline: auto;
    width: max-content;
    max-width: 90%;
    display: flex;
    gap: 6px;
    align-items: center;
    padding: 7px 14px;
    border-radius: 99px;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 13px;
    font-weight: 600;
    box-shadow: var(--shadow);
  }
  .jump:focus-visible {
    outline-color: var(--ink);
  }
  .notice,
  .toast {
    display: none;
    flex: none;
    padding: 7px 16px;
    font-size: 13px;
    text-align: center;
    background: var(--note);
    border-top: 1px solid var(--line);
  }
  .toast {
    background: var(--bot);
  }
  .on {
    display: block;
  }

  .consent {
    flex: none;
    max-height: 45%;
    overflow: hidden auto;
    padding: 12px 16px 6px;
    border-top: 1px solid var(--line);
    font-size: 14px;
  }
  .consent p {
    margin: 0 0 10px;
  }
  .consent a {
    color: inherit;
    text-decoration: underline;
  }
  .consent .strong {
    width: 100%;
    min-height: 44px;
  }
  .composer {
    flex: none;
    padding: 10px 12px calc(8px + env(safe-area-inset-bottom, 0px));
    border-top: 1px solid var(--line);
  }
  .field {
    display: flex;
    align-items: flex-end;
    gap: 6px;
    padding: 5px;
    padding-inline-start: 14px;
    border: 1px solid var(--field);
    border-radius: 23px;
    background: var(--raised);
  }
  .field:focus-within {
    border-color: var(--accent);
    box-shadow: 0 0 0 1px var(--accent);
  }
  textarea {
    flex: 1;
    min-width: 0;
    resize: none;
    border: 0;
    background: none;
    padding: 6px 0;
    max-height: 140px;
    font-size: 16px;
    line-height: 22px;
    color: var(--ink);
  }
  .field textarea {
    outline: none;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .send {
    width: 34px;
    height: 34px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    background: var(--accent);
    color: var(--on-accent);
    flex: none;
  }
  .send:disabled {
    background: var(--bot);
    color: var(--soft);
  }
  :host(:dir(rtl)) .send .icon {
    transform: scaleX(-1);
  }
  .below {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 2px 10px;
    padding-top: 6px;
  }
  .alone {
    flex: none;
    padding: 0 12px calc(8px + env(safe-area-inset-bottom, 0px));
    background: var(--raised);
  }
  .person {
    display: inline-flex;
    align-items: center;
    gap: 7px;
    min-height: 30px;
    padding: 3px 10px;
    border-radius: 99px;
    font-size: 13.5px;
    font-weight: 600;
    color: var(--accent);
    text-align: start;
  }
  .person:hover:not(:disabled) {
    background: var(--bot);
  }
  .person:disabled {
    color: var(--soft);
  }
  .counter {
    font-size: 13px;
    color: var(--bad);
  }

  .ending {
    flex: 0 1 auto;
    max-height: 60%;
    overflow: auto;
    padding: 16px 18px 12px;
    border-top: 1px solid var(--line);
    background: var(--raised);
  }
  .ending h3 {
    font-size: 16px;
    font-weight: 650;
  }
  .ending p {
    color: var(--soft);
  }
  .ending .problem {
    color: var(--bad);
    font-size: 13.5px;
  }
  .ending:has(.contact) {
    max-height: 78%;
  }
  .ending .contact {
    margin-block: 6px 10px;
    color: var(--ink);
    background: none;
    font: inherit;
    font-size: 16px;
  }
  .ending .contact::placeholder {
    color: var(--soft);
    opacity: 1;
  }
  .ending :is(textarea, .contact) {
    box-sizing: border-box;
    width: 100%;
    padding: 8px 12px;
    border: 1px solid var(--field);
    border-radius: 12px;
  }
  .brief {
    padding-block: 12px;
  }
  .brief:not(:has(:checked)) :is(textarea, .strong) {
    display: none;
  }
  .brief .stars {
    margin-block: 4px 6px;
  }
  .brief .actions {
    margin-top: 6px;
  }

  .stars {
    display: flex;
    gap: 2px;
    margin: 8px 0 10px -6px;
    margin-inline: -6px 0;
    font-size: 24px;
  }
  .star {
    position: relative;
    display: grid;
    padding: 5px;
    border-radius: 10px;
    color: var(--accent);
    cursor: pointer;
  }
  .star .icon {
    fill: none;
  }
  .stars:has(:checked) .star .icon,
  .stars:hover .star .icon {
    fill: currentColor;
  }
  .stars .star:has(:checked) ~ .star .icon,
  .stars:hover .star:hover ~ .star .icon {
    fill: none;
  }
  .star:has(:focus-visible) {
    outline: 3px solid var(--accent);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 10px;
  }
  .wide > * {
    flex: 1 1 100%;
  }
  .plain,
  .strong {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    padding: 6px 16px;
    border-radius: 99px;
    font-weight: 600;
    border: 1px solid var(--field);
  }
  .strong {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
`;
