// The line at the top shows that what somebody pressed is on its way; refreshes of the page go without it.

export function startProgress() {
  const underway = new Set();
  const show = () => document.body.classList.toggle("busy", underway.size > 0);
  document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    if (!ctx.sourceElement.matches("form")) return;
    underway.add(ctx);
    show();
  });
  document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    underway.delete(ctx);
    show();
  });
}
