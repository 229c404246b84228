// What the page itself has to say, in the place of the server's own words.

export function notice(words) {
  const told = document.createElement("p");
  told.className = "notice";
  told.dataset.test = "notice";
  told.textContent = words;
  document.querySelector("#notices").replaceChildren(told);
}
