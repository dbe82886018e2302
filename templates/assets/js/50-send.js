// Sending forms over bad Wi-Fi. One press has one effect: a form carries a key, and is sent again with the same key until
// somebody answers. What was sent and not answered is kept on the device, for the same person only.

const RETRY = [408, 425, 429, 502, 503, 504];
const TURNED_DOWN = [400, 413, 500, 507];
const KEPT_FOR = 24 * 3600 * 1000;
const person = () => document.body.dataset.person;
const shelf = () => `unsent:${person()}`;
const bar = () => document.getElementById('unsent');

let waiting = null;
let alarm = 0;
let tries = 0;

const keep = (letter) => {
  if (!person()) return;
  try {
    if (letter) localStorage.setItem(shelf(), JSON.stringify(letter));
    else localStorage.removeItem(shelf());
  } catch {
    // No room on the device: the letter still waits in this page.
  }
};

const kept = () => {
  try {
    const letter = JSON.parse(localStorage.getItem(shelf()));
    return letter && Date.now() - letter.at < KEPT_FOR ? letter : null;
  } catch {
    return null;
  }
};

const say = (what) => {
  const place = bar();
  if (!place) return;
  place.hidden = !what;
  first('[data-lost]', place).hidden = what === 'kept';
  first('[data-kept]', place).hidden = what !== 'kept';
  first('[data-why]', place).hidden = what === 'busy';
  first('[data-busy]', place).hidden = what !== 'busy';
  first('[data-drop]', place).hidden = what !== 'kept';
};

// The house could not take it: says so above the form, which stays as it was typed.
const turnedDown = (page) => {
  say('lost');
  first('[data-lost]', bar()).textContent = first('h1', page)?.textContent ?? page.title;
  first('[data-why]', bar()).textContent = first('.trouble-text', page)?.textContent ?? '';
  first('[data-again]', bar()).hidden = true;
  release();
};

const release = () => every('form[data-sent]').forEach((form) => {
  delete form.dataset.sent;
  every('[data-busy]', form).concat(every(`[form="${form.id}"][data-busy]`)).forEach((button) => {
    delete button.dataset.busy;
    button.removeAttribute('aria-disabled');
  });
});

const go = (address) => {
  const there = new URL(address, location.href);
  const same = there.pathname + there.search === location.pathname + location.search;
  if (same) location.reload();
  else location.assign(there);
};

const show = (text) => {
  const page = parsed(text);
  document.title = page.title;
  document.body.replaceWith(page.body);
  startPage();
  const focus = first('[autofocus]') ?? first('.banner[role=alert]') ?? first('main');
  scrollTo(0, 0);
  focus?.focus();
};

const later = (secs, what) => {
  say(what);
  clearTimeout(alarm);
  alarm = setTimeout(deliver, secs * 1000);
};

async function deliver() {
  const letter = waiting;
  if (!letter) return;
  clearTimeout(alarm);
  let answer;
  let text;
  try {
    answer = await fetch(letter.to, {
      method: 'POST',
      body: letter.body,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html' },
      signal: AbortSignal.timeout?.(20000),
    });
    text = await answer.text();
  } catch {
    tries += 1;
    later(Math.min(15, 2 ** tries), 'lost');
    return;
  }
  if (RETRY.includes(answer.status)) {
    tries += 1;
    later(Math.max(1, Math.min(30, Number(answer.headers.get('Retry-After')) || 3)), 'busy');
    return;
  }
  waiting = null;
  if (TURNED_DOWN.includes(answer.status) && bar()) {
    keep(null);
    turnedDown(parsed(text));
    return;
  }
  const locked = answer.status === 401 || (answer.redirected && new URL(answer.url).pathname === document.body.dataset.signIn);
  if (!locked) keep(null);
  if (answer.redirected) go(answer.url);
  else show(text);
}

const post = (letter) => {
  waiting = letter;
  tries = 0;
  keep(letter);
  deliver();
};

document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = 'yes';
  if (submitter) {
    submitter.dataset.busy = '';
    submitter.setAttribute('aria-disabled', 'true');
  }
  const plain = !('form' in form.dataset) || first('[type=password], [type=file]', form);
  if (plain) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (submitter?.name) body.append(submitter.name, submitter.value);
  const to = submitter?.getAttribute('formaction') ?? form.getAttribute('action');
  post({ to, body: body.toString(), at: Date.now() });
});

on('click', '#unsent [data-again]', () => {
  waiting ??= kept();
  deliver();
});
on('click', '#unsent [data-drop]', () => {
  keep(null);
  say(null);
});
addEventListener('online', () => waiting && deliver());
addEventListener('pageshow', (event) => event.persisted && release());
addEventListener('beforeunload', (event) => waiting && tries && event.preventDefault());
onPage((root) => root === document && !waiting && kept() && say('kept'));
