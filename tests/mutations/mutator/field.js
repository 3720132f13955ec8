// The field that is changed, as the page has it, another one beside it, and what labels may be called instead.
const shortened = (word) => (word.length > 6 && !/\d/.test(word) ? `${word.slice(0, 6)}.` : word); // no vendor cuts a case's number
const renamed = (text) => {
  const swedish = /[åäö]/i.test(request.ours.join());
  const low = text.charAt(0).toLowerCase() + text.slice(1);
  return pick([
    () => (swedish ? `Uppgift om ${low}` : `Current ${low}`), () => `${text} (1)`, () => text.split(' ').map(shortened).join(' ') + (text.split(' ').every((word) => shortened(word) === word) ? ' nr' : ''),
    () => (swedish ? `${text} enligt anmälan` : `${text} as stated`), () => (swedish ? `Aktuell ${low}` : `Stated ${low}`),
  ])();
};
const foreign = (text) => text.split(' ').map((word) => (/\p{L}/u.test(word) ? word.replace(/[aeiouyåäö]+/gi, 'u').replace(/(\p{L})$/u, '$1ksi') : word)).join(' ');
const WORDS = ['Annan uppgift', 'Övrigt', 'Noteringar', 'Bakgrund'];
const HELP = 'Kontrollera uppgiften innan du går vidare. Frågor besvaras av supporten.';

const field = request.target || null, p = pairOf(field), q = pairOf(request.other), grid = gridOf(field), list = listOf(field), text = !p && !grid && !list ? line(field) : null;
const strangers = () => pairs(null).filter((one) => p && one.label !== p.label && one.label.tagName === p.label.tagName && one.label.className === p.label.className
  && !request.ours.map(plain).includes(words(one.label)) && words(one.label));
const partner = () => { const others = strangers(); return q && (roll(3) || !others.length) ? q : others.length ? pick(others) : null; };

let mends = false; // another description fits the page, though no text of it is called otherwise
const renames = [], call = (el, was, is) => { renames.push([was, is]); say(el, is); };
const KINDS = {};
