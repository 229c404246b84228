// Sound and notifications of this browser: whether they are wanted, and how they sound.

const WANTED = "baton-alerts";

let audio = null;

export function startSound() {
  const button = document.querySelector("#alerts");
  if (!button) return;
  show(button);
  button.addEventListener("click", async () => {
    if (wanted()) localStorage.removeItem(WANTED);
    else {
      localStorage.setItem(WANTED, "on");
      if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
      sound("offer"); // what it will be like; and the browser allows sounds after a click
    }
    show(button);
  });
  // Another page of this browser may have switched them.
  window.addEventListener("storage", () => show(button));
  // A page that was loaded anew may sound once somebody has touched it.
  for (const touch of ["pointerdown", "keydown"]) document.addEventListener(touch, () => wanted() && ready(), { once: true });
}

export const wanted = () => localStorage.getItem(WANTED) === "on";

function show(button) {
  const blocked = "Notification" in window && Notification.permission === "denied";
  button.setAttribute("aria-pressed", String(wanted()));
  button.title = wanted() ? (blocked ? "Sound on; the browser blocks notifications" : "Sound and notifications are on") : "Sound and notifications are off";
}

// Says who it is and what it is about, and none of the words: others may see the screen.
export function notify(message, customer) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  if (!document.hidden && message.what !== "grave") return;
  const grave = message.what === "grave";
  const shown = new Notification(document.querySelector(".brand")?.textContent.trim() || "Desk", {
    body: `${message.text} (${customer})`,
    tag: `${message.what}-${message.handoff}`,
    icon: "/static/icon.svg",
    requireInteraction: grave,
  });
  shown.onclick = () => {
    window.focus();
    location.href = `/handoffs/${encodeURIComponent(message.handoff)}`;
  };
}

function ready() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  return audio;
}

// Three urgent double tones for a grave matter, one soft tone for the rest.
export function sound(what) {
  const context = ready();
  const tones = what === "grave" ? [880, 660, 880, 660, 880, 660] : [523];
  tones.forEach((pitch, index) => {
    const start = context.currentTime + index * 0.16;
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.18, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.15);
    tone.connect(volume).connect(context.destination);
    tone.start(start);
    tone.stop(start + 0.16);
  });
}
