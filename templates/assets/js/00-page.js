// All modules share this scope: the build joins them in the order of their names. Everything works without them, only slower.

const first = (selector, root = document) => root.querySelector(selector);
const every = (selector, root = document) => [...root.querySelectorAll(selector)];

const starters = [];
const onPage = (start) => starters.push(start);
const startPage = (root = document) => starters.forEach((start) => start(root));

const on = (kind, selector, act) => document.addEventListener(kind, (event) => {
  const found = event.target.closest?.(selector);
  if (found) act(found, event);
});

const parsed = (text) => new DOMParser().parseFromString(text, 'text/html');

// Puts the part with the same id of a fetched page, or all of a fragment, into a region.
const fill = (region, text) => {
  const page = parsed(text);
  const part = page.getElementById(region.id) ?? page.body;
  region.replaceChildren(...part.childNodes);
  startPage(region);
};
