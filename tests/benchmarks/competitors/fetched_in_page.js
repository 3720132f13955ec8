// Works so many cases: each page is fetched, parsed and read, each form posted with its hidden fields as they came.
async ({ numbers, labels, draft, atOnce }) => {
  const decoder = new TextDecoder("windows-1252");
  const parser = new DOMParser();
  const page = async (answer) => parser.parseFromString(decoder.decode(await (await answer).arrayBuffer()), "text/html");
  const octets = new Map([...Array(256).keys()].map((octet) => [decoder.decode(new Uint8Array([octet])), octet]));
  const octet = (one) => (one === " " ? "+" : `%${octets.get(one).toString(16).padStart(2, "0").toUpperCase()}`);
  const encoded = (text) => text.replace(/[^A-Za-z0-9*\-._]/g, octet); // no text here has a letter that the charset lacks
  const post = (form, target, argument) => {
    form.__EVENTTARGET.value = target;
    form.__EVENTARGUMENT.value = argument;
    const pairs = [...new FormData(form)].map(([name, value]) => `${encoded(name)}=${encoded(value.replace(/\r?\n/g, "\r\n"))}`);
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return page(fetch(form.getAttribute("action"), { method: "POST", headers, body: pairs.join("&") }));
  };
  const tab = (shown) => post(shown.forms[0], "flik", "2");

  const work = async (number) => {
    const outer = await page(fetch(`/arende/${number}`));
    const inner = await page(fetch(outer.querySelector("iframe").getAttribute("src")));
    const all = {};
    for (const label of inner.querySelectorAll("td.l"))
      all[label.textContent.trim().slice(0, -1)] = label.nextElementSibling.textContent.trim();
    const file = await fetch(inner.querySelector("a[href^='/bilaga/']").getAttribute("href"));
    const pdf = btoa(String.fromCharCode(...new Uint8Array(await file.arrayBuffer())));
    const form = (await tab(inner)).forms[0];
    for (const name in draft) form[name].value = draft[name];
    const saved = await post(form, "spara", "");
    if (!saved.querySelector("div.klart")?.textContent.startsWith("Utkast sparat")) throw new Error(`${number}: not saved`);
    const again = (await tab(saved)).forms[0];
    const standing = Object.fromEntries(Object.keys(draft).map((name) => [name, again[name].value]));
    await post(outer.forms[0], "lamna", "");
    return { number, fields: Object.fromEntries(labels.map((label) => [label, all[label]])), pdf, standing };
  };

  const waiting = [...numbers];
  const done = [];
  const hand = async () => {
    while (waiting.length) done.push(await work(waiting.shift()));
  };
  await Promise.all(Array.from({ length: atOnce }, hand));
  return done;
};
