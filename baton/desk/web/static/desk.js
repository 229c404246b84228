// The desk's pages: everything works without this file but less smoothly; this makes it live.
import { startAttention } from "./attention.js";
import { startCase } from "./case.js";
import { startClocks } from "./clock.js";
import { startKeys } from "./keys.js";
import { notice } from "./notice.js";
import { startPresses } from "./press.js";
import { startProgress } from "./progress.js";
import { startQueue } from "./queue.js";
import { follow, sessionOver } from "./stream.js";
import { startTeam } from "./team.js";

const STARTS = { queue: startQueue, case: startCase, team: startTeam };
const page = document.querySelector("[data-page]");

startClocks();
startPresses();
startProgress();
if (document.querySelector("#keys")) startKeys();
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
document.addEventListener("htmx:error", () => notice("The desk cannot be reached. Nothing was changed; try again."));
document.addEventListener("htmx:after:request", (event) => event.detail.ctx.response?.status === 401 && sessionOver());
if (document.querySelector("#connection")) { // signed in, and past the first password
  const attention = startAttention(page?.dataset.handoff);
  const refresh = page ? STARTS[page.dataset.page](page.dataset.handoff) : () => {};
  follow((message) => {
    refresh(message);
    attention.refresh(message);
  }, attention.alarm);
}
