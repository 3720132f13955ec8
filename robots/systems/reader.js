// The one reader: for a live page and for fetched HTML. Everything is found by what a person sees; it returns
// what stands there and never interprets it: kinds.py does that. Called as one function with one request:
//   {doc?, html?, read: {field: spec}, said: [texts], anchors: [labels], match: {name: pattern}, form: bool, outline: bool, layout: bool, heads: bool}
//       -> {status, headings, password, said, gone, found, fields, labels, form, outline, layout}
//   {faces: true} -> the texts of all buttons and links, each once
//   {offers: text, outside: spec?} -> number of such buttons and links that can be pressed, outside that table's rows
//   {press: text, outside: spec?} -> the same; pressed if it is 1
//   {fill: {field: {spec, value}}, ...} -> what is asked beside it, once the fields are filled in, and {problems: {field: problem or null}}
//   {sending: text, outside: spec?} -> {pressed: the same number, and what a press would find: its link, its form, all forms}
//   {follow: {spec, column, row, link}} -> whether that link of a table was there and clicked
//   {address: text} -> where the link of that text leads
//   {survey: true} -> {headings, password, spots, grids}: everything that `read` can find here, for whoever describes the page
(request) => {
  const doc = request.doc || (request.html === undefined ? document : new DOMParser().parseFromString(request.html, 'text/html'));
  const live = doc.defaultView !== null;
  const SKIPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'NOSCRIPT', 'HEAD', 'TITLE', 'OPTION', 'TEXTAREA', 'IFRAME']);
  const BLOCKS = new Set(['P', 'DIV', 'LI', 'TR', 'TABLE', 'UL', 'OL', 'DL', 'DT', 'DD', 'H1', 'H2', 'H3', 'H4', 'PRE', 'FIELDSET', 'FORM']);

  // ---- what a person sees
  const squash = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim();
  const bare = (text) => squash(text).normalize('NFC').replace(/\s*[:*]+$/, '');
  const concealed = (el) => el.hidden || /(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden)/i.test(el.getAttribute('style') || '');
  let kept = {seen: new Map(), text: new Map()}; // what was found out in this call, until something is written
  const once = (known, el, find) => { if (!known.has(el)) known.set(el, find(el)); return known.get(el); };
  const seen = (el) => once(kept.seen, el, isSeen);
  const isSeen = (el) => {
    if (live) return el.checkVisibility ? el.checkVisibility({checkVisibilityCSS: true}) : el.getClientRects().length > 0;
    for (let up = el; up; up = up.parentElement) if (concealed(up)) return false;
    return true;
  };
  const text = (el, apart) => (apart ? textOf([...el.childNodes], true) : once(kept.text, el, (it) => textOf([...it.childNodes]))); // apart: an empty line behind each paragraph
  const textOf = (nodes, apart) => {
    let out = '';
    const walk = (node) => {
      if (node.nodeType === 3) out += node.data.replace(/[\t\r\n ]+/g, ' ');
      if (node.nodeType !== 1 || SKIPPED.has(node.tagName) || concealed(node)) return;
      if (live && node.getClientRects().length === 0 && !seen(node)) return;
      if (node.tagName === 'BR') { out += '\n'; return; }
      const block = BLOCKS.has(node.tagName);
      if (block && !out.endsWith('\n')) out += '\n';
      const before = out;
      if (/^(PRE)$/.test(node.tagName)) out += node.textContent; else node.childNodes.forEach(walk);
      if (block && out !== before && !out.endsWith('\n')) out += '\n';
      if (apart && out !== before && /^(P|PRE|UL|OL)$/.test(node.tagName)) out += '\n';
    };
    nodes.forEach(walk);
    return out.split('\n').map((line) => line.replace(/[\t ]+/g, ' ').trim()).join('\n').trim();
  };
  const closest = (el, tags) => { for (let up = el.parentElement; up; up = up.parentElement) if (tags.includes(up.tagName)) return up; return null; };

  // ---- one walk: sections, cells and controls in the order of the page
  const CONTROLS = 'input:not([type=hidden]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), select, textarea, '
    + '[contenteditable=""], [contenteditable=true], [contenteditable=plaintext-only]';
  let all = [], headings = [], spots = [], section = new Map();
  const isHeading = (el) => /^(H\d|LEGEND|CAPTION)$/.test(el.tagName)
    || (el.tagName === 'TH' && el.colSpan > 1 && el.parentElement.cells.length === 1);
  const walk = () => {
    kept = {seen: new Map(), text: new Map()};
    [headings, spots, section] = [[], [], new Map()];
    all = [...doc.querySelectorAll('h1,h2,h3,h4,h5,h6,legend,caption,td,th,dt,label,table,[role=radiogroup],[role=group],' + CONTROLS)];
    let current = '';
    for (const el of all) {
      if (isHeading(el) && seen(el)) { current = bare(text(el)); headings.push(current); }
      section.set(el, current);
    }
    label();
  };
  const sectionOf = (el) => {
    if (!section.size) walk();
    if (section.has(el)) return section.get(el);
    return section.get(all.filter((one) => one.compareDocumentPosition(el) & 4).pop()) || '';
  };
  const where = (el) => sectionOf(el) ? `"${sectionOf(el)}"` : 'the top of the page';

  // ---- rich-text editors: an element that is edited, or a frame whose body is
  const editing = (el) => {
    if (el.tagName !== 'IFRAME') return el.hasAttribute('contenteditable') && el.matches(CONTROLS) ? el : null;
    try {
      const inside = el.contentDocument;
      return inside && inside.body && (inside.designMode === 'on' || inside.body.isContentEditable) ? inside.body : null;
    } catch { return null; }
  };
  const describeEditor = (el) => ({kind: 'rich', name: '', options: null, longest: null, text: text(editing(el)),
    disabled: [el, editing(el)].some((one) => /true/.test(one.getAttribute('aria-readonly') || one.getAttribute('aria-disabled') || ''))});
  const controlOf = (el) => {
    if (el.matches(CONTROLS) || editing(el)) return [el];
    return [...el.querySelectorAll(CONTROLS + ', iframe')].filter((one) => seen(one) && (one.tagName !== 'IFRAME' || editing(one)));
  };
  const oneOf = (controls) => controls.length > 0 && controls.every((c) => c.type === 'radio' && c.name === controls[0].name);
  // The label of an editor often names the hidden control that carries what was edited.
  const shownFor = (control) => {
    if (!control || seen(control) || !control.parentElement) return control;
    const editors = controlOf(control.parentElement).filter(editing);
    return editors.length === 1 ? editors[0] : control;
  };

  // ---- labels and what they label
  const plain = (cell) => !cell.querySelector('table, ' + CONTROLS);
  const add = (labelled, value, how) => {
    const label = bare(text(labelled));
    if (label && value && seen(labelled)) spots.push({label, value, how, at: labelled});
  };
  const namedBy = (el) => {
    const named = (el.getAttribute('aria-labelledby') || '').split(/\s+/).map((id) => id && doc.getElementById(id)).filter(Boolean);
    return bare(named.map(text).join(' ') || el.getAttribute('aria-label') || '');
  };
  // A group of radio buttons, or a lone control, by the words over it; over anything else they are a heading.
  const addGroup = (el) => {
    const group = el.tagName === 'LEGEND' ? el.parentElement : el;
    const label = group === el ? namedBy(el) : bare(text(el));
    const controls = controlOf(group);
    if (label && seen(el) && (oneOf(controls) || controls.length === 1)) spots.push({label, value: group, how: 'group', at: el});
  };
  const label = () => {
    const values = new Set(); // cells beside a row's header or a label with a colon: no labels, whatever an applicant wrote there
    for (const el of all) {
      if ((el.tagName === 'TD' || el.tagName === 'TH') && plain(el) && !isHeading(el) && !values.has(el)) {
        const next = el.nextElementSibling;
        if (!next || next.tagName !== 'TD') continue;
        add(el, next, 'cell');
        if (el.tagName === 'TH' ? el.rowSpan === 1 : /:$/.test(text(el))) values.add(next);
      } else if (el.tagName === 'DT') {
        const next = el.nextElementSibling;
        if (next && next.tagName === 'DD') add(el, next, 'list');
      } else if (el.tagName === 'LABEL') {
        add(el, shownFor(el.control || doc.getElementById(el.htmlFor) || el.querySelector(CONTROLS)), 'label');
      } else if (el.tagName === 'LEGEND' || /^(radiogroup|group)$/.test(el.getAttribute('role') || '')) {
        addGroup(el);
      } else if (el.matches(CONTROLS)) {
        const label = namedBy(el);
        if (label && seen(el)) spots.push({label, value: el, how: 'aria', at: el});
      }
    }
  };

  // ---- words without a cell of their own
  // What stands before a control on its line: "Reasons: [      ]", or a bold word, or a line of its own right above it.
  const wordsBefore = (control) => {
    let out = '';
    for (let node = control.previousSibling; node; node = node.previousSibling) {
      if (node.nodeType === 3) out = node.data + out;
      if (node.nodeType !== 1 || !seen(node)) continue;
      if (node.matches(CONTROLS) || node.querySelector(CONTROLS) || node.tagName === 'LABEL') break;
      if (BLOCKS.has(node.tagName) || (node.tagName === 'BR' && squash(out))) break;
      out = text(node) + out;
    }
    return out;
  };
  // What stands behind a radio button that has no <label>, up to the next one.
  const wordsAfter = (radio) => {
    let out = '';
    for (let node = radio.nextSibling; node; node = node.nextSibling) {
      if (node.nodeType === 1 && (node.tagName === 'BR' || node.matches(CONTROLS) || node.querySelector(CONTROLS))) break;
      out += node.nodeType === 3 ? node.data : node.nodeType === 1 ? text(node) : '';
    }
    return out;
  };
  const TICKED = /^(radio|checkbox)$/; // their words stand behind them
  const worded = () => all.filter((el) => el.matches(CONTROLS) && seen(el) && !TICKED.test(el.type))
    .map((el) => ({label: bare(wordsBefore(el)), value: el, how: 'words', at: el})).filter((spot) => spot.label);
  // A marked word and what follows it on its line: "<b>Name:</b> Anna".
  const MARKED = /^(B|STRONG|EM|LABEL|SPAN)$/;
  const isMarked = (node, like) => node.nodeType === 1 && MARKED.test(node.tagName) && seen(node)
    && node.tagName === like.tagName && node.className === like.className;
  const lineAfter = (el) => {
    const line = [];
    for (let node = el.nextSibling; node; node = node.nextSibling) {
      if (node.nodeType === 1 && (node.tagName === 'BR' || BLOCKS.has(node.tagName)) || isMarked(node, el)) break;
      if (node.nodeType === 3 || seen(node)) line.push(node);
    }
    return line;
  };
  // Whether an empty line is an empty value: the next words there are another marked one, or there are none.
  const surelyEmpty = (el) => {
    let at = el.nextSibling || el.parentElement.nextSibling;
    while (at && !isMarked(at, el) && !squash(at.textContent)) at = at.nextSibling;
    return !at || [at, ...(at.querySelectorAll ? [...at.children].slice(0, 1) : [])].some((node) => isMarked(node, el));
  };
  const inline = () => [...doc.querySelectorAll('b, strong, em, label, span')].filter(seen)
    .map((el) => ({label: bare(text(el)), value: el, how: 'inline', at: el}))
    .filter(({label, at}) => label && !(MARKED.test(at.parentElement.tagName) && bare(text(at.parentElement)) === label));
  // What stands in the part right after a label's own, where styles alone make columns: rows of two parts that are built
  // alike, and parts that take turns. A label without its value makes no pair, so that the next label is never a value.
  const NAMING = new Set(['DIV', 'SPAN', 'P', 'SMALL', 'STRONG', 'B', 'EM', 'LABEL', 'H4', 'H5', 'H6']);
  const sign = (el) => `${el.tagName} ${el.getAttribute('role') || ''} ${[...el.classList].map((one) => one.replace(/\d+/g, '')).filter((one) => !/^(odd|even|alt|first|last)$/i.test(one)).sort().join('.')}`;
  const names = (el) => (NAMING.has(el.tagName) || /^(term|rowheader)$/.test(el.getAttribute('role') || '')) && seen(el) && !(el.tagName === 'LABEL' && el.control)
    && !el.querySelector('a[href], button, table, ul, ol, dl, img, ' + CONTROLS) && /^[^\n]{1,60}$/.test(text(el));
  const says = (el) => seen(el) && !/^(A|BUTTON|NAV|FORM|TABLE|H1|H2|H3)$/.test(el.tagName) && !el.querySelector('h1, h2, h3, form, nav, table, dl, label');
  let paired = null;
  const after = () => {
    if (paired) return paired;
    const rows = new Map(), found = [];
    for (const whole of doc.querySelectorAll('div, li, p, section, article, fieldset, form, td, [role=row], [role=list], [role=listitem]')) {
      const parts = [...whole.children], signs = parts.map(sign);
      if (parts.length < 2 || whole.closest('nav, dl') || [...whole.childNodes].some((node) => node.nodeType === 3 && !/^[\s:]*$/.test(node.data))) continue;
      const pairs = parts.slice(0, -1).map((at, place) => ({at, value: parts[place + 1], kinds: signs.slice(place, place + 2)}))
        .filter(({at, value, kinds}) => (parts.length === 2 || signs.indexOf(kinds[0]) < signs.indexOf(kinds[1])) && names(at) && says(value));
      for (const pair of pairs) {
        const alike = parts.length === 2 ? `${sign(whole)} > ${pair.kinds.join(' + ')}` : null;
        if (alike) rows.set(alike, [...(rows.get(alike) || []), pair]);
        else if (signs.filter((one) => one === pair.kinds[0]).length > 1 || pair.kinds[0].startsWith('LABEL')) found.push(pair);
      }
    }
    const grouped = [...rows.values()].filter((alike) => alike.length > 1 || alike[0].kinds[0].startsWith('LABEL')).flat();
    paired = [...found, ...grouped].filter(({at}) => !spots.some((spot) => spot.at === at))
      .map(({at, value}) => ({label: bare(text(at)), value, how: 'after', at})).filter((spot) => spot.label);
    return paired;
  };
  // The cells under a header: of a table with one row, or where headers stand above their values again and again.
  const under = (label) => [...doc.querySelectorAll('tr')].flatMap((row) => [...row.cells]
    .filter((cell) => seen(cell) && plain(cell) && label.includes(bare(text(cell)))).flatMap((cell) => {
      const found = [], at = columns(row).indexOf(cell);
      for (let next = row; (next = next.nextElementSibling || (next.parentElement.tagName === 'THEAD' && next.parentElement.nextElementSibling || {rows: []}).rows[0] || null);) {
        const cells = columns(next);
        if (cells.length !== columns(row).length || cells.every((one) => one && one.tagName === 'TH')) break;
        if (seen(next) && cells[at]) found.push({label, value: cells[at], how: 'under', at: cell});
      }
      return found;
    }));

  // ---- what stands at a spot
  const optionText = (option) => squash(option.label || option.textContent);
  const describe = (control) => {
    if (editing(control)) return describeEditor(control);
    const kind = control.tagName === 'INPUT' ? control.type : control.tagName.toLowerCase();
    const about = {kind, name: control.name, disabled: control.disabled || control.readOnly === true, text: null, options: null, longest: null};
    if (kind === 'select') {
      about.options = [...control.options].map(optionText);
      about.text = control.multiple ? null : control.selectedIndex < 0 ? '' : optionText(control.options[control.selectedIndex]);
    } else if (kind === 'checkbox') {
      about.text = control.checked ? 'true' : 'false';
    } else {
      about.text = control.value;
      if (control.maxLength > 0) about.longest = control.maxLength;
    }
    return about;
  };
  const links = (nodes) => nodes.flatMap((el) => el.nodeType !== 1 ? [] : el.tagName === 'A' ? [el] : [...el.querySelectorAll('a')]).map((a) => {
    const href = a.getAttribute('href') || '';
    const plainAddress = href && !/^(javascript:|#)/i.test(href.trim());
    const name = squash(text(a)).replace(/^\u200b+$/, ''); // an icon's link
    return {text: name, address: plainAddress ? href : null, script: plainAddress ? '' : a.getAttribute('onclick') || href};
  });
  const named = (radio) => bare(radio.labels && radio.labels[0] ? text(radio.labels[0]) : radio.getAttribute('aria-label') || wordsAfter(radio));
  const standing = (el, at, how) => {
    const nodes = how === 'inline' ? lineAfter(el) : [...el.childNodes];
    const controls = how === 'inline' ? nodes.flatMap((node) => node.nodeType === 1 ? controlOf(node) : []) : controlOf(el);
    const radios = oneOf(controls);
    let shown = textOf(nodes), cut = false, control = null, problem = null;
    if (how === 'inline' && !shown && !controls.length && !surelyEmpty(el)) {
      problem = 'nothing stands behind its label on the same line';
    } else if (radios) {
      const ticked = controls.filter((c) => c.checked);
      control = {kind: 'radio', name: controls[0].name, disabled: controls.every((c) => c.disabled), text: ticked.length ? named(ticked[0]) : '',
                 options: controls.map(named), longest: null};
    } else if (controls.length > 1) {
      problem = `${controls.length} controls stand beside the label`;
    } else if (controls.length === 1) {
      control = describe(controls[0]);
    } else if ([...el.querySelectorAll('iframe')].some(seen)) {
      problem = 'it stands in a frame of its own';
    } else if (/(\u2026|\.\.\.)$/.test(shown)) {
      // Legacy grids cut long cells and keep the whole text in title; without one the value is not known.
      const stem = squash(shown.replace(/(\u2026|\.\.\.)$/, ''));
      const whole = [el, ...el.querySelectorAll('[title]')].map((e) => e.getAttribute('title') || '').find((t) => squash(t).startsWith(stem) && t.length > stem.length);
      if (whole) shown = whole.replace(/[^\S\n]+/g, ' ').trim(); else cut = true;
    }
    return {where: where(at), text: control ? control.text : shown, cut, control, problem, links: control ? [] : links(nodes)};
  };

  // ---- fields
  const within = (spec, el) => !spec.within || bare(spec.within) === sectionOf(el);
  const unique = (found) => {
    const kept = [], taken = new Set();
    for (const spot of found) {
      const controls = controlOf(spot.value);
      const target = controls.length === 1 ? controls[0] : spot.value;
      if (!taken.has(target)) { taken.add(target); kept.push(spot); }
    }
    return kept;
  };
  const placed = (spec, wanted) => {
    if (spec.place === 'under') return under(wanted);
    return (spec.place === 'inline' ? inline() : spec.place === 'after' ? after() : [...spots, ...worded()]).filter((spot) => wanted.includes(spot.label));
  };
  const isAs = (spec, el) => !spec.as || (spec.as === 'control') === (controlOf(el).length > 0);
  const find = (spec) => {
    if (spec.at) return [...doc.querySelectorAll(spec.at)].filter(seen).map((value) => ({value, at: value}));
    const wanted = spec.label.map((label) => bare(label));
    const found = unique(placed(spec, wanted).filter((spot) => within(spec, spot.at) && isAs(spec, spot.value)));
    return spec.nth ? found.slice(spec.nth - 1, spec.nth) : found;
  };
  const columns = (row) => {
    const out = [];
    for (const cell of row.cells) for (let k = 0; k < cell.colSpan; k++) out.push(k === 0 ? cell : null);
    return out;
  };
  const grids = (spec) => {
    const wanted = Object.entries(spec.columns);
    const found = [];
    for (const table of doc.querySelectorAll('table')) {
      if (!seen(table)) continue;
      for (const header of table.rows) {
        const titles = columns(header).map((cell) => cell && plain(cell) ? bare(text(cell)) : null);
        const places = wanted.map(([name, labels]) => [name, titles.map((t, i) => labels.map(bare).includes(t) ? i : -1).filter((i) => i >= 0)]);
        if (places.some(([, at]) => at.length === 0) || !within(spec, header.cells[0])) continue;
        found.push({table, header, titles, places});
        break;
      }
    }
    return spec.nth ? found.slice(spec.nth - 1, spec.nth) : found;
  };
  const below = ({table, header}) => [...table.rows].slice([...table.rows].indexOf(header) + 1).filter(seen);
  // A table that goes on in the next one, which has no header of its own: its rows would be lost without a word.
  const goesOn = ({table, titles}) => {
    const next = table.nextElementSibling;
    return titles.length > 1 && next && next.tagName === 'TABLE' && seen(next) && next.rows.length > 0 && [...next.rows].every((row) =>
      columns(row).length === titles.length && [...row.cells].every((cell) => cell.tagName === 'TD' && plain(cell) && !/:$/.test(text(cell))));
  };
  const rows = (grid) => {
    const {titles, places} = grid;
    const twice = places.find(([, at]) => at.length > 1);
    if (twice) return {problem: `two columns for ${twice[0]}`, rows: [], notes: []};
    if (goesOn(grid)) return {problem: 'another table follows that has as many columns and no header', rows: [], notes: []};
    const out = [], notes = [];
    for (const row of below(grid)) {
      const cells = columns(row);
      if (row.cells.length === 1 && titles.length > 1) { notes.push(squash(text(row.cells[0]))); continue; }
      if (cells.length !== titles.length) return {problem: 'a row has another number of cells than the header', rows: [], notes: []};
      out.push(Object.fromEntries(places.map(([name, [at]]) => [name, cells[at] ? standing(cells[at], cells[at]) : null])));
    }
    return {problem: null, rows: out, notes};
  };

  // ---- a list that is no table: each row is one element, each column a part of it
  const list = (spec) => {
    const items = [...doc.querySelectorAll(spec.each)].filter(seen);
    const notes = items.map((item) => squash(text(item))).filter((words) => words === spec.none);
    const rows = items.filter((item) => squash(text(item)) !== spec.none)
      .map((item) => Object.fromEntries(Object.keys(spec.columns).map((name) => [name, standing(item, item)])));
    return {places: items.slice(0, 1).map(where), spot: null, table: items.length ? {problem: null, rows, notes} : null};
  };

  // ---- a line "Label: value" in a text: it ends with its own line, or where the next label of the text begins
  const escaped = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s+');
  const labelsIn = (line, labels) => {
    const one = [...labels].sort((a, b) => b.length - a.length).map(escaped).join('|');
    return [...line.matchAll(new RegExp(`(^[-*\u2022]?\\s*|\\s)(${one})\\s*:`, 'g'))]
      .map((hit) => ({label: bare(hit[2]), from: hit.index, to: hit.index + hit[0].length}));
  };
  const linesOf = (value) => {
    const [area, ...others] = controlOf(value);
    return (area && area.tagName === 'TEXTAREA' && others.length === 0 ? area.value : text(value, true)).split('\n').map(squash);
  };
  const lines = (spec) => {
    const texts = find(spec.line);
    if (texts.length !== 1) return {places: texts.map((spot) => where(spot.at)), spot: null, table: null};
    const all = linesOf(texts[0].value);
    const wanted = spec.label.map(bare);
    const labels = new Set([...wanted, ...spec.line.stops.map(bare)]);
    const found = [];
    all.forEach((line, at) => labelsIn(line, labels).forEach((hit, place, hits) => {
      if (!wanted.includes(hit.label)) return;
      const next = hits[place + 1], value = squash(line.slice(hit.to, next ? next.from : undefined));
      const goesOn = !next && all[at + 1] && !/^[^:]{1,80}:/.test(all[at + 1]);
      const before = line.slice(0, hit.from);
      const problem = goesOn ? 'the text goes on in the next line' : /[^\s:]:(\s|$)/.test(value) ? 'another label may stand in it'
        : place === 0 && /[^\s.!?:;,]\s*$/.test(before) ? 'its label may be part of a longer one' : null;
      found.push({where: where(texts[0].at), text: value, cut: false, control: null, problem, links: []});
    }));
    return {places: found.map((one) => one.where), spot: found.length === 1 ? found[0] : null, table: null};
  };

  const field = (spec) => {
    if (spec.line) return lines(spec);
    if (spec.each) return list(spec);
    if (spec.columns) {
      const found = grids(spec);
      return {places: found.map((g) => where(g.header.cells[0])), spot: null, table: found.length === 1 ? rows(found[0]) : null};
    }
    const found = find(spec);
    return {places: found.map((spot) => where(spot.at)), spot: found.length === 1 ? standing(found[0].value, found[0].at, found[0].how) : null, table: null};
  };

  // ---- labels and headers that must be there: those that are not
  const gone = (anchors) => {
    if (!anchors.length) return [];
    const headers = [...doc.querySelectorAll('th, td')].filter((cell) => plain(cell) && seen(cell)).map((cell) => bare(text(cell)));
    const there = new Set([...headings, ...headers, ...[...spots, ...worded(), ...inline(), ...after()].map((spot) => spot.label)]);
    return anchors.filter((anchor) => !there.has(bare(anchor)));
  };

  // ---- the form that holds the given fields: every name it can send, and what it would send for each field
  const form = (specs) => {
    const controls = Object.values(specs).filter((spec) => !spec.columns).flatMap((spec) => find(spec).flatMap((spot) => controlOf(spot.value)));
    const formOf = (control) => control.form || closest(control, ['FORM']);
    const owner = controls.length ? formOf(controls[0]) : null;
    if (!owner || controls.some((control) => formOf(control) !== owner)) return null;
    const ours = new Set(controls.filter((control) => !editing(control)).map((control) => control.name));
    const names = [...new Set([...owner.elements].map((control) => control.name).filter(Boolean))].sort();
    const sent = [...new FormData(owner)].filter(([name, value]) => ours.has(name) && typeof value === 'string');
    return {names, ours: [...ours].sort(), sent};
  };

  // ---- the shape of the page: labels, headers, buttons and form targets, no values
  const buttons = () => [...doc.querySelectorAll('button, input[type=submit], input[type=button], input[type=image], a, summary, [role=button], [role=tab]:not(:has(a, button))')].filter(seen);
  const face = (el) => bare(el.tagName === 'INPUT' ? el.value || el.alt : text(el) || el.getAttribute('aria-label') || el.title || '');
  const pathOf = (action) => { try { return new URL(action, doc.baseURI).pathname; } catch { return action; } };
  const targets = () => [...doc.forms].map((f) => `${(f.getAttribute('method') || 'get').toUpperCase()} ${pathOf(f.getAttribute('action') || '')}`);
  const outline = () => {
    const labelled = spots.filter((s) => s.how !== 'cell' || s.at.tagName === 'TH' || /:\s*$/.test(s.at.textContent));
    return {
      headings,
      labels: [...new Set(labelled.map((s) => s.label))],
      headers: [...new Set([...doc.querySelectorAll('tr')].filter((r) => r.cells.length > 1 && [...r.cells].every((c) => c.tagName === 'TH')).flatMap((r) => [...r.cells].map((c) => bare(text(c)))))],
      buttons: [...new Set(buttons().filter((b) => b.tagName !== 'A').map(face))],
      forms: targets(),
    };
  };

  // ---- the row of a table that heads its columns
  const bold = (row) => [...row.cells].every((cell) => live && parseFloat(getComputedStyle(cell.querySelector('b, strong, a') || cell).fontWeight) >= 600);
  const headerOf = (table) => {
    const rows = [...table.rows].filter(seen);
    for (const [at, row] of rows.slice(0, 3).entries()) {
      const cells = [...row.cells], after = rows.slice(at + 1);
      if (cells.length < 2 || !cells.every((cell) => plain(cell) || cell.querySelector('input[type=checkbox]')) || !cells.some((cell) => text(cell))) continue;
      const fits = after.filter((one) => columns(one).length === columns(row).length || one.cells.length === 1).length;
      if (fits < after.length / 2) continue;
      if (cells.every((cell) => cell.tagName === 'TH') || row.parentElement.tagName === 'THEAD') return row;
      if (cells.length > 2 && after.length > 0 && bold(row) && !cells.some((cell) => /[\d:]/.test(text(cell)))) return row;
    }
    return null;
  };

  // ---- how the page is laid out around the fields that are read: what a contract holds; see layout.py. No values.
  const HINT = /^(placeholder|pattern|step)$|format/;
  const shownWhole = (el) => (live && el.checkVisibility ? el.checkVisibility({opacityProperty: true, visibilityProperty: true}) : seen(el));
  const built = (el) => {
    const controls = controlOf(el);
    if (controls.length === 0) return null;
    const {kind, disabled, options, longest} = describe(controls[0]);
    const hint = [...controls[0].attributes].filter((one) => HINT.test(one.name)).map((one) => `${one.name}=${one.value}`).sort().join(' ');
    if (oneOf(controls)) return {kind: 'radio', disabled: controls.every((c) => c.disabled), options: controls.map(named), longest: null, hint};
    return {kind: controls.length > 1 ? 'several' : kind, disabled, options, longest, hint};
  };
  const firm = (spot) => spot.how !== 'cell' || spot.at.tagName === 'TH'; // an applicant's words in a cell make no such label
  const layout = (specs) => {
    const blocks = new Map(), mine = new Map(), fields = {}, tables = {}, rows = new Set();
    const block = (el) => {
      const up = closest(el, ['TABLE', 'DL', 'UL', 'FIELDSET', 'FORM']);
      if (up && !blocks.has(up)) blocks.set(up, blocks.size + 1);
      return up ? blocks.get(up) : 0;
    };
    const passages = new Map(); // each text that holds lines of ours: which labels are looked for in it, and whose they are
    for (const [name, spec] of Object.entries(specs || {})) {
      if (spec.line) {
        const texts = find(spec.line);
        if (texts.length !== 1) continue;
        const {value} = texts[0], known = passages.get(value) || passages.set(value, new Map()).get(value);
        spec.line.stops.map(bare).filter((stop) => !known.has(stop)).forEach((stop) => known.set(stop, ''));
        spec.label.map(bare).forEach((label) => known.set(label, name));
        continue;
      }
      if (spec.each) {
        const items = [...doc.querySelectorAll(spec.each)].filter(seen);
        if (items.length) tables[name] = {section: sectionOf(items[0]), titles: [], lists: new Set(items.map((item) => item.parentElement)).size};
        continue;
      }
      if (spec.columns) {
        const found = grids(spec);
        if (found.length === 1) tables[name] = {section: section.get(found[0].header.cells[0]) || '', titles: found[0].titles.map((title) => title || '')};
        found.flatMap(below).forEach((row) => rows.add(row));
        continue;
      }
      const found = find(spec), spot = found[0];
      if (!spot) continue;
      const beside = spot.label === undefined ? spots.find((one) => one.value === spot.value || one.value.contains(spot.value)) : spot;
      if (beside) mine.set(beside, name);
      fields[name] = {label: beside ? beside.label : '', section: section.get(beside ? beside.at : spot.at) || '', times: beside ? found.filter((one) => one === spot || firm(one)).length : found.length,
                      shown: shownWhole(spot.at) && shownWhole(spot.value), control: built(spot.value)};
    }
    // An applicant may have written such a line too: how often it stands there is not held. Whatever else begins a line is for `heal`.
    const written = [...passages].flatMap(([value, known]) => {
      blocks.set(value, blocks.size + 1);
      return linesOf(value).flatMap((line) => {
        const hits = labelsIn(line, [...known.keys()]).map((hit) => hit.label), first = /^[-*\u2022]?\s*([^:]{1,60})\s*:(\s|$)/.exec(line);
        return hits.length || !request.heads || !first ? hits : [bare(first[1])];
      }).map((label) => ({text: label, section: sectionOf(value), block: blocks.get(value), field: known.get(label) || ''}));
    });
    for (const one of written.filter((label) => label.field)) fields[one.field] = {label: one.text, section: one.section, times: 1, shown: true, control: null};
    const inGrid = (el) => { for (let up = el; up; up = up.parentElement) if (rows.has(up)) return true; return false; };
    const heading = (row) => row.cells.length > 1 && [...row.cells].every((cell) => cell.tagName === 'TH') || row === headerOf(row.closest('table'));
    const heads = request.heads ? [...doc.querySelectorAll('tr')].filter((row) => seen(row) && heading(row)) : [];
    return {
      language: doc.documentElement.lang || '', headings, fields, tables,
      heads: heads.map((row) => ({section: section.get(row.cells[0]) || '', titles: columns(row).map((cell) => (cell ? bare(text(cell)) : ''))})),
      labels: spots.filter((one) => !inGrid(one.at)).map((one) => ({text: one.label, section: section.get(one.at) || '', block: block(one.at), field: mine.get(one) || ''})).concat(written),
      forms: targets(),
    };
  };

  // ---- everything that can be read here: each label with what stands beside it, each table with a row of headers
  // A marked word that leads its line, as others do that are built alike: "<li><b>Name</b> Anna".
  const begins = (el) => {
    const line = el.parentElement;
    const alike = (one) => one.tagName === line.tagName && sign(one) === sign(line) && one.firstElementChild && sign(one.firstElementChild) === sign(el)
      && !squash((one.firstChild.nodeType === 3 && one.firstChild.data) || '');
    return /^(LI|P|DIV|TD)$/.test(line.tagName) && line.children.length === 1 && text(el).length <= 60 && text(line) !== text(el) && alike(line)
      && [...line.parentElement.children].filter(alike).length > 1;
  };
  const survey = () => {
    const headed = [...doc.querySelectorAll('table')].filter(seen).map((table) => ({table, header: headerOf(table)})).filter((one) => one.header);
    const inGrid = new Set(headed.flatMap((grid) => [grid.header, ...below(grid)]));
    const beside = [...spots, ...worded()], taken = new Set(beside.map((spot) => spot.label));
    const others = (found, place) => {
      const more = found.filter((spot) => !taken.has(spot.label)).map((spot) => ({...spot, place}));
      more.forEach((spot) => taken.add(spot.label));
      return more;
    };
    const colons = others(inline().filter((spot) => /:\s*$/.test(text(spot.at))), 'inline');
    const outside = [...beside, ...colons, ...others(after(), 'after'), ...others(inline().filter((spot) => begins(spot.at)), 'inline')].filter((spot) => !inGrid.has(spot.at.closest('tr')));
    const found = (spot) => { // how often `read` finds its label: on the page, under its heading; and which one it is
      const spec = {label: [spot.label], place: spot.place}, all = find(spec), here = find({...spec, within: sectionOf(spot.at)});
      return {times: all.length, here: here.length, nth: all.findIndex((one) => one.at === spot.at && one.value === spot.value) + 1};
    };
    const kept = new Set([...new Set(outside.map((spot) => spot.label))].flatMap((label) => unique(outside.filter((spot) => spot.label === label))));
    return {
      headings,
      password: [...doc.querySelectorAll('input[type=password]')].some(seen),
      spots: outside.filter((spot) => kept.has(spot)).map((spot) => ({
        label: spot.label, section: sectionOf(spot.at), how: spot.how, place: spot.place || '',
        marked: spot.how === 'after' ? false : spot.how === 'inline' ? /:\s*$/.test(text(spot.at)) : spot.how !== 'cell' || spot.at.tagName === 'TH' || /:\s*\**\s*$/.test(text(spot.at)) || controlOf(spot.value).length > 0,
        linked: spot.at.querySelector('a') !== null, ...found(spot), ...standing(spot.value, spot.at, spot.how),
      })),
      grids: headed.map(({table, header}) => {
        const titles = columns(header).map((cell) => cell && plain(cell) ? bare(text(cell)) : '');
        const rows = below({table, header}), whole = rows.filter((row) => row.cells.length > 1 && columns(row).length === titles.length);
        return {
          titles, section: sectionOf(header.cells[0]),
          rows: whole.slice(0, 100).map((row) => columns(row).map((cell) => cell && standing(cell, cell))),
          notes: rows.filter((row) => row.cells.length === 1 && titles.length > 1).map((row) => squash(text(row.cells[0]))),
          odd: rows.filter((row) => row.cells.length > 1 && columns(row).length !== titles.length).length,
        };
      }),
    };
  };

  // ---- what pressing a button would find to send: each form as it stands; a script may change it before it goes out
  const pairsOf = (form, button) => [...new FormData(form, button)].map(([name, value]) => [name, typeof value === 'string' ? value : '']);
  const filesOf = (form) => [...new FormData(form)].filter(([, value]) => typeof value !== 'string').map(([name]) => name);
  const OTHERWISE = ['formaction', 'formmethod', 'formenctype'];
  const sending = (el) => {
    const forms = [...doc.forms], own = forms.indexOf(el.form || closest(el, ['FORM'])), submits = own >= 0 && el.type === 'submit';
    return {
      link: el.tagName === 'A' && leads(el) !== el && !el.target ? el.href : null, own, pressing: submits ? pairsOf(forms[own], el) : null,
      forms: forms.map((form) => ({
        method: form.getAttribute('method') && form.method === 'post' ? 'POST' : 'GET', kind: form.enctype,
        pairs: pairsOf(form), files: filesOf(form),
        action: new URL(form.getAttribute('action') || '', doc.baseURI).href,
        other: Boolean(form.getAttribute('target') || form.getAttribute('accept-charset') || (submits && OTHERWISE.some((one) => el.hasAttribute(one)))),
      })),
    };
  };

  // ---- writing into a live page
  const set = (control, wanted) => {
    if (control.disabled || control.readOnly) return 'it cannot be changed';
    if (control.tagName === 'SELECT') {
      const at = [...control.options].map(optionText).indexOf(wanted);
      if (at < 0) return 'the wanted option is not there';
      control.selectedIndex = at;
    } else if (control.type === 'checkbox') {
      control.checked = wanted === 'true';
    } else {
      if (control.maxLength > 0 && wanted.length > control.maxLength) return `it takes ${control.maxLength} characters`;
      const owner = control.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
      Object.getOwnPropertyDescriptor(owner.prototype, 'value').set.call(control, wanted);
    }
    for (const event of ['input', 'change']) control.dispatchEvent(new Event(event, {bubbles: true}));
    return null;
  };
  const typeIn = (el, wanted) => {
    const body = editing(el), page = body.ownerDocument, window = page.defaultView;
    if (describeEditor(el).disabled) return 'it cannot be changed';
    body.focus();
    window.getSelection().selectAllChildren(body);
    page.execCommand('delete');
    wanted.split('\n').forEach((line, place) => {
      if (place) page.execCommand('insertParagraph');
      if (line) page.execCommand('insertText', false, line);
    });
    for (const event of ['keyup', 'change']) body.dispatchEvent(new window.Event(event, {bubbles: true}));
    body.blur();
    return null;
  };
  const fill = ({spec, value}) => {
    const found = find(spec);
    if (found.length !== 1) return `it stands there ${found.length} times`;
    let controls = controlOf(found[0].value);
    if (oneOf(controls)) {
      controls = controls.filter((c) => named(c) === value);
      if (controls.length === 1) { controls[0].click(); return null; }
      return 'the wanted option is not there';
    }
    if (controls.length !== 1) return 'it has no control';
    return (editing(controls[0]) ? typeIn : set)(controls[0], value);
  };

  // What stands in a list's rows may be an applicant's words: there it is never taken for the list's own button.
  const listed = new Set(request.outside ? grids(request.outside).flatMap(below).filter((row) => row.cells.length > 1) : []);
  const inRows = (el) => { for (let up = el; up; up = up.parentElement) if (listed.has(up)) return true; return false; };
  const shut = (el) => el.disabled || el.getAttribute('aria-disabled') === 'true';
  // Many lists can be turned both above and below their rows: there, links that lead to one address are one.
  const leads = (el) => el.tagName === 'A' && !/^(javascript:|#|$)/i.test((el.getAttribute('href') || '').trim()) ? el.href : el;
  const faced = (wanted) => {
    const found = buttons().filter((el) => face(el) === bare(wanted) && !shut(el) && !inRows(el));
    return request.outside ? found.filter((el, place) => found.findIndex((other) => leads(other) === leads(el)) === place) : found;
  };
  if (request.faces) return [...new Set(buttons().filter((el) => !shut(el)).map(face))].filter(Boolean);
  if (request.offers !== undefined) return faced(request.offers).length;
  if (request.press !== undefined) {
    const found = faced(request.press);
    if (found.length === 1) found[0].click();
    return found.length;
  }
  if (request.sending !== undefined) {
    const found = faced(request.sending);
    return found.length === 1 ? {pressed: 1, ...sending(found[0])} : {pressed: found.length};
  }
  if (request.follow) {
    const grid = grids(request.follow.spec)[0];
    const cells = grid ? below(grid).filter((row) => row.cells.length > 1) : [];
    const at = grid && grid.places.find(([name]) => name === request.follow.column)[1][0];
    const link = cells[request.follow.row] && columns(cells[request.follow.row])[at].querySelectorAll('a')[request.follow.link];
    if (link) link.click();
    return Boolean(link);
  }
  if (request.address !== undefined) {
    const found = [...doc.querySelectorAll('a[href]')].filter((el) => seen(el) && face(el) === bare(request.address));
    return found.length === 1 ? found[0].href : null;
  }
  walk();
  if (request.survey) return survey();
  const problems = request.fill ? Object.fromEntries(Object.entries(request.fill).map(([name, one]) => [name, fill(one)])) : null;
  if (problems) walk(); // what a script has made of it
  const page = squash(doc.body ? text(doc.body) : '');
  const fields = Object.fromEntries(Object.entries(request.read || {}).map(([name, spec]) => [name, field(spec)]));
  return {
    status: live ? (performance.getEntriesByType('navigation')[0] || {}).responseStatus || null : null,
    problems,
    headings,
    password: [...doc.querySelectorAll('input[type=password]')].some(seen),
    said: Object.fromEntries((request.said || []).map((wanted) => [wanted, page.includes(squash(wanted))])),
    gone: gone(request.anchors || []),
    found: Object.fromEntries(Object.entries(request.match || {}).map(([name, pattern]) => [name, (page.match(new RegExp(pattern)) || [])[1] || null])),
    fields,
    labels: Object.values(fields).some((one) => one.places.length === 0) || gone(request.anchors || []).length ? [...outline().labels, ...outline().headers] : [],
    form: request.form ? form(request.read) : null,
    outline: request.outline ? outline() : null,
    layout: request.layout ? layout(request.read) : null,
  };
}
