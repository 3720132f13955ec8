// What a page shows: a robot may stop at it, or hand the case over, and reads nothing wrong.
Object.assign(KINDS, {
  label_renamed: () => {
    if (grid) { const at = pick(grid.places), cell = cellsOf(grid.header)[at], was = words(cell); call(cell, was, renamed(was)); return `the column "${was}" is called "${words(cell)}"`; }
    if (text) { const now = renamed(text.label); renames.push([text.label, now]); text.node.data = text.node.data.replace(text.label, now); return `"${text.label}" in a text is called "${now}"`; }
    if (!p) return null;
    const was = words(p.label);
    call(p.label, was, renamed(was));
    return `"${was}" is called "${words(p.label)}"`;
  },
  labels_swapped: () => {
    if (text) {
      const two = line(request.other);
      if (!two || two.label === text.label) return null;
      const one = text.label, other = two.label, mark = '\u0001';
      if (text.node === two.node) { text.node.data = text.node.data.replace(`${one}:`, `${mark}:`).replace(`${other}:`, `${one}:`).replace(`${mark}:`, `${other}:`); }
      else { text.node.data = text.node.data.replace(`${one}:`, `${other}:`); two.node.data = two.node.data.replace(`${other}:`, `${one}:`); }
      return `"${one}" and "${other}" in a text have changed places`;
    }
    const mate = p && partner();
    if (!mate || mate.label === p.label) return null;
    const one = words(p.label), two = words(mate.label);
    call(p.label, one, two); say(mate.label, one);
    return `"${one}" and "${two}" have changed places`;
  },
  columns_swapped: () => {
    if (list) {
      const two = list.items.map((item) => [...item.querySelectorAll('a')].slice(0, 2)).filter((links) => links.length === 2);
      two.forEach(([one, other]) => swap(one, other));
      return two.length ? `the first two links of ${two.length} entries have changed places` : null;
    }
    if (!grid || grid.titles.length < 2) return null;
    const at = pick(grid.places), to = pick(grid.titles.map((_, place) => place).filter((place) => place !== at));
    const whole = roll(2), rows = whole ? [grid.header, ...grid.rows] : [grid.header];
    if (!whole) { const [a, b] = [cellsOf(grid.header)[at], cellsOf(grid.header)[to]]; if (!a || !b) return null; if (!words(b)) return null; }
    rows.forEach((row) => { const cells = cellsOf(row); if (cells[at] && cells[to]) swap(cells[at], cells[to]); });
    mends = true;
    return `the columns "${grid.titles[at]}" and "${grid.titles[to]}" have changed places${whole ? '' : ', their cells have not'}`;
  },
  column_inserted: () => {
    if (!grid) return null;
    const at = roll(grid.titles.length + 1), double = roll(3) === 0, from = pick(grid.places);
    const title = double ? grid.titles[from] : pick(WORDS);
    mends = !double && grid.rows.length > 0; // else a script brings the rows, and fails by itself
    [grid.header, ...grid.rows].forEach((row, place) => {
      const cells = cellsOf(row), model = cells[from] || row.cells[0], cell = doc.createElement(place ? 'td' : model.tagName);
      cell.textContent = place ? another(flat(model.textContent), null) : title;
      if (at >= cells.length) row.append(cell); else (cells[at] || row.cells[0]).before(cell);
    });
    return `a column "${title}" stands in place ${at + 1}`;
  },
  field_moved: () => {
    const mate = p && (partner() || null), nodes = p && unit(p);
    if (!mate || !nodes || mate.label === p.label) return null;
    const there = unit(mate);
    if (!there || there.some((node) => nodes.some((one) => one.contains(node) || node.contains(one)))) return null;
    const was = words(p.label);
    mends = true;
    if (/^T[DH]$/.test(nodes[0].tagName) && /^T[DH]$/.test(there[0].tagName)) { swap(nodes[0], there[0]); swap(nodes[1], there[1]); return `"${was}" and "${words(mate.label)}" have changed places with their values`; }
    const moved = /^T[DH]$/.test(nodes[0].tagName) ? asRow(nodes) : nodes;
    if (roll(2)) anchor(there).before(...moved); else last(there).after(...moved);
    return `"${was}" stands beside "${words(mate.label)}"`;
  },
  duplicated: () => {
    if (list) {
      const copy = list.host.cloneNode(true);
      [...copy.querySelectorAll('a')].forEach((link) => say(link, another(flat(link.textContent), null)));
      if (roll(2)) list.host.before(copy); else list.host.after(copy);
      return 'the list stands there twice, with other entries';
    }
    if (grid) {
      const copy = grid.table.cloneNode(true), filled = [...copy.rows].slice(1).find((row) => row.cells.length > 1);
      if (!filled) return null;
      [...filled.cells].forEach((cell) => put(cell, another(flat(cell.textContent), null)));
      if (roll(2)) grid.table.before(copy); else grid.table.after(copy);
      return 'the table stands there twice';
    }
    const nodes = p && unit(p);
    if (!nodes) return null;
    const where = q && roll(2) ? unit(q) : nodes, copies = copied(nodes, field.options);
    if (!where || !copies) return null;
    const rows = where[0].tagName === 'TR' || /^T[DH]$/.test(where[0].tagName) ? asRow(copies) : copies;
    if (roll(2)) anchor(where).before(...rows); else last(where).after(...rows);
    return `"${words(p.label)}" stands there twice, with two values`;
  },
  hidden: () => {
    const hide = pick(HIDE);
    if (list) {
      const at = roll(2), links = list.items.map((item) => item.querySelectorAll('a')[at]).filter(Boolean);
      links.forEach(hide);
      return links.length ? `link ${at + 1} of ${links.length} entries is hidden` : null;
    }
    if (grid) {
      const at = pick(grid.places);
      [grid.header, ...grid.rows].forEach((row) => { const cell = cellsOf(row)[at]; if (cell) hide(cell); });
      return `the column "${grid.titles[at]}" is hidden`;
    }
    const nodes = p && unit(p);
    if (!nodes) return null;
    if (roll(2)) { nodes.forEach(hide); return `"${words(p.label)}" is hidden (${HIDE.indexOf(hide)})`; }
    const copies = copied(nodes, field.options);
    if (!copies) return null;
    const rows = asRow(copies);
    rows.forEach(hide);
    if (roll(2)) anchor(nodes).before(...rows); else last(nodes).after(...rows);
    return `a hidden "${words(p.label)}" stands beside the shown one (${HIDE.indexOf(hide)})`;
  },
  decoy: () => {
    if (list) {
      const copy = list.host.cloneNode(true), link = copy.querySelector('a'), box = doc.createElement('div');
      if (!link) return null;
      say(link, another(flat(link.textContent), list.items.length ? field.columnOptions.flat().filter(Boolean) : null));
      box.innerHTML = `<h3>${pick(WORDS)}</h3>`;
      box.append(copy);
      (list.host.closest('section, fieldset, form') || list.host.parentElement).append(box);
      return 'another such list stands below';
    }
    const host = p ? p.label.closest('table, dl, fieldset') || p.label.parentElement : grid ? grid.table : null;
    if (!host) return null;
    let html = '';
    if (grid) {
      html = `<table border=1><tr>${field.columns.map((labels) => `<th>${labels[0]}</th>`).join('')}</tr><tr>${field.columns.map((_, at) => `<td>${another(grid.rows[0] ? flat(grid.rows[0].cells[grid.places[at]].textContent) : '', null)}</td>`).join('')}</tr></table>`;
    } else {
      const label = words(p.label), value = another(shown(p.value), field.options);
      html = pick([`<table><tr><td>${label}:</td><td>${value}</td></tr></table>`, `<dl><dt>${label}</dt><dd>${value}</dd></dl>`, `<p><label>${label} <input name=nytt7 value="${value}"></label></p>`,
        `<p><b>${label}:</b> ${value}</p>`, `<table><tr><th>${label}</th><td>${value}</td></tr></table>`]);
    }
    const box = doc.createElement('div');
    box.innerHTML = (roll(2) ? `<h3>${pick(WORDS)}</h3>` : '') + html;
    if (roll(2) && !box.querySelector('h3')) host.before(box); else host.after(box);
    return `${grid ? 'another table with its columns' : `another "${words(p.label)}"`} stands ${box.nextSibling === host ? 'above' : 'below'}: ${html.slice(0, 40)}`;
  },
  options_changed: () => {
    const control = p && controlIn(p.value);
    if (control && control.tagName === 'SELECT' && control.options.length > 1) {
      const options = [...control.options].filter((one) => flat(one.textContent)), one = pick(options), two = pick(options.filter((other) => other !== one));
      if (!two) return null;
      return pick([
        () => { const was = flat(one.textContent); one.textContent = `${was} (ny)`; renames.push([was, `${was} (ny)`]); return `the option "${was}" has another text`; },
        () => { [one.textContent, two.textContent] = [two.textContent, one.textContent]; return `the options "${flat(one.textContent)}" and "${flat(two.textContent)}" have changed their texts`; },
        () => { const more = doc.createElement('option'); more.textContent = 'Vilande'; one.before(more); return 'an option is new'; },
        () => { swap(one, two); return 'two options have changed places'; },
      ])();
    }
    if (list) {
      const links = list.items.flatMap((item) => [...item.querySelectorAll('a')]).filter((one) => (field.columnOptions || []).some((texts) => texts && texts.includes(flat(one.textContent))));
      if (!links.length) return null;
      const link = pick(links), was = flat(link.textContent);
      say(link, `${was} (ny)`);
      return `"${was}" in an entry is written otherwise`;
    }
    const cell = grid && field.columnOptions ? pick(grid.rows.flatMap((row) => field.columnOptions.map((options, at) => [row.cells[grid.places[at]], options])).filter(([one, options]) => one && options && options.includes(flat(one.textContent)))) : null;
    if (cell) { const was = flat(cell[0].textContent); say(cell[0], `${was} (ny)`); return `"${was}" in a cell is written otherwise`; }
    if (p && field.options && field.options.includes(shown(p.value))) { const was = shown(p.value); say(p.value, pick([`${was} (ny)`, `Ej ${was}`, was.slice(0, 3)])); return `"${was}" is written otherwise`; }
    return null;
  },
  section_headings_changed: () => {
    const at = p ? p.label : grid ? grid.header : list ? list.host : null, over = at && headingOf(at);
    if (!over) return null;
    const was = words(over), others = headings().filter((one) => one !== over && words(one) !== was);
    if (roll(2) && others.length) { const other = pick(others), is = words(other); say(over, is); say(other, was); return `the headings "${was}" and "${is}" have changed places`; }
    if (roll(3) === 0 && p) {
      const host = p.label.closest('table, dl'), made = doc.createElement('h3');
      made.textContent = pick(WORDS);
      if (host) { host.before(made); return `a heading "${made.textContent}" stands above "${words(p.label)}"`; }
    }
    call(over, was, renamed(was));
    return `the heading "${was}" is called "${words(over)}"`;
  },
  table_split: () => {
    const row = p ? p.label.closest('tr') : grid && grid.rows.length ? pick(grid.rows) : null, table = row && row.closest('table');
    if (!row || (p && row.parentElement.rows.length < 2)) return null;
    const rest = table.cloneNode(false), body = doc.createElement('tbody'), rows = [...row.parentElement.rows];
    const at = Math.max(1, rows.indexOf(row));
    if (!rows[at]) return null;
    mends = Boolean(p);
    if (grid && roll(2)) body.append(grid.header.cloneNode(true));
    body.append(...rows.slice(at));
    rest.append(body);
    table.after(rest);
    if (roll(3) === 0) { const made = doc.createElement('h3'); made.textContent = pick(WORDS); rest.before(made); }
    return `the table goes on in another one from its row ${at + 1}`;
  },
  language_switched: () => {
    doc.documentElement.lang = 'fi';
    mends = true;
    const ours = new Set(request.ours.map(plain)), how = roll(4);
    const labels = how === 1 ? [] : [...doc.querySelectorAll('td, th, dt, label')].filter((el) => !el.querySelector('table') && ours.has(words(el)));
    const chosen = [...labels.filter((_, at) => how < 3 || at % 2), ...(how < 2 ? headings() : [])];
    const many = chosen.map((el) => [el, foreign(words(el))]).filter(([el, now]) => now !== words(el) && (say(el, now), true)).length;
    return many ? `${many} labels and headings are in another language` : null;
  },
  read_only: () => {
    const controls = p && controlIn(p.value) ? (roll(3) ? [controlIn(p.value)] : request.ours.map((label) => pairOf({labels: [label], as: 'control'})).filter(Boolean).map((one) => controlIn(one.value)).filter(Boolean)) : [];
    if (!controls.length) return null;
    const how = roll(3), was = words(p.label);
    controls.forEach((control) => {
      if (how === 0) control.setAttribute('disabled', '');
      else if (how === 1 && control.tagName !== 'SELECT' && control.type !== 'checkbox') control.setAttribute('readonly', '');
      else { const still = doc.createElement('span'); still.textContent = control.type === 'checkbox' ? (control.checked ? 'Ja' : 'Nej') : shown(control); control.replaceWith(still); }
    });
    return `"${was}"${controls.length > 1 ? ' and others' : ''} cannot be written in any more (${how})`;
  },
});
