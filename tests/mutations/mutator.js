// Changes one page as a vendor's upgrade might, without a word of the robots' own reader: it looks for texts in the HTML.
//   {html, kind, target: {labels, within, as, columns, options}, other: the same or null, ours: [labels], dice: [0..1]}
//       -> {html, told, renames: [[was, is]]}: the page afterwards and what was done to it, or null where it does not apply
(request) => {
  const doc = new DOMParser().parseFromString(request.html, 'text/html');
  const dice = [...request.dice];
  const roll = (many) => { const die = dice.shift(); dice.push(die); return Math.floor(die * many); };
  const pick = (list) => list[roll(list.length)];
  const flat = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();
  const plain = (text) => flat(text).normalize('NFC').replace(/\s*[:*]+$/, '');
  const CONTROLS = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]), select, textarea';
  const HEADINGS = 'h1, h2, h3, h4, h5, h6, legend, caption';
  const concealed = (el) => !!el.closest('[hidden], [style*="display: none"], [style*="display:none"], script, style, template');
  const after = (one, two) => one.compareDocumentPosition(two) & 4;

  // ---- labels and their values
  const words = (el) => {
    const copy = el.cloneNode(true);
    copy.querySelectorAll('script, style, select, textarea').forEach((one) => one.remove());
    return plain(copy.textContent);
  };
  const headings = () => [...doc.querySelectorAll(HEADINGS)].filter((el) => !concealed(el) && words(el));
  const headingOf = (el) => headings().filter((one) => after(one, el) && !one.contains(el)).pop() || null;
  const valueOf = (el) => {
    if (/^T[DH]$/.test(el.tagName)) return el.nextElementSibling && el.nextElementSibling.tagName === 'TD' ? el.nextElementSibling : null;
    if (el.tagName === 'DT') return el.nextElementSibling && el.nextElementSibling.tagName === 'DD' ? el.nextElementSibling : null;
    if (el.tagName === 'LABEL') return (el.htmlFor && doc.getElementById(el.htmlFor)) || el.querySelector(CONTROLS);
    return null;
  };
  const controlIn = (el) => (el.matches(CONTROLS) ? el : el.querySelector(CONTROLS));
  const pairs = (field) => [...doc.querySelectorAll('td, th, dt, label')].filter((el) => !concealed(el))
    .map((label) => ({label, value: valueOf(label)})).filter(({label, value}) => value && (!field || field.labels.map(plain).includes(words(label))))
    .filter(({label}) => !label.querySelector('table'))
    .filter(({label}) => !field || !field.within || (headingOf(label) && words(headingOf(label)) === plain(field.within)))
    .filter(({value}) => !field || !field.as || (field.as === 'control') === !!controlIn(value))
    .filter(({label}, place, all) => !all.some((one) => one.label !== label && label.contains(one.label)));
  const pairOf = (field) => (field && !field.columns && pairs(field).find((one) => one.label.tagName !== 'TH' || !one.label.querySelector('label'))) || null;
  const textsOf = (el) => {
    const walk = doc.createTreeWalker(el, 4), out = [];
    while (walk.nextNode()) if (flat(walk.currentNode.data) && !walk.currentNode.parentElement.closest('option, textarea, script, style')) out.push(walk.currentNode);
    return out;
  };
  const say = (el, text) => { // a new text, with the sign behind a label that was there
    const [first, ...rest] = textsOf(el);
    if (!first) { el.append(text); return; }
    const sign = /\s*[:*]+\s*$/.exec(textsOf(el).pop().data);
    rest.forEach((node) => { node.data = ''; });
    first.data = text + (sign ? sign[0] : '');
  };
  const line = (field) => { // "Label: value" within a text
    if (!field || field.columns) return null;
    for (const label of field.labels) {
      for (const node of textsOf(doc.body)) {
        const at = node.data.search(new RegExp(`(^|\\s)${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:`));
        if (at >= 0) return {node, label};
      }
    }
    return null;
  };

  // ---- values
  const shown = (el) => {
    const control = controlIn(el);
    if (!control) return flat(el.textContent);
    if (control.tagName === 'SELECT') return control.selectedOptions[0] ? flat(control.selectedOptions[0].textContent) : '';
    return control.type === 'checkbox' ? String(control.checked) : control.value;
  };
  const put = (el, text) => {
    const control = controlIn(el);
    if (!control) { const link = el.querySelector('a'); say(link || el, text); return; }
    if (control.tagName === 'SELECT') {
      const options = [...control.options], next = options.find((one) => !one.selected && flat(one.textContent)) || options[0];
      options.forEach((one) => one.removeAttribute('selected'));
      next.setAttribute('selected', '');
    } else if (control.type === 'checkbox') control.toggleAttribute('checked');
    else if (control.tagName === 'TEXTAREA') control.textContent = text;
    else control.setAttribute('value', text);
  };
  const another = (text, options) => {
    const others = (options || []).filter((one) => one && one !== text);
    if (others.length) return pick(others);
    const turned = {Ja: 'Nej', Nej: 'Ja', Yes: 'No', No: 'Yes', yes: 'no', no: 'yes'}[text];
    if (turned) return turned;
    if (/^\d{4}-\d\d(-\d\d)?/.test(text)) return String(Number(text.slice(0, 4)) - 1) + text.slice(4);
    if (/^[\d\s.,]+$/.test(text)) return text.replace(/\d/, (digit) => String((Number(digit) % 8) + 1));
    return text ? `Annan ${text}` : '7';
  };

  // ---- what belongs together: the row or paragraph of a label and its value, or the two alone
  const unit = ({label, value}) => {
    const row = label.closest('tr');
    if (/^T[DH]$/.test(label.tagName)) return row.cells.length === 2 ? [row] : [label, value];
    if (label.tagName === 'DT') return [label, value];
    let up = label;
    while (!up.contains(value)) up = up.parentElement;
    const several = (el) => pairs(null).filter((one) => el.contains(one.label)).length > 1;
    while (up.parentElement && !/^(FORM|BODY|TABLE|TBODY|FIELDSET)$/.test(up.parentElement.tagName) && !several(up.parentElement)) up = up.parentElement;
    return several(up) || up === doc.body ? null : [up];
  };
  const copied = (nodes, options) => {
    const copies = nodes.map((node) => node.cloneNode(true));
    copies.forEach((copy) => [copy, ...copy.querySelectorAll('[id]')].forEach((one) => one.id && (one.id += '_2')));
    copies.forEach((copy) => copy.querySelectorAll('label[for]').forEach((one) => { one.htmlFor += '_2'; }));
    const held = copies.length === 2 ? copies[1] : copies[0].tagName === 'TR' ? copies[0].cells[1] : copies[0];
    if (!held) return null;
    const control = controlIn(held);
    if (copies.length === 1 && copies[0].tagName !== 'TR' && !control) return null;
    put(control || held, another(shown(control || held), options));
    return copies;
  };
  const asRow = (nodes) => { // two cells as a row of their own
    if (!/^T[DH]$/.test(nodes[0].tagName)) return nodes;
    const row = doc.createElement('tr');
    row.append(...nodes);
    return [row];
  };
  const anchor = (nodes) => (/^T[DH]$/.test(nodes[0].tagName) ? nodes[0].parentElement : nodes[0]);
  const last = (nodes) => (/^T[DH]$/.test(nodes[0].tagName) ? nodes[0].parentElement : nodes[nodes.length - 1]);
  const HIDE = [
    (el) => el.setAttribute('hidden', ''), (el) => { el.style.display = 'none'; }, (el) => { el.style.visibility = 'hidden'; },
    (el) => { el.style.opacity = '0'; }, (el) => { el.style.cssText += ';position:absolute;left:-9999px'; },
    (el) => { el.style.cssText += ';position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden'; },
    (el) => { el.style.fontSize = '0'; },
    (el) => { el.classList.add('upg7'); doc.head.insertAdjacentHTML('beforeend', '<style>.upg7{display:none}</style>'); },
  ];

  // ---- tables with a row of headers
  const cellsOf = (row) => [...row.cells].flatMap((cell) => [cell, ...Array(cell.colSpan - 1).fill(null)]);
  const gridOf = (field) => {
    if (!field || !field.columns) return null;
    for (const row of doc.querySelectorAll('tr')) {
      const titles = cellsOf(row).map((cell) => (cell && !cell.querySelector('table') ? words(cell) : ''));
      const places = field.columns.map((labels) => titles.findIndex((title) => labels.map(plain).includes(title)));
      if (places.includes(-1) || concealed(row)) continue;
      if (field.within && (!headingOf(row) || words(headingOf(row)) !== plain(field.within))) continue;
      const rows = [...row.closest('table').rows];
      return {table: row.closest('table'), header: row, titles, places, rows: rows.slice(rows.indexOf(row) + 1).filter((one) => one.cells.length === row.cells.length)};
    }
    return null;
  };
  const swap = (one, two) => {
    const mark = doc.createElement('i');
    one.replaceWith(mark); two.replaceWith(one); mark.replaceWith(two);
  };

  const renamed = (text) => {
    const swedish = /[åäö]/i.test(request.ours.join());
    const low = text.charAt(0).toLowerCase() + text.slice(1);
    return pick([
      () => (swedish ? `Uppgift om ${low}` : `Current ${low}`), () => `${text} (1)`, () => text.split(' ').map((word) => (word.length > 6 ? `${word.slice(0, 6)}.` : word)).join(' ') + (text.split(' ').every((word) => word.length <= 6) ? ' nr' : ''),
      () => (swedish ? `${text} enligt anmälan` : `${text} as stated`), () => (swedish ? `Aktuell ${low}` : `Stated ${low}`),
    ])();
  };
  const foreign = (text) => text.split(' ').map((word) => (/\p{L}/u.test(word) ? word.replace(/[aeiouyåäö]+/gi, 'u').replace(/(\p{L})$/u, '$1ksi') : word)).join(' ');
  const WORDS = ['Annan uppgift', 'Övrigt', 'Noteringar', 'Bakgrund'];
  const HELP = 'Kontrollera uppgiften innan du går vidare. Frågor besvaras av supporten.';

  const field = request.target, p = pairOf(field), q = pairOf(request.other), grid = gridOf(field), text = !p && !grid ? line(field) : null;
  const strangers = () => pairs(null).filter((one) => p && one.label !== p.label && one.label.tagName === p.label.tagName && one.label.className === p.label.className
    && !request.ours.map(plain).includes(words(one.label)) && words(one.label));
  const partner = () => { const others = strangers(); return q && (roll(3) || !others.length) ? q : others.length ? pick(others) : null; };

  const renames = [], call = (el, was, is) => { renames.push([was, is]); say(el, is); };
  const KINDS = {
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
      if (!grid || grid.titles.length < 2) return null;
      const at = pick(grid.places), to = pick(grid.titles.map((_, place) => place).filter((place) => place !== at));
      const whole = roll(2), rows = whole ? [grid.header, ...grid.rows] : [grid.header];
      if (!whole) { const [a, b] = [cellsOf(grid.header)[at], cellsOf(grid.header)[to]]; if (!a || !b) return null; if (!words(b)) return null; }
      rows.forEach((row) => { const cells = cellsOf(row); if (cells[at] && cells[to]) swap(cells[at], cells[to]); });
      return `the columns "${grid.titles[at]}" and "${grid.titles[to]}" have changed places${whole ? '' : ', their cells have not'}`;
    },
    column_inserted: () => {
      if (!grid) return null;
      const at = roll(grid.titles.length + 1), double = roll(3) === 0, from = pick(grid.places);
      const title = double ? grid.titles[from] : pick(WORDS);
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
      if (/^T[DH]$/.test(nodes[0].tagName) && /^T[DH]$/.test(there[0].tagName)) { swap(nodes[0], there[0]); swap(nodes[1], there[1]); return `"${was}" and "${words(mate.label)}" have changed places with their values`; }
      const moved = /^T[DH]$/.test(nodes[0].tagName) ? asRow(nodes) : nodes;
      if (roll(2)) anchor(there).before(...moved); else last(there).after(...moved);
      return `"${was}" stands beside "${words(mate.label)}"`;
    },
    duplicated: () => {
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
      const cell = grid && field.columnOptions ? pick(grid.rows.flatMap((row) => field.columnOptions.map((options, at) => [row.cells[grid.places[at]], options])).filter(([one, options]) => one && options && options.includes(flat(one.textContent)))) : null;
      if (cell) { const was = flat(cell[0].textContent); say(cell[0], `${was} (ny)`); return `"${was}" in a cell is written otherwise`; }
      if (p && field.options && field.options.includes(shown(p.value))) { const was = shown(p.value); say(p.value, pick([`${was} (ny)`, `Ej ${was}`, was.slice(0, 3)])); return `"${was}" is written otherwise`; }
      return null;
    },
    section_headings_changed: () => {
      const at = p ? p.label : grid ? grid.header : null, over = at && headingOf(at);
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
      if (grid && roll(2)) body.append(grid.header.cloneNode(true));
      body.append(...rows.slice(at));
      rest.append(body);
      table.after(rest);
      if (roll(3) === 0) { const made = doc.createElement('h3'); made.textContent = pick(WORDS); rest.before(made); }
      return `the table goes on in another one from its row ${at + 1}`;
    },
    language_switched: () => {
      doc.documentElement.lang = 'fi';
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

    // ---- what one page cannot show
    date_order_changed: () => altered(/^(\d{4})-(\d\d)-(\d\d)(.*)$/, pick([(all, y, m, d, rest) => `${y}-${d}-${m}${rest}`, (all, y, m, d, rest) => `${d}/${m}/${y}${rest}`, (all, y, m, d, rest) => `${y.slice(2)}-${m}-${d}${rest}`]), 'the date'),
    unit_changed: () => altered(/^\d[\d\s\u00a0]*([.,]\d+)?$/, pick([(all) => `${all.replace(/[\s\u00a0]/g, '').replace(/[.,]\d+/, '')}00`, (all) => String(Number(all.replace(/[\s\u00a0]/g, '').replace(',', '.')) / 1000).replace('.', ','), (all) => String(Math.round(Number(all.replace(/[\s\u00a0]/g, '').replace(',', '.')) * 3.28))]), 'the number'),
    truncated: () => altered(/^.{6,}$/s, (all) => all.slice(0, Math.max(3, Math.floor(all.length * 0.6))), 'the text'),

    // ---- what harms nobody
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
      const free = [...doc.body.querySelectorAll('div, table, nav, ul, p, header, footer')].filter((el) => flat(el.textContent) && !el.closest('td, th, dd, dt, li, label') && !el.querySelector(HEADINGS)
        && !concealed(el) && !el.querySelector('form, script, input, select, button') && !mine.some((one) => el.contains(one) || one.contains(el)) && el.parentElement.children.length > 1 && !line(field));
      if (!free.length) return null;
      const one = pick(free);
      const host = one.parentElement, last = host.lastElementChild;
      if (last === one) host.prepend(one); else host.append(one);
      return `a part that is nobody's (${one.tagName}) stands elsewhere`;
    },
    help_added: () => {
      const at = p ? p.label : grid ? grid.table : null;
      if (!at) return null;
      return pick([
        () => { const host = at.closest('table, dl') || at.parentElement, made = doc.createElement('p'); made.className = 'help'; made.textContent = HELP; host.before(made); return 'a help text stands above'; },
        () => { const host = at.closest('table, dl') || at.parentElement, made = doc.createElement('p'); made.className = 'help'; made.textContent = HELP; host.after(made); return 'a help text stands below'; },
        () => { at.title = HELP; return 'a help text comes up over it'; },
        () => { const row = p && p.label.closest('tr'); if (!row) return null; const made = doc.createElement('tr'); made.innerHTML = `<td colspan=${row.cells.length}><small>${HELP}</small></td>`; row.after(made); return 'a help text stands in a row of its own'; },
      ])();
    },
  };
  function altered(pattern, by, what) {
    const cells = p ? [p.value] : grid ? grid.rows.flatMap((row) => field.altered.map((at) => row.cells[grid.places[at]])).filter(Boolean) : [];
    let many = 0;
    for (const cell of cells) {
      if (controlIn(cell) && controlIn(cell).matches('select, [type=checkbox], [type=date]')) continue;
      const was = shown(cell), now = was.replace(pattern, by);
      if (now !== was) { put(cell, now); many += 1; }
    }
    return many ? `${what} is written otherwise in ${many} places` : null;
  }

  const there = request.ours.filter((label) => pairOf({labels: [label]}) || line({labels: [label]}) || [...doc.querySelectorAll('th, td')].some((cell) => words(cell) === plain(label)));
  if (there.length * 2 < request.ours.length || !there.length) return null;
  const before = doc.documentElement.outerHTML, told = KINDS[request.kind]();
  const html = doc.documentElement.outerHTML;
  if (!told || html === before) return null;
  return {html: (doc.doctype ? new XMLSerializer().serializeToString(doc.doctype) + '\n' : '') + html, told, renames};
}
