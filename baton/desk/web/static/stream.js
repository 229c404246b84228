// One stream for all tabs of this browser: a browser allows about six of them to one server. The tab that holds the
// lock listens and tells the others. The stream only says what changed; each page fetches what it shows.

const TELL = "baton-desk";
const LOST_AFTER = 2500; // milliseconds: a short break is mended before anybody reads about it
const KINDS = ["said", "state", "presence", "alarm"];

let lostTimer = null;
let tellAll = () => {};

// Tells this and the other tabs of this browser of something that a page did.
export const broadcast = (message) => tellAll(message);

// `refresh` takes every message; `alarm` those that sound, and whether this tab is the one that sounds for all.
export function follow(refresh, alarm) {
  const channel = new BroadcastChannel(TELL);
  const leads = { value: false, connected: false };
  const heard = (message) => {
    take(message, refresh);
    if (message.kind === "alarm") alarm(message, leads.value);
  };
  const tell = (message) => {
    heard(message);
    channel.postMessage(message);
  };
  tellAll = tell;
  channel.onmessage = (event) => {
    if (event.data.kind === "hello") {
      if (leads.value) channel.postMessage({ kind: leads.connected ? "open" : "lost" });
    } else {
      heard(event.data);
    }
  };
  channel.postMessage({ kind: "hello" });
  if (navigator.locks) {
    navigator.locks.request(TELL, () => listen(tell, leads)); // held as long as this tab lives
  } else {
    listen(tell, leads); // no locks outside of HTTPS and localhost: every tab listens for itself
  }
  window.addEventListener("online", () => refresh({ kind: "open" }));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh({ kind: "open" });
  });
}

function listen(tell, leads) {
  leads.value = true;
  return new Promise(() => {
    const connect = () => {
      const source = new EventSource("/stream");
      source.addEventListener("open", () => {
        leads.connected = true;
        tell({ kind: "open" });
      });
      for (const kind of KINDS) {
        source.addEventListener(kind, (event) => {
          const { handoff, kind: what, text } = JSON.parse(event.data);
          tell({ kind, handoff, what, text });
        });
      }
      source.addEventListener("signed-out", () => {
        source.close();
        tell({ kind: "over" });
      });
      source.onerror = async () => {
        leads.connected = false;
        tell({ kind: "lost" });
        if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
        if (await signedOut()) tell({ kind: "over" });
        else setTimeout(connect, 2000);
      };
    };
    connect();
  });
}

async function signedOut() {
  try {
    const answer = await fetch("/session");
    return answer.status === 401;
  } catch {
    return false;
  }
}

function take(message, refresh) {
  const lost = document.querySelector("#lost");
  const connection = document.querySelector("#connection");
  if (message.kind === "lost") {
    lostTimer ??= setTimeout(() => {
      lost.hidden = false;
      notLive();
    }, LOST_AFTER);
    return;
  }
  if (message.kind === "over") {
    sessionOver();
    return;
  }
  if (message.kind === "open") {
    clearTimeout(lostTimer);
    lostTimer = null;
    lost.hidden = true;
    connection.textContent = "Live";
    connection.classList.add("live");
  }
  refresh(message);
}

// Says so on the page, which stays as it is: what is typed there is not lost.
export function sessionOver() {
  clearTimeout(lostTimer);
  document.querySelector("#lost").hidden = true;
  notLive();
  document.querySelector("#over").hidden = false;
}

function notLive() {
  const connection = document.querySelector("#connection");
  connection.textContent = "";
  connection.classList.remove("live");
}

// Runs one refresh at a time; whatever comes in meanwhile makes one more, so that no change is passed over.
export function oneAtATime(work) {
  let running = false;
  let again = false;
  return async function run() {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await work();
    } finally {
      running = false;
      if (again) {
        again = false;
        run();
      }
    }
  };
}
