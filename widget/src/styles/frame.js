import { css } from "lit";

/** Launcher, panel, header, menu. */
export const frame = css`
  .launcher {
    position: fixed;
    inset-block-end: calc(var(--gap) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: var(--gap);
    width: 60px;
    height: 60px;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
    box-shadow: var(--shadow);
    display: grid;
    place-items: center;
    font-size: 22px;
    transition: transform 0.15s;
  }
  .launcher:hover {
    transform: scale(1.05);
  }
  .launcher:focus-visible {
    outline-color: var(--ink);
    outline-offset: 3px;
  }
  .unread {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: -3px;
    min-width: 24px;
    height: 24px;
    padding: 0 6px;
    border-radius: 12px;
    background: #b3261e;
    color: #fff;
    border: 2px solid var(--bg);
    font-size: 12px;
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }

  .panel {
    position: fixed;
    inset-block-end: calc(var(--gap) + env(safe-area-inset-bottom, 0px));
    inset-inline-end: var(--gap);
    width: min(var(--support-chat-width, 400px), calc(100vw - 2 * var(--gap)));
    height: min(var(--support-chat-height, 700px), calc(100vh - 2 * var(--gap)));
    height: min(var(--support-chat-height, 700px), calc(100dvh - 2 * var(--gap)));
    display: flex;
    flex-direction: column;
    background: var(--bg);
    border-radius: var(--radius);
    box-shadow: var(--shadow);
    overflow: hidden;
    animation: rise 0.18s ease-out;
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px);
    }
  }
  @media (prefers-color-scheme: dark) {
    :host(:not([theme="light"])) .panel {
      border: 1px solid var(--line);
    }
  }
  @media (max-width: 480px), (max-height: 420px) {
    .panel {
      inset: 0;
      width: 100%;
      height: 100vh;
      height: 100dvh;
      border-radius: 0;
      border: 0 !important;
    }
  }

  .header {
    display: flex;
    align-items: flex-start;
    gap: 4px;
    padding: 14px 12px 13px 18px;
    padding-inline: 18px 12px;
    background: var(--header);
    color: var(--on-header);
    flex: none;
    z-index: 2;
  }
  .header :focus-visible {
    outline-color: currentColor;
    outline-offset: -2px;
  }
  .titles {
    flex: 1;
    min-width: 0;
  }
  h2 {
    font-size: 17px;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }
  .status {
    display: flex;
    gap: 7px;
    align-items: baseline;
    font-size: 13px;
    line-height: 1.4;
    margin-top: 2px;
  }
  .lamp {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    flex: none;
    background: var(--good);
    border: 1px solid var(--header);
  }
  .lamp.queue {
    background: var(--warn);
    animation: pulse 1.6s infinite;
  }
  .lamp.ended {
    background: none;
    border-color: currentColor;
  }
  @keyframes pulse {
    50% {
      opacity: 0.35;
    }
  }
  .round {
    width: 36px;
    height: 36px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 16px;
  }
  .round:hover,
  .round[aria-expanded="true"] {
    background: color-mix(in srgb, currentColor 16%, transparent);
  }
  .menu {
    position: relative;
  }
  .menu-items {
    position: absolute;
    inset-block-start: 42px;
    inset-inline-end: -36px;
    width: max-content;
    max-width: min(300px, calc(100vw - 24px));
    padding: 6px;
    background: var(--raised);
    color: var(--ink);
    border: 1px solid var(--line);
    border-radius: 14px;
    box-shadow: var(--shadow);
  }
  .menu-items button {
    display: flex;
    align-items: center;
    gap: 11px;
    width: 100%;
    padding: 9px 11px;
    border-radius: 9px;
    text-align: start;
  }
  .menu-items .icon {
    color: var(--soft);
  }
  .menu-items button:hover:not(:disabled) {
    background: var(--bot);
  }
  .menu-items button:disabled {
    opacity: 0.45;
  }
`;
