// The demo shop's own script: one customer who can sign in. A real shop hands over whoever is logged in there.
const chat = document.querySelector("support-chat");
const account = document.querySelector("#account");

async function identity() {
  const answer = await fetch("identity");
  return answer.ok ? answer.text() : undefined;
}

function show(signedIn) {
  account.textContent = signedIn ? "Jane Doe · sign out" : "Sign in as Jane Doe";
  account.setAttribute("aria-pressed", String(signedIn));
  chat.identity = signedIn ? identity : "";
}

account.addEventListener("click", () => {
  const signedIn = account.getAttribute("aria-pressed") === "false";
  sessionStorage.setItem("shop-signed-in", signedIn ? "1" : "");
  show(signedIn);
});
show(sessionStorage.getItem("shop-signed-in") === "1");
