// The desk's pages: everything works without this file but less smoothly; this makes it live.
import { startCase } from "./case.js";
import { startClocks } from "./clock.js";
import { startKeys } from "./keys.js";
import { startQueue } from "./queue.js";
import { follow } from "./stream.js";

const page = document.querySelector("[data-page]");
startClocks();
if (document.querySelector("#keys")) startKeys();
if (page) {
  const refresh = page.dataset.page === "queue" ? startQueue() : startCase(page.dataset.handoff);
  follow(refresh);
}
