// Everything is visible without this. With it, rows can be chosen, and rows begin closed.
(() => {
  const modes = [...document.querySelectorAll('.mode')];
  const traces = [...document.querySelectorAll('.trace tbody tr')];
  const selects = [...document.querySelectorAll('.filters select')];
  const told = document.querySelector('.filters output');
  document.documentElement.classList.add('js');
  for (const each of document.querySelectorAll('.mode, .excused')) each.open = false;
  const fits = (row) =>
    selects.every((s) => !s.value || ` ${row.dataset[s.name]} `.includes(` ${s.value} `));
  const choose = () => {
    for (const row of [...modes, ...traces]) row.hidden = !fits(row);
    for (const box of document.querySelectorAll('.element, .chapter')) {
      const chosen = selects.some((s) => s.value);
      box.hidden = chosen && !box.querySelector('.mode:not([hidden])');
    }
    told.value = `${modes.filter((row) => !row.hidden).length} of ${modes.length} failure modes`;
  };
  const arrive = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!goal) return;
    for (let at = goal; at; at = at.parentElement) {
      if (at.hidden) { for (const s of selects) s.value = ''; choose(); }
      if (at.tagName === 'DETAILS') at.open = true;
    }
    goal.scrollIntoView();
  };
  for (const s of selects) s.addEventListener('change', choose);
  document.querySelector('.filters [type=reset]').addEventListener('click', () => setTimeout(choose));
  document.querySelector('.filters [name=all]').addEventListener('click', () => {
    const open = modes.some((row) => !row.open);
    for (const row of modes) row.open = open;
  });
  addEventListener('hashchange', arrive);
  addEventListener('beforeprint', () => { for (const each of document.querySelectorAll('details')) each.open = true; });
  choose();
  arrive();
})();
