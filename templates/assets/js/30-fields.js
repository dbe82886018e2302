// Number keys, likely values, filters that send themselves, menus that close, printing.

const changed = (input) => input.dispatchEvent(new Event('input', { bubbles: true }));

onPage((root) => {
  every('[data-pad], [data-picks], [data-print]', root).forEach((part) => { part.hidden = false; });
  if (matchMedia('(pointer: coarse)').matches) {
    every('[data-pad]', root).forEach((pad) => document.getElementById(pad.dataset.pad)?.setAttribute('inputmode', 'none'));
  }
});

on('click', '[data-pad] [data-key]', (key) => {
  const input = document.getElementById(key.closest('[data-pad]').dataset.pad);
  if (!input) return;
  input.value = key.dataset.key === 'back' ? input.value.slice(0, -1) : input.value + key.dataset.key;
  changed(input);
});

on('click', '[data-picks] [data-value]', (pick) => {
  const input = document.getElementById(pick.closest('[data-picks]').dataset.picks);
  if (!input) return;
  input.value = pick.dataset.value;
  changed(input);
});

on('change', '[data-submits]', (field) => field.form?.requestSubmit());
on('click', '[data-print]', () => print());

document.addEventListener('click', (event) => every('details.menu[open]').forEach((menu) => {
  if (!menu.contains(event.target)) menu.open = false;
}));
document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && first('details.menu[open]');
  if (!menu) return;
  menu.open = false;
  first('summary', menu).focus();
});
