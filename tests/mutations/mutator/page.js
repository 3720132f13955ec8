// A page as texts in HTML: labels and what stands beside them, tables with a row of headers, and how each is rewritten.
// It knows nothing of the robots' own reader. Told by `request`: see mutation.js, with which it is one function.
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
const beginning = (label) => new RegExp(`(^|\\s)${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*:`);
const line = (field) => { // "Label: value" within a text
  if (!field || field.columns) return null;
  for (const label of field.labels) {
    for (const node of textsOf(doc.body)) {
      const at = node.data.search(beginning(label));
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
// ---- lists that are no tables
const listOf = (field) => {
  const items = field && field.each ? [...doc.querySelectorAll(field.each)].filter((el) => !concealed(el)) : [];
  return items.length && !(field.none && items.every((el) => flat(el.textContent) === field.none)) ? {items, host: items[0].parentElement} : null;
};
const swap = (one, two) => {
  const mark = doc.createElement('i');
  one.replaceWith(mark); two.replaceWith(one); mark.replaceWith(two);
};
