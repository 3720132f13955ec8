// What stands on one frame's page beside what the reader reads: links, buttons, forms and the page's text. It
// touches nothing. Called as one function without arguments -> {title, language, text, early, links, buttons, forms, texts, unfolds, reveals, files}
() => {
  const CONTROLS = 'input, select, textarea';
  const squash = (text) => (text || '').replace(/[\s\u00a0]+/g, ' ').trim();
  const seen = (el) => el.checkVisibility ? el.checkVisibility({checkVisibilityCSS: true}) : el.getClientRects().length > 0;
  // What a closed menu holds is one press away.
  const offered = (el) => seen(el) || [...document.querySelectorAll('[aria-expanded=false]')].some((opener) => seen(opener)
    && [opener.nextElementSibling, document.getElementById(opener.getAttribute('aria-controls') || '')].some((menu) => menu && /^(UL|OL|MENU)$/.test(menu.tagName) && menu.contains(el)));
  const said = (el) => squash(el.tagName === 'INPUT' ? el.value || el.alt : (seen(el) ? el.innerText : el.textContent) || el.getAttribute('aria-label') || el.title).normalize('NFC').replace(/\s*[:*]+$/, '');
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
    options: c.tagName === 'SELECT' ? [...c.options].map((one) => [one.value, squash(one.label || one.textContent)]) : [],
    beside: squash((c.labels && c.labels[0] ? c.labels[0].innerText : '') || c.getAttribute('aria-label') || c.placeholder || c.title),
  });
  const form = (f) => ({
    method: (f.getAttribute('method') || 'get').toUpperCase(), address: new URL(f.getAttribute('action') || '', document.baseURI).href, id: f.id, seen: seen(f),
    controls: [...f.elements].filter((c) => c.matches(CONTROLS) && !['submit', 'button', 'image', 'reset'].includes(c.type)).map(control),
  });
  // A selector that leads to one element alone, by ids and classes without digits, else by its place among its kind.
  const step = (el) => el.tagName.toLowerCase() + [...el.classList].filter((name) => /^[a-z_-]+$/i.test(name)).map((name) => `.${name}`).join('');
  const only = (selector) => document.querySelectorAll(selector).length === 1;
  const selector = (el) => {
    let below = '';
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      if (/^[a-z_-]+$/i.test(up.id) && only(`#${up.id}`)) return `#${up.id}${below}`;
      const twins = [...up.parentElement.children].filter((one) => one.tagName === up.tagName);
      for (const own of [step(up), `${step(up)}:nth-of-type(${twins.indexOf(up) + 1})`]) if (only(own + below)) return own + below;
      below = ` > ${step(up)}${twins.length > 1 ? `:nth-of-type(${twins.indexOf(up) + 1})` : ''}${below}`;
    }
    return null;
  };
  // Texts in which lines "Label: value" stand: the whole text around them, as far as nothing but text and lists and tables is in it.
  const LINE = /^[-*\u2022]?\s*([^\s:][^:]{0,58}):(?:\s+(.*))?$/;
  const linesOf = (el) => el.innerText.split('\n').filter((line) => !line.includes('\t')).map((line) => squash(line).match(LINE)).filter(Boolean);
  const isText = (el) => !el.querySelector('form, button, h1, h2, h3, h4, h5, h6, dl, dt, label, nav, ' + CONTROLS) && !el.closest('th, nav, label, button, form, dl');
  const within = [...document.querySelectorAll('p, pre, div, td, blockquote, article, section')].filter((el) => seen(el) && isText(el) && linesOf(el).length > 1);
  const texts = within.filter((el) => !within.includes(el.parentElement)).map((el) => ({at: selector(el), lines: linesOf(el).map((found) => [found[1], found[2] || ''])})).filter((one) => one.at);
  // What only unfolds a part of this page that is folded away and holds a form's controls.
  const folded = [...document.querySelectorAll('form[method=post i] :is(input:not([type=hidden]), select, textarea)')].filter((el) => !seen(el));
  const targetOf = (el) => {
    const named = el.getAttribute('aria-controls') || (el.dataset.bsTarget || el.dataset.target || (el.getAttribute('href') || '')).replace(/^#/, '');
    return el.tagName === 'SUMMARY' ? el.parentElement : named && document.getElementById(named);
  };
  const unfolding = (el) => { const target = targetOf(el); return target && !seen(target.querySelector('input:not([type=hidden]), select, textarea') || document.body) && folded.some((one) => target.contains(one)); };
  const openers = [...document.querySelectorAll('a[href^="#"], button[type=button], summary, [role=button], [role=tab]:not(:has(a, button))')].filter(seen);
  const unfolds = openers.filter(unfolding).map(said).filter(Boolean);
  // What only unfolds a part that holds labels or files and nothing to write in; no menu, and no window over the page.
  const LABELS = 'dt, th, label, a[href], table, b, strong';
  const revealing = (el) => {
    const target = targetOf(el);
    return target && target !== document.body && !el.closest('nav, [role=navigation], [role=menubar]') && !target.closest('nav, ul, menu, dialog, [role=dialog], [role=menu]')
      && !target.contains(document.querySelector('h1')) && squash(target.textContent) !== said(el)
      && [...target.querySelectorAll(LABELS)].some((one) => !seen(one) && !one.closest('summary') && squash(one.textContent)) && !unfolding(el);
  };
  const reveals = [...new Set(openers.filter(revealing).map(said).filter(Boolean))];
  // Lists whose entries each lead to a file.
  const FILE = /\.(pdf|png|jpe?g|gif|zip|xml|docx?|xlsx?|txt|tiff?|eml|msg|odt)$/i;
  const isFile = (a) => FILE.test(squash(a.innerText)) || FILE.test(a.pathname);
  const entries = [...document.querySelectorAll('li, dt')].filter((el) => seen(el) && [...el.querySelectorAll('a[href]')].some(isFile) && !el.querySelector('li, dt'));
  const files = [...new Set(entries.map((el) => el.parentElement))].map((list) => ({
    each: selector(list) && `${selector(list)} > ${entries.find((el) => el.parentElement === list).tagName.toLowerCase()}`,
    entries: [...list.children].filter((el) => entries.includes(el)).map((el) => [...el.querySelectorAll('a[href]')].map((a) => [squash(a.innerText), a.href])),
  })).filter((list) => list.each && document.querySelectorAll(list.each).length === list.entries.length);
  const shown = document.body ? document.body.innerText : '';
  return {
    title: document.title, language: document.documentElement.lang || '', text: shown, early: window.robotsEarly === undefined ? shown : window.robotsEarly, charset: document.characterSet,
    links: [...document.querySelectorAll('a[href]')].filter(offered).slice(0, 600).map(link),
    buttons: [...document.querySelectorAll('button, input[type=submit], input[type=button], input[type=image], [role=button]')].filter((b) => offered(b) && b.tagName !== 'A').map(button),
    forms: forms.map(form), texts, unfolds, reveals, files,
  };
}
