// Shows on every page how much is in the basket. The shop writes it and says when it changes.
(() => {
  const badge = document.querySelector('[data-basket]');
  if (!badge) return;
  const count = () => {
    try {
      const { lines } = JSON.parse(localStorage.getItem('crassula.basket'));
      return lines.reduce((sum, line) => sum + line.quantity, 0);
    } catch {
      return 0;
    }
  };
  const show = () => {
    const n = count();
    badge.textContent = n || '';
    badge.hidden = !n;
  };
  document.addEventListener('crassula:basket', show);
  addEventListener('storage', show);
  show();
})();
