// The lead's page: numbers and pictures are drawn anew when something changed, and every ten seconds.
import { oneAtATime } from "./stream.js";

const AT_MOST_EVERY = 2000; // milliseconds
const LOOK_AGAIN = 10_000;

export function startTeam() {
  const load = oneAtATime(async () => {
    await htmx.ajax("GET", "/team", { target: "#team", swap: "outerMorph" });
    await new Promise((done) => setTimeout(done, AT_MOST_EVERY));
  });
  setInterval(() => {
    if (!document.hidden) load();
  }, LOOK_AGAIN);
  return (message) => {
    if (message.kind === "state") load();
  };
}
