// What harms nobody.
Object.assign(KINDS, {
  style: () => {
    doc.head.insertAdjacentHTML('beforeend', '<style>body{font-family:sans-serif} td,th,label{padding:7px;color:#224} .upg7{border:1px solid #ccc}</style>');
    const some = [...doc.body.querySelectorAll('table, td, th, div, label, input')].filter((_, at) => at % (2 + Math.floor(dice[0] * 5)) === 0);
    some.forEach((el) => el.classList.add('upg7'));
    return `${some.length} elements have another style`;
  },
  order_of_unrelated: () => {
    const ours = new Set(request.ours.map(plain));
    const mine = [...doc.querySelectorAll('td, th, dt, label')].filter((el) => ours.has(words(el)));
    if (!mine.length) return null;
    const texts = request.ours.map((label) => line({labels: [label]})).filter(Boolean).map(({node}) => node.parentElement.parentElement);
    const free = [...doc.body.querySelectorAll('div, table, nav, ul, p, header, footer')].filter((el) => flat(el.textContent) && !el.closest('td, th, dd, dt, li, label') && !el.querySelector(HEADINGS)
      && !concealed(el) && !el.querySelector('form, script, input, select, button') && !mine.some((one) => el.contains(one) || one.contains(el)) && !texts.some((one) => one.contains(el)) && el.parentElement.children.length > 1);
    if (!free.length) return null;
    const one = pick(free);
    const host = one.parentElement, last = host.lastElementChild;
    if (last === one) host.prepend(one); else host.append(one);
    return `a part that is nobody's (${one.tagName}) stands elsewhere`;
  },
  help_added: () => {
    const at = p ? p.label : grid ? grid.table : list ? list.host : null;
    if (!at) return null;
    return pick([
      () => { const host = at.closest('table, dl') || at.parentElement, made = doc.createElement('p'); made.className = 'help'; made.textContent = HELP; host.before(made); return 'a help text stands above'; },
      () => { const host = at.closest('table, dl') || at.parentElement, made = doc.createElement('p'); made.className = 'help'; made.textContent = HELP; host.after(made); return 'a help text stands below'; },
      () => { at.title = HELP; return 'a help text comes up over it'; },
      () => { const row = p && p.label.closest('tr'); if (!row) return null; const made = doc.createElement('tr'); made.innerHTML = `<td colspan=${row.cells.length}><small>${HELP}</small></td>`; row.after(made); return 'a help text stands in a row of its own'; },
    ])();
  },
});
