// The title of the tab: the page's own words, and before them in how many own conversations something is unread.

let number = 0;
let words = document.title;

// Sets the page's own words.
export function title(own) {
  words = own;
  write();
}

// Sets how many own conversations have something unread.
export function unread(count) {
  number = count;
  write();
}

function write() {
  document.title = number ? `(${number}) ${words}` : words;
}
