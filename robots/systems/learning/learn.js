// What stands on one frame's page beside what the reader reads: links, buttons, forms and the page's text. It
// touches nothing. Called as one function without arguments -> {title, language, text, links, buttons, forms}
() => {
  const CONTROLS = 'input, select, textarea';
  const squash = (text) => (text || '').replace(/[\s\u00a0]+/g, ' ').trim();
  const seen = (el) => el.checkVisibility ? el.checkVisibility({checkVisibilityCSS: true}) : el.getClientRects().length > 0;
  const said = (el) => squash(el.tagName === 'INPUT' ? el.value || el.alt : el.innerText || el.getAttribute('aria-label') || el.title).normalize('NFC').replace(/\s*[:*]+$/, '');
  const forms = [...document.forms];
  const act = (el) => [el.getAttribute('onclick'), (el.getAttribute('href') || '').startsWith('javascript:') ? el.getAttribute('href') : ''].filter(Boolean).join(';');
  const link = (a) => ({
    text: said(a), title: squash(a.title || a.getAttribute('aria-label')), address: a.href, raw: a.getAttribute('href'), target: a.target, act: act(a),
    rel: a.rel, method: a.dataset.method || a.dataset.confirm || a.getAttribute('hx-post') || a.getAttribute('hx-delete') || (a.hasAttribute('download') ? 'download' : ''),
    header: Boolean(a.closest('th, thead')), current: a.getAttribute('aria-current') === 'page' || /(^|[\s_-])(active|current|selected|aktiv|vald)($|[\s_-])/i.test(a.className + ' ' + (a.parentElement ? a.parentElement.className : '')),
    group: [...document.querySelectorAll('ul, ol, nav, tr, [role=tablist]')].indexOf(a.closest('ul, ol, nav, tr, [role=tablist]')),
  });
  const button = (b) => ({text: said(b), name: b.name || '', value: b.value || '', submits: b.type === 'submit' || b.type === 'image', act: act(b), form: forms.indexOf(b.form), disabled: b.disabled === true});
  const control = (c) => ({
    name: c.name, kind: c.tagName === 'INPUT' ? c.type : c.tagName.toLowerCase(), seen: seen(c), value: c.type === 'password' ? '' : c.value,
    checked: c.checked === true, fixed: c.readOnly === true || c.disabled, id: c.id, many: c.multiple === true,
    beside: squash((c.labels && c.labels[0] ? c.labels[0].innerText : '') || c.getAttribute('aria-label') || c.placeholder || c.title),
  });
  const form = (f) => ({
    method: (f.getAttribute('method') || 'get').toUpperCase(), address: new URL(f.getAttribute('action') || '', document.baseURI).href, id: f.id, seen: seen(f),
    controls: [...f.elements].filter((c) => c.matches(CONTROLS) && !['submit', 'button', 'image', 'reset'].includes(c.type)).map(control),
  });
  return {
    title: document.title, language: document.documentElement.lang || '', text: document.body ? document.body.innerText : '', charset: document.characterSet,
    links: [...document.querySelectorAll('a[href]')].filter(seen).slice(0, 600).map(link),
    buttons: [...document.querySelectorAll('button, input[type=submit], input[type=button], input[type=image], [role=button]')].filter((b) => seen(b) && b.tagName !== 'A').map(button),
    forms: forms.map(form),
  };
}
