// The demo shop's own script: what it sells, and one customer who can sign in. A real shop hands over whoever is logged in there.
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

// What the order store sells: the same that the assistant knows.
function card(product) {
  const item = document.createElement("li");
  if (product.picture) {
    const picture = document.createElement("img");
    Object.assign(picture, { src: `img/${product.picture}.svg`, alt: "", width: 400, height: 320, loading: "lazy" });
    item.append(picture);
  }
  for (const [tag, text, style] of [
    ["h3", product.name, ""],
    ["p", product.description, ""],
    ["p", product.in_stock ? product.price : `${product.price} · out of stock`, "price"],
  ]) {
    const line = document.createElement(tag);
    line.textContent = text;
    line.className = style;
    item.append(line);
  }
  return item;
}

async function showGoods() {
  const answer = await fetch("products");
  if (answer.ok) document.querySelector("#goods").replaceChildren(...(await answer.json()).map(card));
}

account.addEventListener("click", () => {
  const signedIn = account.getAttribute("aria-pressed") === "false";
  sessionStorage.setItem("shop-signed-in", signedIn ? "1" : "");
  show(signedIn);
});
show(sessionStorage.getItem("shop-signed-in") === "1");
showGoods();
