// Suggestions beside the search field; a page works without them.
"use strict";
for (const field of document.querySelectorAll("[data-suggest]")) {
  const list = document.createElement("ul");
  let found = [], chosen = -1, asked = 0, waiting;
  Object.assign(list, { id: field.id + "-options", className: "options", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  field.parentElement.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) field.setAttribute(name, value);
  const close = () => { list.hidden = true; chosen = -1; field.setAttribute("aria-expanded", "false"); field.removeAttribute("aria-activedescendant"); };
  const choose = (to) => {
    chosen = (to + found.length + 1) % (found.length + 1);
    if (chosen === found.length) chosen = -1;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", at === chosen));
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[chosen].id);
  };
  const go = (at) => { const to = new URL(found[at].address, location.href); for (const [name, value] of new URLSearchParams(location.search)) if (["lang", "place", "interest"].includes(name)) to.searchParams.append(name, value); location.href = to; };
  const ask = async () => {
    const turn = ++asked, words = field.value.trim();
    if (words.length < 2) return close();
    const answer = await fetch(field.dataset.suggest + "?" + new URLSearchParams({ q: words, lang: field.dataset.language })).catch(() => null);
    if (turn !== asked || !answer || !answer.ok) return;
    found = await answer.json();
    list.replaceChildren(...found.map((one, at) => {
      const option = document.createElement("li"), kind = document.createElement("small"), title = document.createElement("bdi");
      title.textContent = one.title;
      kind.textContent = one.kind;
      option.append(title, kind);
      option.id = list.id + at;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.addEventListener("mousedown", (event) => { event.preventDefault(); go(at); });
      return option;
    }));
    chosen = -1;
    list.hidden = !found.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
  };
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 150); });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); close(); }
    if (list.hidden || !found.length) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen < 0 ? found.length - 1 : chosen - 1); }
    if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); go(chosen); }
  });
}

// The reader's place and interests: kept here, in this browser, and told to nobody.
const kept = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };
const keep = (name, value) => value ? localStorage.setItem(name, JSON.stringify(value)) : localStorage.removeItem(name);
const near = kept("place"), interests = kept("interests") || [];
const names = [...(near ? [near.name] : []), ...interests.map(([, name]) => name)];
const numbers = (thing, name) => (thing.dataset[name] || "").split(" ");
const list = (into, words) => into.replaceChildren(...words.flatMap((word, at) => { const one = document.createElement("bdi"); one.textContent = word; return at ? [", ", one] : [one]; }));
const foot = document.querySelector("[data-place-name]");
const why = (thing) => [
  ...(near && numbers(thing, "areas").some((area) => near.areas.includes(area)) ? [near.name] : []),
  ...interests.filter(([id]) => numbers(thing, "topics").includes(id)).map(([, name]) => name),
];
const isAimed = (thing) => thing && ("areas" in thing.dataset || "topics" in thing.dataset);
const aim = () => {
  for (const thing of [...document.querySelectorAll(":is([data-areas], [data-topics]):not(option)")].reverse()) {
    const reasons = why(thing);
    if (!reasons.length) continue;
    let first = thing;
    while (isAimed(first.previousElementSibling)) first = first.previousElementSibling;
    if (first !== thing) first.before(thing);
    thing.hidden = false;
    thing.dataset.near = "";
    if (thing.querySelector(".because")) continue;
    const line = document.createElement("p"), name = document.createElement("span");
    line.className = "because";
    list(name, reasons);
    line.append(foot.dataset.because, " ", name);
    thing.append(line);
  }
  for (const line of document.querySelectorAll("[data-yours]")) { line.hidden = false; list(line.querySelector("[data-names]"), names); }
  for (const line of document.querySelectorAll("[data-invite]")) line.hidden = true;
  list(foot, names);
};
if (names.length && foot) aim();
for (const form of document.querySelectorAll("[data-place-form]")) {
  const select = form.elements.place, ticks = [...form.querySelectorAll("[name=interest]")];
  if (near && select) select.value = near.id;
  for (const tick of ticks) if (interests.some(([id]) => id === tick.value)) tick.checked = true;
  form.addEventListener("submit", () => {
    const option = select && select.value && select.selectedOptions[0];
    const ticked = ticks.filter((tick) => tick.checked).map((tick) => [tick.value, tick.labels[0].textContent.trim()]);
    keep("place", option && { id: select.value, name: option.textContent.trim(), areas: option.dataset.areas.split(" ") });
    keep("interests", ticked.length && ticked);
    // The server need not know it: the address goes without.
    for (const field of [select, ...ticks]) field?.removeAttribute("name");
  });
}

// Contact, hours and help are kept for when there is no network.
if ("serviceWorker" in navigator && document.documentElement.dataset.keep !== undefined && !navigator.connection?.saveData)
  addEventListener("load", () => navigator.serviceWorker.register("/offline.js").then(() => navigator.serviceWorker.ready).then((worker) => { const lang = new URLSearchParams(location.search).get("lang"); worker.active.postMessage(lang ? "?lang=" + lang : ""); }).catch(() => {}));
