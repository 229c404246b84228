/** @import { Reply } from "./types.js" */

/**
 * @param {string | null} value a Retry-After header: seconds or a date
 * @param {number} now
 * @returns {number | undefined} milliseconds
 */
export function retryAfter(value, now = Date.now()) {
  if (!value) return undefined;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 120_000) : undefined;
}

/**
 * One JSON request; never throws. Status 0: no answer (offline, server away, too slow).
 * @param {string} url
 * @param {unknown} body
 * @param {{ token?: string, fetch?: typeof fetch, timeout?: number }} [options]
 * @returns {Promise<Reply>}
 */
export async function post(url, body, { token, fetch = globalThis.fetch, timeout = 20_000 } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
      },
      body: JSON.stringify(body),
      credentials: "omit",
      cache: "no-store",
      signal: abort.signal,
    });
    const text = await response.text();
    let json;
    try {
      json = text ? JSON.parse(text) : undefined;
    } catch {
      json = undefined;
    }
    return { status: response.status, body: json, retryAfter: retryAfter(response.headers.get("Retry-After")) };
  } catch {
    return { status: 0, body: undefined };
  } finally {
    clearTimeout(timer);
  }
}
