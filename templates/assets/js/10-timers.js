// How long somebody has been here counts on by itself.

const clockWords = (secs) => {
  const { minutes, hours } = document.body.dataset;
  const whole = Math.floor(secs / 60);
  if (!minutes || whole >= 1440) return null;
  if (whole < 60) return minutes.replace('#', whole);
  return hours.replace('#', Math.floor(whole / 60)).replace('@', String(whole % 60).padStart(2, '0'));
};

// By how many milliseconds the server's clock is ahead of the device's, once it told.
let ahead = null;

const tick = () => every('.timer[data-since]').forEach((timer) => {
  timer.ahead ??= Number(timer.dataset.now) - Date.now();
  const secs = Math.max(0, (Date.now() + (ahead ?? timer.ahead) - Number(timer.dataset.since)) / 1000);
  const text = clockWords(secs);
  const place = first('.timer-text', timer);
  if (text && place.textContent !== text) place.textContent = text;
  if (timer.dataset.alarm) timer.classList.toggle('late', secs >= Number(timer.dataset.alarm));
});

onPage(tick);
setInterval(tick, 5000);
document.addEventListener('visibilitychange', tick);
