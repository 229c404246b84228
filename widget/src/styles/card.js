import { css } from "lit";

/** The order card. */
export const card = css`
  .card {
    width: min(100%, 330px);
    margin-top: 6px;
    border: 1px solid var(--line);
    border-radius: 16px;
    background: var(--raised);
    overflow: hidden;
    overflow-wrap: anywhere;
    font-size: 14px;
  }
  .card * {
    min-width: 0;
  }
  .card-head {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 16px;
    padding: 11px 16px 10px;
    border-bottom: 1px solid var(--line);
    background: color-mix(in srgb, var(--accent) 7%, var(--raised));
  }
  .card [dir] {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .card-head > div {
    display: grid;
    align-content: start;
  }
  .card-head span {
    font-size: 12.5px;
    color: var(--soft);
  }
  .card-head strong {
    font-size: 15.5px;
    font-weight: 650;
  }
  .card .card-expected {
    text-align: end;
  }
  .steps {
    padding: 12px 16px 4px;
  }
  .step {
    position: relative;
    display: flex;
    align-items: baseline;
    gap: 11px;
    padding-bottom: 6px;
    line-height: 20px;
    color: var(--soft);
  }
  .step:not(:last-child)::before {
    content: "";
    position: absolute;
    inset-block: 18px -2px;
    inset-inline-start: 8px;
    width: 2px;
    background: var(--line);
  }
  .step.done:not(:last-child)::before {
    background: var(--accent);
  }
  .dot {
    width: 18px;
    height: 18px;
    align-self: flex-start;
    margin-top: 1px;
    border-radius: 50%;
    border: 2px solid var(--line);
    background: var(--raised);
    flex: none;
    display: grid;
    place-items: center;
    font-size: 10px;
    z-index: 1;
  }
  .dot .icon {
    stroke-width: 3.5;
  }
  .done .dot {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  .current .dot {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 3px var(--raised);
    background: var(--accent);
  }
  .step.done {
    color: var(--ink);
  }
  .step.current {
    color: var(--ink);
    font-weight: 650;
  }
  .step-label {
    flex: 1 1 50%;
  }
  .step time {
    color: var(--soft);
    font-weight: 400;
    font-size: 13px;
  }
  .items,
  .parcel {
    padding: 9px 16px;
    border-top: 1px solid var(--line);
  }
  .items li,
  .parcel {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
  }
  .items .quantity,
  .parcel {
    color: var(--soft);
  }
  .mono {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 13px;
  }
  .track {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    padding: 11px 16px;
    border-top: 1px solid var(--line);
    color: var(--accent);
    font-weight: 600;
    text-decoration: none;
  }
  .track:hover {
    background: var(--bot);
  }
  .track:focus-visible {
    outline-offset: -3px;
  }
`;
