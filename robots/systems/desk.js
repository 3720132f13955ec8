// A desk: pages of the case system are fetched onto it and looked at by the one reader. No script of theirs runs here.
// Made as one function of the reader; what it returns is called with what is to be done, in order, and what is asked then:
//   {steps: [{go: address} | {press: text, frame, outside, habit, dry}], frame, ask, charset, within}
//   {beside: address, ask} -> {url, status, seen, answer}, of a page that is looked at beside
//       -> {pages: {frame: {url, status}}, acts: [[number, text?]], pressed?, seen?, missing?, unfit?, sends?, answer}
//   {timed: address, many} -> {alone, together}: milliseconds in which a page comes, and in which so many come at once
// A habit is what pressing adds to a form that came: {link, form, button, adds: {name: value}}; see habits.py.
(reader) => {
  let pages = new Map(); // by the name of the frame; '' is the page itself
  const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

  // ---- what could act by itself once it is shown: scripts and handlers, without what they are given; each is told once
  const numbers = new Map();
  const LEADS = new Set(['IFRAME src', 'IFRAME srcdoc', 'FRAME src', 'OBJECT data', 'EMBED src', 'META http-equiv', 'TEMPLATE shadowrootmode']);
  const bare = (text) => text.replace(/'[^'\\\n]*'|"[^"\\\n]*"|[\w-]*\d[\w-]*/g, '#').replace(/\s+/g, ' ').trim();
  const acting = (doc) => {
    const there = new Set([...doc.querySelectorAll('script')].map((el) => `SCRIPT ${bare(el.getAttribute('src') || el.textContent)}`));
    for (const {tagName, attributes} of doc.querySelectorAll('*')) {
      for (const {name, value} of attributes) {
        const acts = /^on/i.test(name) || LEADS.has(`${tagName} ${name}`) || /^javascript:/i.test(value.replace(/[\0-\x20]/g, ''));
        if (acts) there.add(`${tagName} ${name} ${bare(value)}`);
      }
    }
    return [...there];
  };
  const toldOnce = (text) => {
    if (numbers.has(text)) return [numbers.get(text)];
    numbers.set(text, numbers.size);
    return [numbers.get(text), text];
  };

  // ---- reading
  const charsetOf = (type, bytes, otherwise) => {
    const named = /charset=["']?([\w-]+)/i.exec(type) || /<meta[^>]+charset=["']?([\w-]+)/i.exec(String.fromCharCode(...bytes.subarray(0, 2048)));
    try { return new TextDecoder(named ? named[1] : otherwise); } catch { return new TextDecoder(otherwise); }
  };
  const load = async (frame, address, {from, charset, within, ...how}) => {
    const asked = {credentials: 'same-origin', cache: 'no-store', referrer: from || '', signal: AbortSignal.timeout(within), ...how, headers: {Accept: ACCEPT, ...how.headers}};
    const page = {url: address, status: 0, doc: null};
    if (!frame) pages = new Map();
    pages.set(frame, page);
    const answer = await fetch(address, asked).catch(() => null);
    const bytes = answer && new Uint8Array(await answer.arrayBuffer().catch(() => null) || []);
    if (!answer || (bytes.length === 0 && answer.ok && answer.status !== 204 && answer.headers.get('content-length') > 0)) return;
    const decoder = charsetOf(answer.headers.get('content-type') || '', bytes, charset);
    const doc = new DOMParser().parseFromString(decoder.decode(bytes), 'text/html');
    doc.querySelectorAll('noscript').forEach((one) => one.remove()); // shown only where no script runs: never to a person
    const base = doc.querySelector('base[href]') || doc.head.insertBefore(doc.createElement('base'), doc.head.firstChild);
    base.href = new URL(base.getAttribute('href') || answer.url, answer.url).href;
    Object.assign(page, {url: answer.url, status: answer.status, doc, charset: decoder.encoding, acts: acting(doc)});
  };
  const bring = async (frame, about) => { // a frame is fetched once it is looked at
    if (pages.has(frame)) return true;
    const owner = pages.get('');
    if (!owner || !owner.doc) return false;
    const found = [...owner.doc.querySelectorAll('iframe[src], frame[src]')].filter((el) => el.getAttribute('name') === frame);
    if (found.length !== 1) return false;
    await load(frame, new URL(found[0].getAttribute('src'), owner.doc.baseURI).href, {...about, from: owner.url});
    return true;
  };

  // ---- sending what a press would send
  const coder = (charset) => {
    if (charset === 'utf-8') return (sign) => [...new TextEncoder().encode(sign)];
    if (!/^(windows-125\d|iso-8859-\d+|koi8-[ru])$/.test(charset)) return null;
    const signs = [...new TextDecoder(charset).decode(Uint8Array.from({length: 256}, (_, byte) => byte))];
    const byte = new Map(signs.map((sign, place) => [sign, place]));
    return (sign) => byte.has(sign) ? [byte.get(sign)] : [...`&#${sign.codePointAt(0)};`].map((one) => one.charCodeAt(0));
  };
  const lines = (text) => text.replace(/\r\n|\r|\n/g, '\r\n');
  const urlencoded = (pairs, bytesOf) => {
    const one = (byte) => byte === 32 ? '+' : /[\w*.-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte)
      : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    const part = (text) => [...lines(text)].flatMap(bytesOf).map(one).join('');
    return pairs.map(([name, value]) => `${part(name)}=${part(value)}`).join('&');
  };
  const sending = (habit, found, page) => {
    if (habit.link) return found.link ? {method: 'GET', address: found.link, pairs: []} : {unfit: 'it is no link any more'};
    const form = found.forms[habit.form];
    if (!form || form.other) return {unfit: 'its form is another'};
    const pairs = (habit.button ? found.pressing : form.pairs).map((pair) => [...pair]);
    if (habit.button && found.own !== habit.form) return {unfit: 'its form is another'};
    for (const [name, value] of Object.entries(habit.adds)) {
      const there = pairs.filter((pair) => pair[0] === name);
      if (there.length > 1) return {unfit: 'its form has a field twice'};
      if (there.length) there[0][1] = value; else pairs.push([name, value]);
    }
    return {method: form.method, address: form.action, kind: form.kind, pairs, files: form.files, page};
  };
  const send = async (frame, {method, address, kind, pairs, files, page}, about) => {
    const into = {...about, from: page ? page.url : pages.get(frame).url};
    if (!pairs.length && method === 'GET') return load(frame, address, into);
    const bytesOf = coder(page.charset);
    if (!bytesOf || (kind === 'multipart/form-data' && page.charset !== 'utf-8')) return 'its form is written in an unusual way';
    if (method === 'GET') return load(frame, Object.assign(new URL(address), {search: urlencoded(pairs, bytesOf), hash: ''}).href, into);
    if (kind === 'multipart/form-data') {
      const body = new FormData();
      pairs.forEach(([name, value]) => body.append(name, files.includes(name) ? new File([], '') : value)); // none is chosen
      return load(frame, address, {...into, method, body});
    }
    return load(frame, address, {...into, method, body: urlencoded(pairs, bytesOf), headers: {'Content-Type': 'application/x-www-form-urlencoded'}});
  };

  const told = (about) => ({pages: Object.fromEntries([...pages].map(([name, {url, status}]) => [name, {url, status}])), acts: [...pages.values()].flatMap(({acts}) => acts || []).map(toldOnce), ...about});
  const looked = (page, request) => reader({doc: page.doc, ...request});
  const press = async ({press, frame, outside, habit, dry}, about) => {
    if (!await bring(frame, about)) return {missing: frame};
    const page = pages.get(frame);
    if (!page.doc || page.status >= 400) return {broken: frame};
    const found = looked(page, {sending: press, outside});
    if (found.pressed !== 1) return {pressed: found.pressed, frame, seen: looked(page, {})};
    const sends = sending(habit, found, page);
    if (sends.unfit) return {unfit: sends.unfit};
    if (dry) return {sends: {method: sends.method, address: sends.address, pairs: sends.pairs}};
    const unfit = await send(frame, sends, about);
    return unfit ? {unfit} : null;
  };
  const beside = async (address, ask, about) => { // a page that is looked at once, beside those at hand
    const kept = pages;
    await load('', address, about);
    const page = pages.get('');
    pages = kept;
    const {url, status, doc} = page;
    return {url, status, seen: doc && looked(page, {}), answer: doc && looked(page, ask)};
  };
  const timed = async (address, many, within) => {
    const one = async () => (await fetch(address, {cache: 'no-store', signal: AbortSignal.timeout(within)})).arrayBuffer();
    const taking = async (times) => {
      const began = performance.now();
      await Promise.all(Array.from({length: times}, one));
      return performance.now() - began;
    };
    return {alone: await taking(1), together: await taking(many)};
  };
  return async ({steps, frame, ask, beside: other, timed: at, many, charset, within}) => {
    const about = {charset, within};
    if (at) return timed(at, many, within);
    if (other) return beside(other, ask, about);
    for (const step of steps) {
      const stopped = step.go === undefined ? await press(step, about) : await load('', step.go, about);
      if (stopped) return told(stopped);
    }
    if (ask === null) return told({});
    if (!await bring(frame, about)) return told({missing: frame});
    const page = pages.get(frame);
    return page.doc ? told({answer: looked(page, ask)}) : told({broken: frame});
  };
}
