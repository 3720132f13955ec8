// Where things stand in one frame, for a picture that is drawn anew: boxes and the known words, and no other text.
// Called with the known words -> {elements, boxes: [[kind, [x, y, width, height], word?, size?, bold?]]}
(words) => {
  const MOST = 3000;
  const LINE = 40; // pixels of every line that is not known: how long it is would tell "Ja" from "Nej"
  const known = new Set(words);
  const bare = (text) => text.replace(/[\s\u00a0]+/g, ' ').trim().normalize('NFC').replace(/\s*[:*]+$/, '');
  const boxes = [];
  const put = (kind, {left, top, width, height}, ...more) => {
    const there = width >= 3 && height >= 3 && left + width > 0 && top + height > 0 && left < innerWidth && top < innerHeight;
    if (there && boxes.length < MOST) boxes.push([kind, [left, top, width, height].map(Math.round), ...more]);
  };
  const say = (text, rect, at) => {
    const style = getComputedStyle(at), word = bare(text);
    const size = Math.min(parseFloat(style.fontSize) || 12, 40);
    if (known.has(word)) put('word', rect, word, size, style.fontWeight >= 600);
    else put('line', {left: rect.left, top: rect.top, width: LINE, height: rect.height});
  };
  const KINDS = [
    ['picture', 'img, svg, canvas, video, object, embed, meter, progress'],
    ['frame', 'iframe, frame'],
    ['button', 'button, input[type=submit], input[type=button], input[type=image], input[type=reset]'],
    ['control', 'input, select, textarea'],
    ['cell', 'td, th, fieldset, table, form'],
  ];
  const LEAVES = new Set(['picture', 'frame', 'control']);
  const range = document.createRange();
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE && node.data.trim()) {
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()];
      if (lines.length === 1 || known.has(bare(node.data))) lines.slice(0, 1).forEach((rect) => say(node.data, rect, node.parentElement || node.getRootNode().host));
      else lines.forEach((rect) => put('line', {left: rect.left, top: rect.top, width: LINE, height: rect.height}));
    }
    if (node.nodeType !== Node.ELEMENT_NODE || /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/.test(node.tagName)) return;
    if (node.tagName !== 'BODY' && !node.checkVisibility({checkVisibilityCSS: true}) && getComputedStyle(node).display !== 'contents') return;
    const kind = (KINDS.find(([, selector]) => node.matches(selector)) || [])[0];
    const rect = node.getBoundingClientRect();
    if (kind) put(kind, rect);
    else if (/^(fixed|absolute)$/.test(getComputedStyle(node).position)) put('cell', rect);
    if (kind === 'button' && node.tagName === 'INPUT') say(node.value, {left: rect.left + 6, top: rect.top, width: rect.width, height: rect.height}, node);
    if (LEAVES.has(kind) || (kind === 'button' && node.tagName === 'INPUT')) return;
    node.childNodes.forEach(walk);
    if (node.shadowRoot) node.shadowRoot.childNodes.forEach(walk);
  };
  if (document.body) walk(document.body);
  return {elements: document.querySelectorAll('*').length, boxes};
}
