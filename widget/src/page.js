/**
 * Tells what happens to the page: seen or hidden, network, other tabs.
 * @param {{
 *   looked: () => void, online: () => void, offline: () => void, storage: (event: StorageEvent) => void,
 * }} on
 * @returns {() => void} stops telling
 */
export function followPage(on) {
  const page = new AbortController();
  const { signal } = page;
  document.addEventListener("visibilitychange", on.looked, { signal });
  window.addEventListener("pageshow", on.looked, { signal });
  window.addEventListener("online", on.online, { signal });
  window.addEventListener("offline", on.offline, { signal });
  window.addEventListener("storage", on.storage, { signal });
  return () => page.abort();
}
