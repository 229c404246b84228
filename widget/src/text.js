// Text is only ever shown as text; this finds the web addresses in it.

/** @typedef {{ text: string, href?: string }} Piece */

// Spaces, quotes, angle brackets and invisible direction marks end an address.
const ADDRESS = /https?:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gi;

/**
 * @param {string | undefined} url
 * @returns {string | undefined} the address when it is a plain http(s) one
 */
export function safeUrl(url) {
  if (!url || !/^https?:\/\//i.test(url)) return undefined;
  try {
    const parsed = new URL(url);
    // `https://shop.example@evil.example` looks like the shop and is not.
    return parsed.hostname && !parsed.username && !parsed.password ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Punctuation that belongs to the sentence, not to the address.
 * @param {string} url
 */
function trimEnd(url) {
  let end = url.length;
  for (;;) {
    const last = url[end - 1];
    if (".,;:!?…*_".includes(last)) end--;
    else if (last === ")" && count(url, ")", end) > count(url, "(", end)) end--;
    else if (last === "]" && count(url, "]", end) > count(url, "[", end)) end--;
    else return url.slice(0, end);
  }
}

/**
 * @param {string} text
 * @param {string} char
 * @param {number} end
 */
function count(text, char, end) {
  let n = 0;
  for (let i = 0; i < end; i++) if (text[i] === char) n++;
  return n;
}

/**
 * @param {string} text
 * @returns {Piece[]}
 */
export function linkify(text) {
  /** @type {Piece[]} */
  const pieces = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = trimEnd(match[0]);
    const href = safeUrl(shown);
    if (!href) continue;
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
    pieces.push({ text: shown, href });
    from = match.index + shown.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from) });
  return pieces;
}
