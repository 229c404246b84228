// The queue page: fetches its lists anew when something changed, and keeps the reader's place.
import { tick } from "./clock.js";
import { oneAtATime } from "./stream.js";

const AT_MOST_EVERY = 300; // milliseconds: a busy desk changes often

export function startQueue() {
  const list = () => document.querySelector("#queue");
  const title = document.title.replace(/^\d+ waiting/, "");
  const load = oneAtATime(async () => {
    const at = document.activeElement?.closest("[data-handoff]")?.dataset.handoff;
    await htmx.ajax("GET", "/", { target: "#queue", swap: "outerMorph" });
    document.title = `${list().dataset.waiting} waiting${title}`;
    if (at) document.querySelector(`[data-handoff="${at}"]`)?.focus();
    tick();
    await new Promise((done) => setTimeout(done, AT_MOST_EVERY));
  });
  let first = true;
  return (message) => {
    if (first && message.kind === "open") {
      first = false; // the page has only just been drawn
      if (performance.now() < 3000) return;
    }
    load();
  };
}
