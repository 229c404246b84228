// Waiting clocks: each <time data-since> shows how long ago that was. The server's clock counts, not this computer's.

let ahead = 0; // seconds that this computer's clock is ahead of the server's

export function startClocks() {
  const said = Number(document.querySelector("[data-now]")?.dataset.now);
  if (said) ahead = Date.now() / 1000 - said;
  tick();
  setInterval(tick, 1000);
}

export function tick() {
  const now = Date.now() / 1000 - ahead;
  for (const clock of document.querySelectorAll("time[data-since]")) {
    const words = duration(now - Number(clock.dataset.since));
    if (clock.textContent !== words) clock.textContent = words;
  }
}

function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}`;
}
