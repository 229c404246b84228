import { svg } from "lit";

/** @param {unknown} shape */
const icon = (shape) => svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none"
  stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${shape}</svg>`;

export const icons = {
  chat: icon(svg`<path d="M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z"/><path d="M8.5 11.5h.01M12.5 11.5h.01M16.5 11.5h.01"/>`),
  close: icon(svg`<path d="M6 6l12 12M18 6L6 18"/>`),
  more: icon(svg`<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3"/>`),
  send: icon(svg`<path d="M4 12l16-8-6 16-3-7-7-1Z"/>`),
  person: icon(svg`<circle cx="12" cy="8" r="3.6"/><path d="M4.5 20a7.5 7.5 0 0 1 15 0"/>`),
  bot: icon(svg`<rect x="4" y="8" width="16" height="11" rx="4"/><path d="M12 8V4.5M9 13h.01M15 13h.01M9.5 16h5"/>`),
  down: icon(svg`<path d="M12 5v14M6 13l6 6 6-6"/>`),
  retry: icon(svg`<path d="M20 11a8 8 0 1 0-2.3 6.3M20 5v6h-6"/>`),
  edit: icon(svg`<path d="M4 20h4L19 9l-4-4L4 16v4Z"/>`),
  download: icon(svg`<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>`),
  copy: icon(svg`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/>`),
  leave: icon(svg`<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4M10 8l-4 4 4 4M6 12h9"/>`),
  noBot: icon(svg`<rect x="4" y="8" width="16" height="11" rx="4"/><path d="M12 8V5M3 3l18 18"/>`),
  truck: icon(svg`<path d="M2 6h12v10H2zM14 10h4l3 3v3h-7z"/><circle cx="7" cy="17.5" r="1.8"/><circle cx="17" cy="17.5" r="1.8"/>`),
  star: svg`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" stroke="currentColor"
    stroke-width="1.6" stroke-linejoin="round"><path d="M12 3.4l2.7 5.5 6 .9-4.4 4.2 1 6-5.3-2.8L6.7 20l1-6L3.3 9.8l6-.9L12 3.4Z"/></svg>`,
  check: icon(svg`<path d="M5 12.5l4.5 4.5L19 7.5"/>`),
};
