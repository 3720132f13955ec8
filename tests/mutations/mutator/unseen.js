// What one page cannot show.
Object.assign(KINDS, {
  date_order_changed: () => altered(/^(\d{4})-(\d\d)-(\d\d)(.*)$/, pick([(all, y, m, d, rest) => `${y}-${d}-${m}${rest}`, (all, y, m, d, rest) => `${d}/${m}/${y}${rest}`, (all, y, m, d, rest) => `${y.slice(2)}-${m}-${d}${rest}`]), 'the date'),
  unit_changed: () => altered(/^\d[\d\s\u00a0]*([.,]\d+)?$/, pick([(all) => `${all.replace(/[\s\u00a0]/g, '').replace(/[.,]\d+/, '')}00`, (all) => String(Number(all.replace(/[\s\u00a0]/g, '').replace(',', '.')) / 1000).replace('.', ','), (all) => String(Math.round(Number(all.replace(/[\s\u00a0]/g, '').replace(',', '.')) * 3.28))]), 'the number'),
  truncated: () => altered(/^.{6,}$/s, (all) => all.slice(0, Math.max(3, Math.floor(all.length * 0.6))), 'the text'),
});
function altered(pattern, by, what) {
  const cells = p ? [p.value] : grid ? grid.rows.flatMap((row) => field.altered.map((at) => row.cells[grid.places[at]])).filter(Boolean) : [];
  let many = 0;
  if (text) {
    const from = text.node.data.search(beginning(text.label)), rest = text.node.data.slice(from), colon = rest.indexOf(':') + 1;
    const ends = request.ours.map((label) => rest.slice(colon).search(beginning(label))).filter((at) => at >= 0);
    const behind = rest.slice(colon, colon + Math.min(...ends, rest.length)).split('\n')[0], was = behind.trim(), now = was.replace(pattern, by);
    if (now !== was) { text.node.data = text.node.data.slice(0, from) + rest.slice(0, colon) + behind.replace(was, () => now) + rest.slice(colon + behind.length); many += 1; }
  }
  for (const cell of cells) {
    if (controlIn(cell) && controlIn(cell).matches('select, [type=checkbox], [type=date]')) continue;
    const was = shown(cell), now = was.replace(pattern, by);
    if (now !== was) { put(cell, now); many += 1; }
  }
  return many ? `${what} is written otherwise in ${many} places` : null;
}
