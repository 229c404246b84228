import { css } from "lit";

/** Messages, buttons, typing dots. */
export const messages = css`
  .day {
    text-align: center;
    margin: 16px 0 12px;
    font-size: 12px;
    font-weight: 600;
    color: var(--soft);
  }
  .message {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    margin-top: 4px;
    max-width: 100%;
  }
  .message.first {
    margin-top: 14px;
  }
  .log > .message:first-child {
    margin-top: 0;
  }
  .message.customer {
    align-items: flex-end;
  }
  .message.system {
    align-items: center;
    margin: 14px 0;
  }
  .name {
    max-width: 100%;
    overflow-wrap: anywhere;
    display: flex;
    align-items: center;
    gap: 7px;
    margin-bottom: 5px;
    font-size: 12.5px;
    font-weight: 600;
    color: var(--soft);
  }
  .avatar {
    flex: none;
    width: 24px;
    height: 24px;
    border-radius: 50%;
    display: grid;
    place-items: center;
    font-size: 13px;
    background: var(--bot);
    color: var(--accent);
  }
  .avatar .icon {
    width: 16px;
    height: 16px;
  }
  .avatar.agent {
    background: var(--accent);
    color: var(--on-accent);
  }
  .bubble {
    max-width: min(86%, 320px);
    padding: 9px 14px;
    border-radius: 18px;
    background: var(--bot);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
    text-align: start;
  }
  .bot .bubble,
  .agent .bubble {
    border-end-start-radius: 18px;
    border-start-start-radius: 6px;
  }
  .agent .bubble {
    background: color-mix(in srgb, var(--accent) 14%, var(--bg));
  }
  .customer .bubble {
    background: var(--accent);
    color: var(--on-accent);
    border-end-end-radius: 6px;
  }
  .customer:not(.last) .bubble {
    border-end-end-radius: 18px;
  }
  .system .bubble {
    max-width: 92%;
    padding: 5px 14px;
    border-radius: 14px;
    background: none;
    border: 1px solid var(--line);
    color: var(--soft);
    font-size: 13px;
    text-align: center;
  }
  .system.asks .bubble {
    max-width: 100%;
    padding: 9px 14px;
    color: var(--ink);
    font-size: 14px;
  }
  .system .buttons {
    justify-content: center;
  }
  .message[data-status="queued"] .bubble,
  .message[data-status="retrying"] .bubble,
  .message[data-status="limited"] .bubble {
    box-shadow: inset 0 0 0 1.5px var(--accent);
    background: none;
    color: var(--ink);
  }
  .message[data-status="failed"] .bubble {
    background: none;
    color: var(--ink);
    border: 1px solid var(--bad);
  }
  .bubble a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 2px;
    overflow-wrap: anywhere;
  }
  .bubble a:focus-visible {
    outline-color: currentColor;
  }
  .time,
  .delivery {
    margin: 4px 6px 0;
    font-size: 12px;
    color: var(--soft);
  }
  .delivery {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    align-items: center;
    gap: 2px 10px;
  }
  .delivery.failed {
    color: var(--bad);
    font-size: 13px;
  }
  .link {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 26px;
    color: var(--ink);
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 7px;
    margin-top: 8px;
    max-width: 100%;
  }
  .choice {
    min-height: 36px;
    padding: 6px 14px;
    border: 1.5px solid var(--accent);
    border-radius: 18px;
    background: var(--raised);
    color: var(--accent);
    font-weight: 600;
    font-size: 14px;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .choice:hover:not(:disabled) {
    background: var(--accent);
    color: var(--on-accent);
  }
  .choice:disabled {
    border-color: var(--line);
    color: var(--soft);
    font-weight: 400;
  }

  .typing .bubble {
    display: flex;
    gap: 5px;
    padding: 14px 16px;
  }
  .typing i {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--soft);
    animation: hop 1.2s infinite;
  }
  .typing i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .typing i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes hop {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
      transform: translateY(-3px);
    }
  }
`;
