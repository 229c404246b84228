// Clocks: each <time data-since> shows how long ago that was, and how its limit stands; each [data-send-at] counts down.
// The server's clock counts, not this computer's.

const WORDS = { near: "Near the limit", past: "Past the limit" };
let ahead = 0; // seconds that this computer's clock is ahead of the server's

export function startClocks() {
  const loaded = Number(document.body.dataset.loaded);
  if (loaded) ahead = Date.now() / 1000 - loaded;
  sync();
  tick();
  setInterval(tick, 1000);
}

// Takes the time from what the server has just drawn.
export function sync() {
  const said = Number(document.querySelector("[data-now]")?.dataset.now);
  if (said) ahead = Date.now() / 1000 - said;
}

export const serverTime = () => Date.now() / 1000 - ahead;

export function tick() {
  const now = serverTime();
  for (const clock of document.querySelectorAll("time[data-since]")) {
    write(clock, duration(now - Number(clock.dataset.since)));
    if (clock.dataset.past) level(clock, now);
  }
  for (const countdown of document.querySelectorAll("[data-send-at]")) {
    const left = Math.ceil(Number(countdown.dataset.sendAt) - now);
    write(countdown, left > 0 ? `Goes out in ${left} s` : "Going out…");
  }
}

function level(clock, now) {
  const found = now >= Number(clock.dataset.past) ? "past" : now >= Number(clock.dataset.near) ? "near" : "ok";
  const holder = clock.closest(".row") ?? clock.closest(".clock");
  for (const name of ["ok", "near", "past"]) holder.classList.toggle(`level-${name}`, name === found);
  const label = clock.parentElement.querySelector("[data-level]");
  write(label, WORDS[found] ?? `of ${duration(Number(clock.dataset.allowed))}`);
}

function write(place, words) {
  if (place.textContent !== words) place.textContent = words;
}

export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}`;
}
