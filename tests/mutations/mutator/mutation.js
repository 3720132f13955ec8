// The end of the one function that all these files are, in the order in which upgrade.py names them: it changes one page.
//   {html, kind, target: {labels, within, as, columns, options, each}, other: the same or null, ours: [labels], dice: [0..1]}
//   or {html, kind, text, ours, dice}: of a button, a title, a frame or a mark
//       -> {html, told, renames: [[was, is]], healed}: the page afterwards, what was done to it, and whether a description can fit it, or null where it does not apply
const there = request.ours.filter((label) => pairOf({labels: [label]}) || line({labels: [label]}) || [...doc.querySelectorAll('th, td')].some((cell) => words(cell) === plain(label)));
if (request.text === undefined && (request.ours.length ? there.length * 2 < request.ours.length : !list)) return null;
const before = doc.documentElement.outerHTML, told = KINDS[request.kind]();
const html = doc.documentElement.outerHTML;
if (!told || html === before) return null;
return {html: (doc.doctype ? new XMLSerializer().serializeToString(doc.doctype) + '\n' : '') + html, told, renames, healed: mends || renames.length > 0};
