import { css } from "lit";

const dark = css`
  --accent: var(--support-chat-accent-dark, #7cc9bd);
  --on-accent: var(--support-chat-on-accent-dark, #06231f);
  --header: var(--support-chat-header-dark, #17211f);
  --on-header: var(--support-chat-on-header-dark, #f2f5f4);
  --bg: #121716;
  --raised: #1c2422;
  --bot: #222c2a;
  --ink: #eef2f1;
  --soft: #a9b6b3;
  --line: #34413e;
  --field: #80908c;
  --bad: #ff9d8f;
  --warn: #f0c069;
  --good: #6fd39b;
  --note: #262a1e;
  --shadow: 0 18px 50px rgb(0 0 0 / 0.6), 0 2px 8px rgb(0 0 0 / 0.5);
  color-scheme: dark;
`;

/** Colours, type, reset. */
export const theme = css`
  :host {
    all: initial;
    --accent: var(--support-chat-accent, #16605a);
    --on-accent: var(--support-chat-on-accent, #fff);
    --header: var(--support-chat-header, var(--accent));
    --on-header: var(--support-chat-on-header, var(--on-accent));
    --bg: #fff;
    --raised: #fff;
    --bot: #f1f4f3;
    --ink: #17211f;
    --soft: #56635f;
    --line: #dde4e2;
    --field: #7d8a86;
    --bad: #b3261e;
    --warn: #f0b23e;
    --good: #3fbf7f;
    --note: #fbf4e0;
    --radius: var(--support-chat-radius, 18px);
    --gap: var(--support-chat-offset, 20px);
    --shadow: 0 18px 50px rgb(15 40 36 / 0.22), 0 2px 8px rgb(15 40 36 / 0.12);
    color-scheme: light;
    font: 400 15px/1.45 var(--support-chat-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
    color: var(--ink);
    position: relative;
    z-index: var(--support-chat-z-index, 2147483000);
  }
  :host([hidden]) {
    display: none;
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) {
      ${dark}
    }
  }
  :host([theme="dark"]) {
    ${dark}
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
    min-width: 0;
  }
  button,
  textarea {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    border: 0;
    background: none;
    padding: 0;
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
  }
  [hidden] {
    display: none !important;
  }
  :focus {
    outline: none;
  }
  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
  }
  .icon {
    width: 1.25em;
    height: 1.25em;
    flex: none;
  }
  .sr {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
