// What leads to a screen: the title of a case, a button or link, a frame, a mark that says whether a robot may read on.
const called = (el) => (el.tagName === 'INPUT' ? plain(el.value || '') : words(el));
const pressed = () => [...doc.querySelectorAll('a, button, input[type=submit], input[type=button]')].filter((el) => !concealed(el) && called(el) === plain(request.text));
Object.assign(KINDS, {
  title_renamed: () => {
    const [before, after] = request.text.split('{case}');
    const titles = headings().filter((el) => words(el).startsWith(before) && words(el).endsWith(after || '') && words(el).length > request.text.length - 6);
    if (!request.text.includes('{case}') || titles.length !== 1) return null;
    const was = words(titles[0]), number = was.slice(before.length, was.length - (after || '').length);
    if (!/^[\w-]+$/.test(number)) return null;
    const now = renamed(was);
    renames.push([request.text, now.replace(number, '{case}')]);
    say(titles[0], now);
    return `the title "${request.text}" is "${now.replace(number, '{case}')}"`;
  },
  button_renamed: () => {
    const buttons = pressed();
    if (!buttons.length) return null;
    const was = called(buttons[0]), now = renamed(was);
    renames.push([was, now]);
    buttons.forEach((el) => { if (el.tagName === 'INPUT') el.setAttribute('value', now); else say(el, now); });
    return `"${was}" is pressed as "${now}"`;
  },
  frame_renamed: () => {
    const named = [...doc.querySelectorAll('iframe, frame')].filter((el) => el.getAttribute('name') === request.text);
    if (!named.length) return null;
    const now = pick([`${request.text}2`, `ny_${request.text}`, `${request.text}_ram`]);
    named.forEach((el) => el.setAttribute('name', now));
    doc.querySelectorAll(`[target="${request.text}"]`).forEach((el) => el.setAttribute('target', now));
    renames.push([request.text, now]);
    return `the frame "${request.text}" is called "${now}"`;
  },
  mark_renamed: () => {
    const mark = pairOf({labels: [request.text]});
    if (!mark) return null;
    const was = words(mark.label);
    call(mark.label, was, renamed(was));
    return `the mark "${was}" is called "${words(mark.label)}"`;
  },
});
