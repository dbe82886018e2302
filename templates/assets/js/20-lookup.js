// Looks up while somebody types, and keeps live regions fresh.

const look = async (input) => {
  const region = document.getElementById(input.dataset.into);
  if (!region) return;
  input.asking?.abort();
  input.asking = new AbortController();
  const address = new URL(input.dataset.lookup, location.href);
  address.searchParams.set(input.name === 'q' ? 'q' : input.dataset.as ?? 'q', input.value);
  region.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(address, { signal: input.asking.signal, headers: { 'X-Fragment': region.id } });
    if (answer.ok && !answer.redirected) fill(region, await answer.text());
    if (input.type === 'search') history.replaceState(null, '', address);
  } catch {
    // Typing went on, or the network is away: the plain form still works.
  }
  region.removeAttribute('aria-busy');
};

on('input', '[data-lookup]', (input) => {
  clearTimeout(input.soon);
  input.soon = setTimeout(look, 160, input);
});

const refresh = async (region) => {
  const used = document.hidden || region.matches(':focus-within') || first('details[open], form[data-sent]', region);
  if (used || !region.isConnected) return;
  try {
    const answer = await fetch(region.dataset.live, { headers: { 'X-Fragment': region.id } });
    if (answer.ok && !answer.redirected) fill(region, await answer.text());
  } catch {
    // The next turn tries again.
  }
};

onPage((root) => every('[data-live]', root).forEach((region) => {
  const turn = setInterval(() => (region.isConnected ? refresh(region) : clearInterval(turn)), Number(region.dataset.every || 20) * 1000);
}));
