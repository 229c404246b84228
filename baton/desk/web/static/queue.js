// The queue page: fetches its lists anew when something changed, and keeps the reader's place.
import { sync, tick } from "./clock.js";
import { oneAtATime } from "./stream.js";
import { title } from "./title.js";

const AT_MOST_EVERY = 300; // milliseconds: a busy desk changes often
const LOOK_AGAIN = 60_000; // offers end and limits pass without anybody doing anything

export function startQueue() {
  const list = () => document.querySelector("#queue");
  const rest = document.title.replace(/^(\(\d+\) )?\d+ waiting/, "");
  const load = oneAtATime(async () => {
    const at = document.activeElement?.closest("#queue [data-handoff]")?.dataset.handoff;
    await htmx.ajax("GET", location.pathname + location.search, { target: "#queue", swap: "outerMorph" });
    title(`${list().dataset.waiting} waiting${rest}`);
    if (at && document.activeElement === document.body) document.querySelector(`[data-handoff="${CSS.escape(at)}"]`)?.focus();
    sync();
    tick();
    await new Promise((done) => setTimeout(done, AT_MOST_EVERY));
  });
  setInterval(load, LOOK_AGAIN);
  let first = true;
  return (message) => {
    if (message.kind === "presence" || message.kind === "alarm") return;
    if (first && message.kind === "open") {
      first = false; // the page has only just been drawn
      if (performance.now() < 3000) return;
    }
    load();
  };
}
