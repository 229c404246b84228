import { SupportChat } from "./support-chat.js";

const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
if (script?.src) SupportChat.origin = new URL(script.src).origin;

if (!customElements.get("support-chat")) customElements.define("support-chat", SupportChat);

// One tag is enough: <script src="…/support-chat.js" data-auto data-lang="de" async></script>
if (script && "auto" in script.dataset) {
  const { auto, ...attributes } = script.dataset;
  const place = () => {
    if (document.querySelector("support-chat")) return;
    const chat = document.createElement("support-chat");
    for (const [name, value] of Object.entries(attributes)) {
      chat.setAttribute(name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`), value ?? "");
    }
    document.body.append(chat);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
}
