// What comes in while a button is held down waits until it is let go. Drawn at once, it could move the button away or
// put another one in its place, and the press would be lost or do something else.

const CLICK_COMES_WITHIN = 50; // milliseconds after the button is let go; on touch screens it comes in a task of its own
const AT_MOST = 20000; // milliseconds: the end of a press may be lost, and text may be selected for long

let held = null; // while a button is held down: the promise of its end
let end = () => {};

export function startPresses() {
  document.addEventListener("pointerdown", press, true);
  for (const name of ["pointerup", "pointercancel"]) {
    document.addEventListener(name, () => setTimeout(end, CLICK_COMES_WITHIN), true);
  }
  // A press on a scroll bar or one that ended outside the window has no end of its own.
  document.addEventListener("pointermove", (event) => event.buttons || end(), true);
  document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
    ctx.fetch = async (...wanted) => {
      const answer = await fetch(...wanted);
      const text = await answer.text();
      await released();
      return { status: answer.status, headers: answer.headers, text: async () => text };
    };
  });
}

// Resolves when no button is held down.
export async function released() {
  while (held) await held;
}

function press(event) {
  if (event.button !== 0) return;
  end();
  held = new Promise((done) => {
    const timer = setTimeout(() => end(), AT_MOST);
    end = () => {
      clearTimeout(timer);
      held = null;
      done();
    };
  });
}
