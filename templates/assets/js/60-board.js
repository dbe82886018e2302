// The live floor: events of the server replace what changed, clocks count on, and what is not the present any more says so.
{
const STALE = 40000;
const QUIET = 120000;

let region = null;
let line = null;
let feed = null;
let certain = 0;
let heard = 0;
let retry = 0;
let left = 0;
let refused = 0;
const pageWord = Math.random().toString(36).slice(2) + Date.now().toString(36);

const serverNow = () => Date.now() + (ahead ?? 0);
const pad = (number) => String(number).padStart(2, '0');
const stopwatch = (secs) => {
  const [hours, minutes] = [Math.floor(secs / 3600), Math.floor(secs / 60) % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(secs % 60)}` : `${minutes}:${pad(secs % 60)}`;
};
const say = (place, text) => {
  if (place && place.textContent !== text) place.textContent = text;
};

// Makes one tree like another and touches only what differs, so that focus, scrolling and what is being tapped stay.
const keyOf = (node) => node.dataset?.key;
const morph = (here, there) => {
  if (here.nodeType !== there.nodeType || here.nodeName !== there.nodeName || keyOf(here) !== keyOf(there)) {
    here.replaceWith(there);
    return;
  }
  if (here.nodeType !== Node.ELEMENT_NODE) {
    if (here.data !== there.data) here.data = there.data;
    return;
  }
  const moved = here.dataset.stage && here.dataset.stage !== there.dataset.stage;
  for (const { name } of [...here.attributes]) if (!there.hasAttribute(name)) here.removeAttribute(name);
  for (const { name, value } of there.attributes) if (here.getAttribute(name) !== value) here.setAttribute(name, value);
  if (moved) here.classList.add('moved');
  children(here, [...there.childNodes]);
};
const children = (here, wanted) => {
  const known = new Map([...here.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
  let at = here.firstChild;
  for (const node of wanted) {
    const same = keyOf(node) ? known.get(keyOf(node)) : at && !keyOf(at) ? at : null;
    if (!same) {
      here.insertBefore(node, at);
      if (node.dataset?.stage) node.classList.add('moved');
      continue;
    }
    if (same === at) at = at.nextSibling;
    else here.insertBefore(same, at);
    morph(same, node);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
};

const count = () => {
  if (!region?.isConnected) return;
  const now = serverNow();
  const since = (node, from) => Math.max(0, Math.floor((now - Number(from)) / 1000));
  every('[data-clock]', region).forEach((node) => say(node, stopwatch(since(node, node.dataset.clock))));
  every('progress[data-since]', region).forEach((bar) => { bar.value = Math.min(bar.max, since(bar, bar.dataset.since)); });
  every('[data-within]', region).forEach((risk) => {
    const [secs, within] = [since(risk, risk.dataset.since), Number(risk.dataset.within)];
    const state = secs > within ? 'late' : secs * 100 >= within * 60 ? 'soon' : '';
    for (const name of ['soon', 'late']) risk.classList.toggle(name, state === name);
    say(first('.risk-word', risk), state && region.dataset[state]);
  });
  every('.post', region).forEach((post) => {
    const late = Boolean(first('.risk.late', post));
    post.classList.toggle('late', late);
    post.classList.toggle('soon', !late && Boolean(first('.risk.soon', post)));
  });
  every('[data-ago]', region).forEach((node) => {
    const text = clockWords(since(node, node.dataset.ago));
    if (text) say(node, node.dataset.pattern.replace('#', text));
  });
  every('[data-zone]').forEach((clock) => say(clock, new Date(now).toLocaleTimeString('en-GB', { timeZone: clock.dataset.zone, hour: '2-digit', minute: '2-digit' })));
  const age = certain ? Math.max(0, Date.now() - certain) : Infinity;
  const stale = certain > 0 && age > STALE;
  document.body.classList.toggle('stale', stale);
  line?.classList.toggle('on', certain > 0 && !stale);
  if (!certain) return;
  const secs = Math.floor(age / 1000);
  say(first('.board-age', line), stale ? line.dataset.stale.replace('#', stopwatch(secs)) : `${line.dataset.fresh} · ${line.dataset.checked.replace('#', secs)}`);
};

const close = () => {
  feed?.close();
  feed = null;
};

const show = (event) => {
  region.dataset.seen = event.lastEventId;
  children(region, [...parsed(event.data).body.childNodes]);
  count();
};

// The server said no: perhaps too many watch, perhaps nobody is signed in any more. The page itself knows.
const askAgain = async () => {
  close();
  clearTimeout(retry);
  // Each at another moment, and more and more rarely.
  retry = setTimeout(open, (1 + Math.random()) * Math.min(20000, 1000 * 2 ** refused));
  refused += 1;
  try {
    const answer = await fetch(location.href);
    if (answer.redirected || answer.status === 403) {
      location.reload();
      return;
    }
    const fresh = answer.ok && parsed(await answer.text()).getElementById('board');
    if (!fresh || !region?.isConnected) return;
    if (fresh.dataset.stream !== region.dataset.stream) {
      location.reload();
      return;
    }
    region.dataset.seen = fresh.dataset.seen;
    children(region, [...fresh.childNodes]);
    certain = Date.now();
    count();
  } catch {
    // No way to the server: the clock of what is shown says so, and it is tried again.
  }
};

const open = () => {
  close();
  clearTimeout(retry);
  if (!region?.isConnected) return;
  const address = new URL(region.dataset.stream, location.href);
  address.searchParams.set('page', pageWord);
  address.searchParams.set('seen', region.dataset.seen);
  heard = Date.now();
  const mine = new EventSource(address);
  feed = mine;
  mine.addEventListener('beat', (event) => {
    const [now, age] = event.data.split(' ').map(Number);
    ahead = now - Date.now();
    heard = Date.now();
    refused = 0;
    certain = Date.now() - age;
    count();
  });
  mine.addEventListener('board', show);
  mine.onerror = () => mine === feed && mine.readyState === EventSource.CLOSED && askAgain();
};

// A device that slept holds a connection that is long gone, and does not know it.
const wake = () => {
  if (!region?.isConnected) return;
  if (document.hidden) {
    left ||= Date.now();
    return;
  }
  if (!feed || Date.now() - heard > STALE / 2) open();
  left = 0;
  count();
};

onPage(() => {
  const found = document.getElementById('board');
  if (found === region) return;
  close();
  region = found;
  line = document.getElementById('board-live');
  certain = 0;
  if (region) open();
});
setInterval(() => {
  if (!region) return;
  count();
  if (left && feed && Date.now() - left > QUIET) close();
  else if (!left && feed && Date.now() - heard > STALE) open();
}, 1000);
document.addEventListener('visibilitychange', wake);
addEventListener('pageshow', wake);
addEventListener('online', wake);
addEventListener('pagehide', close);
}
