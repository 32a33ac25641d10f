/* A list beside what is read, in the inbox and in the cases: stepping through it, choosing many, letters in
   their frames, and words that outlive a session. desk.js comes first. */
"use strict";

function step(by) {
  const rows = all("#rows .row");
  const at = rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = rows[at < 0 ? 0 : at + by];
  if (next) {
    next.click();
    next.scrollIntoView({ block: "nearest" });
  } else if (by > 0) {
    one(".older a, .older button")?.click();
  }
}

function markCurrent(row) {
  if (!row) return;
  for (const other of all("#rows [aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

/* Choosing many: a box for each row, from one to another with Shift. */
let lastPick = null;

function choosePick(pick, isRange, checked = !pick.checked) {
  const picks = all(".pick");
  const from = picks.indexOf(lastPick);
  const to = picks.indexOf(pick);
  const [first, last] = isRange && from >= 0 ? [Math.min(from, to), Math.max(from, to)] : [to, to];
  for (const each of picks.slice(first, last + 1)) each.checked = checked;
  lastPick = pick;
  showPicked();
}

function showPicked() {
  const count = one("[data-chosen]");
  const picked = all(".pick:checked").length;
  if (count) count.textContent = one("[name=everything]:checked") ? "" : String(picked);
  if (!picked) one("#every")?.replaceChildren();
}

ownKeys.KeyX = (event) => {
  const row = one("#rows .row:focus, #rows .row[aria-current]") ?? one("#rows .row");
  const pick = one(".pick", row?.parentElement);
  if (pick) {
    event.preventDefault();
    choosePick(pick, event.shiftKey);
  }
  return Boolean(pick);
};

/* Once something is chosen, Ctrl+A chooses all that is shown, and again all that the list holds. */
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyA" || !(event.ctrlKey || event.metaKey) || event.target.matches("textarea, input:not([form=many])")) return;
  const every = one("[name=everything]:not(:checked)");
  if (!one(".pick:checked")) return;
  event.preventDefault();
  (every ?? one("[data-choose=all]")).click();
});

document.addEventListener("click", (event) => {
  const within = event.target.closest?.bind(event.target);
  if (!within) return;
  if (event.target.matches(".pick")) choosePick(event.target, event.shiftKey, event.target.checked);
  const chooser = within("[data-choose]");
  if (chooser) {
    for (const each of all(".pick")) each.checked = chooser.dataset.choose === "all";
    showPicked();
  }
  const stepper = within("[data-step]");
  if (stepper) step(Number(stepper.dataset.step));
  const row = within("#rows .row");
  if (row && !(event.ctrlKey || event.metaKey || event.shiftKey)) markCurrent(row);
});

document.addEventListener("change", (event) => {
  if (event.target.name === "everything") showPicked();
});

/* While somebody looks: who else has this letter open, and what came in. */
let active = Date.now();
for (const act of ["keydown", "pointerdown", "scroll"]) {
  document.addEventListener(act, () => { active = Date.now(); }, { capture: true, passive: true });
}
setInterval(() => {
  if (!document.hidden && Date.now() - active < 600_000) beat();
}, 20_000);

function beat() {
  const pulse = one("#pulse");
  if (pulse) htmx.trigger(pulse, "pulse");
}

document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters, triggeringEvent } = event.detail;
  // Buttons of this form stand outside it, where htmx does not look for the one pressed.
  const by = elt.id === "many" && triggeringEvent?.submitter;
  if (by?.name) parameters[by.name] = by.value;
  const letter = one(".letter");
  // A row is drawn anew only where the list shows it.
  if (letter && !one(`#row-${letter.dataset.conversation}`)) event.detail.headers["No-Row"] = "1";
  if (elt.id !== "pulse") return;
  if (letter) Object.assign(parameters, { conversation: letter.dataset.conversation, seen: letter.dataset.seen });
  if (one("#composer textarea")?.value) parameters.writing = "1";
});

/* The next letter is kept ready while one is read; it counts as read once it is shown. */
let ahead = null;
let soon = 0;

function fetchAhead() {
  const row = all("#rows .row").find((each, at, rows) => rows[at - 1]?.hasAttribute("aria-current"));
  const path = row?.getAttribute("href");
  if (!path || ahead?.path === path || document.hidden) return;
  const mark = path.includes("?") ? "&" : "?";
  fetch(`${path}${mark}ahead=1`, { headers: { "HX-Request": "true" } })
    .then((answer) => (answer.ok ? answer.text() : ""))
    .then((text) => { if (text) ahead = { path, text, at: Date.now() }; })
    .catch(() => {});
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!elt.matches?.("#rows .row") || ahead?.path !== requestConfig.path) return;
  const { path, text, at } = ahead;
  ahead = null;
  if (Date.now() - at > 60_000) return;
  event.preventDefault();
  htmx.swap("#open", text, { swapStyle: "innerHTML" });
  history.pushState({ htmx: true }, "", path);
  opened(one("#open"));
  beat();
});

/* With Shift a letter of the library leaves at once. */
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, triggeringEvent, parameters } = event.detail;
  if (elt.dataset.number !== undefined && triggeringEvent?.shiftKey) parameters.send = "1";
});

/* A letter's original lives in a sandboxed frame of the same origin and has no scripts of its own:
   from here it gets its height, and hands on its keys. */
function fitFrame(frame) {
  const inside = frame.contentDocument;
  if (!inside?.body) return;
  const fit = () => {
    frame.style.blockSize = `${Math.min(inside.documentElement.scrollHeight + 4, 20000)}px`;
  };
  fit();
  new ResizeObserver(fit).observe(inside.body);
  inside.addEventListener("keydown", pressed);
}

function show(within) {
  for (const frame of all("iframe.original", within)) {
    frame.addEventListener("load", () => fitFrame(frame));
    if (frame.contentDocument?.readyState === "complete") fitFrame(frame);
  }
  giveBack(within);
  // Whoever comes back to a draft goes on where it ends, or where something is to be filled in.
  const words = document.activeElement;
  if (words?.name === "text" && within.contains(words)) {
    const gap = words.dataset.gap ?? "";
    const at = gap ? words.value.indexOf(gap) : words.value.length;
    words.setSelectionRange(at, at + gap.length);
    words.closest(".jotting form")?.scrollIntoView({ block: "nearest" });
  }
}

/* @ and the beginning of a name offers colleagues; they come from the list beside it. */
document.addEventListener("input", (event) => {
  const list = one(`#${event.target.dataset?.mentions}`);
  if (!list) return;
  const text = event.target;
  const names = one("#note-names");
  const begun = /@([\p{L}\p{M}'’ -]{0,30})$/u.exec(text.value.slice(0, text.selectionStart));
  const wanted = begun?.[1].toLocaleLowerCase();
  const found = begun ? [...list.options].filter((each) => each.value && each.text.toLocaleLowerCase().startsWith(wanted)) : [];
  names.replaceChildren(...found.slice(0, 5).map((each) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = each.text;
    button.addEventListener("click", () => {
      text.setRangeText(`@${each.text} `, text.selectionStart - begun[0].length, text.selectionStart, "end");
      names.hidden = true;
      text.focus();
    });
    return button;
  }));
  names.hidden = !found.length;
});

document.addEventListener("htmx:load", (event) => show(event.detail.elt));
document.addEventListener("DOMContentLoaded", () => show(document));

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target ?? event.target;
  if (target.id === "composer") one(".composer", target)?.scrollIntoView({ block: "nearest" });
  if (target.id === "rows") {
    showPicked();
    markOpen();
  }
  if (target.id === "open") opened(target);
});

/* The row of what is open: keys go on from there, also in a list drawn anew. */
function markOpen() {
  const letter = one(".letter");
  if (letter) markCurrent(one(`#row-${letter.dataset.conversation} .row`));
}

function opened(target) {
  const letter = one(".letter", target);
  markOpen();
  target.scrollTop = 0;
  letter?.scrollTo(0, 0);
  if (matchMedia("(width < 900px)").matches) scrollTo(0, 0);
  one("#subject", target)?.focus({ preventScroll: true });
  // A swap tells of each part it put in; the next letter is asked for once.
  clearTimeout(soon);
  soon = setTimeout(fetchAhead, 300);
}

/* Words being written stay in this tab until the server has them, whatever becomes of the session. */
const keptIn = (form) => `words:${form.dataset.keeps}`;
const kept = (form) => JSON.parse(sessionStorage.getItem(keptIn(form)) ?? "null");

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keeps]");
  if (!form || !/^(text|subject)$/.test(event.target.name)) return;
  sessionStorage.setItem(keptIn(form), JSON.stringify({ text: form.text.value, subject: form.subject.value }));
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig } = event.detail;
  const form = one("form[data-keeps]");
  if (form && xhr.status < 300 && requestConfig.verb === "post" && kept(form)?.text === requestConfig.parameters.text) {
    sessionStorage.removeItem(keptIn(form));
  }
});

function giveBack(within) {
  const letter = within.matches?.("article.letter") ? within : one("article.letter", within);
  if (letter && !one("form[data-keeps]") && Object.keys(sessionStorage).some((key) => key.startsWith("words:") && key.endsWith(`:${letter.dataset.conversation}`))) {
    one(".tools [data-key=KeyR]", letter)?.click();
  }
  for (const form of all("form[data-keeps]")) {
    const words = kept(form);
    if (!words || words.text === form.text.value) continue;
    // A letter of the library just put in comes after what was written, as if that had been kept.
    const isPutIn = form.dataset.putIn !== undefined;
    if (isPutIn && form.text.value.includes(words.text)) continue;
    form.text.value = isPutIn ? `${words.text}\n\n${form.text.value}` : words.text;
    if (!isPutIn) form.subject.value = words.subject;
    say("restored");
    htmx.trigger(form.text, "input");
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-forgets]")) sessionStorage.removeItem(keptIn(one("form[data-keeps]")));
});
