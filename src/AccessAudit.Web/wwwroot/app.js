// What a page gains when scripts run; every page works without them.
const words = document.documentElement.dataset;

for (const command of document.querySelectorAll('[data-copy]')) {
  command.hidden = false;
  command.addEventListener('click', async () => {
    const code = command.parentElement.querySelector('code');
    const label = command.querySelector('span');
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(code.textContent);
      label.textContent = command.dataset.copied;
      setTimeout(() => { label.textContent = before; }, 2000);
    } catch {
      // Refused by the browser: the text is selected instead, and the person copies it.
      getSelection().selectAllChildren(code);
    }
  });
}

// Absolute times stand beside; this only keeps "48 min" true. Seconds only in the last two minutes.
function left(until) {
  const seconds = Math.max(0, Math.floor((until - Date.now()) / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 2) return `${seconds}\u00A0s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}\u00A0min` : minutes % 60 === 0 ? `${hours}\u00A0h` : `${hours}\u00A0h\u00A0${minutes % 60}\u00A0min`;
}
function tick() {
  for (const timer of document.querySelectorAll('[data-until]')) {
    const text = left(Date.parse(timer.dataset.until));
    if (timer.textContent !== text) timer.textContent = text;
  }
}
setInterval(tick, 1000);

// The server says when something changed or when this sign-in has ended; a reload shows it. Nothing moves under a finger:
// while somebody types or has scrolled, the news waits behind a button.
const live = document.querySelector('[data-live]');
if (live) {
  const news = document.querySelector('.news');
  const busy = () => scrollY > 40 || document.activeElement?.closest('form, dialog') || document.querySelector('form[data-dirty]');
  document.addEventListener('input', event => event.target.closest('form')?.setAttribute('data-dirty', ''));
  const stream = new EventSource('/live');
  let known;
  stream.addEventListener('changed', event => {
    if (known !== undefined && known !== event.data) busy() ? (news.hidden = false) : location.reload();
    known = event.data;
  });
  stream.addEventListener('ended', () => { stream.close(); location.reload(); });
  news?.addEventListener('click', () => location.reload());
  addEventListener('pagehide', () => stream.close());
}
