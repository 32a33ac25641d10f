/* Keys, the list, toasts, letters in frames, and the reader's choices. Everything a key does is a
   visible link or button marked data-key="KeyX"; the key presses it, so nothing exists by key alone. */
"use strict";

const root = document.documentElement;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const visible = (element) => element.checkVisibility?.({ visibilityProperty: true }) ?? element.offsetParent;

/* The reader's choices live in one cookie, so that the server draws the first paint right. */
function choose(name, value) {
  root.dataset[name] = value;
  const looks = ["theme", "density", "contrast", "keys"]
    .filter((each) => root.dataset[each])
    .map((each) => `${each}:${root.dataset[each]}`);
  const secure = location.protocol === "https:" ? ";secure" : "";
  document.cookie = `looks=${looks.join(".")};path=/;max-age=31536000;samesite=lax${secure}`;
  showChoices();
}

function showChoices() {
  for (const button of all("[data-look]")) {
    const [name, value] = button.dataset.look.split(":");
    button.setAttribute("aria-pressed", String((root.dataset[name] || button.dataset.usual) === value));
  }
}

/* The list */
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
const picked = () => all(".pick:checked");
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
  if (count) count.textContent = one("[name=everything]:checked") ? "" : String(picked().length);
  if (!picked().length) one("#every")?.replaceChildren();
}

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
  if (elt.id !== "pulse") return;
  const letter = one(".letter");
  if (letter) parameters.conversation = letter.dataset.conversation;
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

/* From the search field the arrows lead through what was found, and Enter to the first of it. */
function rove(event) {
  const field = one("[data-roves] input");
  const by = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.code];
  if (!by || !field || event.isComposing) return false;
  const stops = [field, ...all("#found a.row")];
  const at = stops.indexOf(document.activeElement);
  const isFound = one("[data-words]")?.dataset.words === field.value.trim();
  const next = stops[at + by];
  if (at < 0 || !next || (event.code === "Enter" && (at || !isFound))) return false;
  event.preventDefault();
  next.focus();
  return true;
}

/* Keys by their place on the keyboard, so that they work on Arabic and French layouts too. */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest?.("form[data-quick-send]")?.requestSubmit();
    }
    return;
  }
  if (rove(event)) return;
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") {
    for (const drop of all("details.drop[open]")) {
      drop.open = false;
      one("summary", drop).focus();
    }
    if (writing) event.target.blur();
    return;
  }
  // In the box above a list of choices a digit chooses, and Enter takes the first one left.
  const sifting = event.target.matches?.("[data-filters]");
  if (sifting && event.key === "Enter") {
    event.preventDefault();
    all("button:not([hidden])", event.target.closest(".panel"))[0]?.click();
    return;
  }
  if ((writing && !(sifting && /^Digit[1-9]$/.test(event.code))) || root.dataset.keys === "off" || one("dialog[open]")) return;
  if (/^Digit[1-9]$/.test(event.code)) {
    const choice = all("details.drop[open] [data-number]:not([hidden])")[Number(event.code[5]) - 1];
    if (choice) {
      event.preventDefault();
      choice.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
    }
    return;
  }
  // Whatever is chosen in the list is meant first.
  const many = picked().length ? one(".many") : null;
  if (event.code === "KeyX") {
    const pick = one(".pick", (one("#rows .row:focus, #rows .row[aria-current]") ?? one("#rows .row"))?.parentElement);
    if (pick) {
      event.preventDefault();
      choosePick(pick, event.shiftKey);
    }
    return;
  }
  const code = event.key === "?" ? "Help" : event.key === "/" ? "Slash" : event.code;
  const within = many && all(`[data-key="${code}"]`, many);
  const marked = within?.length ? within : all(`[data-key="${code}"]`);
  // The list of all keys opens from a folded menu as well.
  const target = marked.filter(visible).at(-1) ?? marked.find((each) => each.dataset.opens);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input")) {
    target.focus();
    target.select();
  } else {
    target.click();
  }
}

/* Toasts: a letter leaves when its time is up; until then it can be taken back. */
function startToast(toast) {
  if (toast.dataset.started) return;
  toast.dataset.started = "yes";
  const seconds = one(".seconds", toast);
  const bar = one(".left", toast);
  let left = Number(toast.dataset.seconds || 6);
  if (toast.dataset.stay !== undefined) return;
  if (bar) bar.style.animationDuration = `${left}s`;
  const clock = setInterval(() => {
    if (!seconds && (toast.matches(":hover, :focus-within") || one("progress", toast))) return;
    left -= 1;
    if (seconds) seconds.textContent = String(Math.max(left, 0));
    if (left <= 0 || !toast.isConnected) {
      clearInterval(clock);
      toast.remove();
    }
  }, 1000);
}

function say(template) {
  const source = one(`#say-${template}`);
  const region = one("#toasts");
  if (!source || !region || one(`[data-said="${template}"]`, region)) return;
  const toast = source.content.firstElementChild.cloneNode(true);
  toast.dataset.said = template;
  const door = template === "signed-out" && one("form[data-keeps]") && one("a", toast);
  if (door) {
    door.target = "";
    door.setAttribute("href", `${door.getAttribute("href")}?${new URLSearchParams({ next: location.pathname + location.search })}`);
  }
  region.append(toast);
  startToast(toast);
}

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

function wake(within) {
  for (const frame of all("iframe.original", within)) {
    frame.addEventListener("load", () => fitFrame(frame));
    if (frame.contentDocument?.readyState === "complete") fitFrame(frame);
  }
  for (const toast of all(".toast")) startToast(toast);
  giveBack(within);
  showChoices();
}

document.addEventListener("keydown", pressed);

document.addEventListener("click", (event) => {
  const within = event.target.closest?.bind(event.target);
  if (!within) return;
  const look = within("[data-look]");
  if (look) choose(...look.dataset.look.split(":"));
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
  const opener = within("[data-opens]");
  if (opener) one(`#${opener.dataset.opens}`)?.showModal();
  const closer = within("[data-closes]");
  if (closer) closer.closest("dialog, .toast")?.[closer.closest("dialog") ? "close" : "remove"]();
  const chosen = within(".panel button, .panel a") && !look;
  for (const drop of all("details.drop[open]")) {
    if (chosen || !drop.contains(event.target)) drop.open = false;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.name === "everything") showPicked();
});

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

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-filters]")) return;
  const wanted = event.target.value.trim().toLocaleLowerCase();
  for (const choice of all("button", event.target.closest(".panel"))) {
    choice.hidden = !choice.textContent.toLocaleLowerCase().includes(wanted);
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.drop[open]")) {
    one("[autofocus], .panel a, .panel button", event.target)?.focus();
  }
}, true);

document.addEventListener("htmx:load", (event) => wake(event.detail.elt));

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target ?? event.target;
  if (target.id === "composer") one(".composer", target)?.scrollIntoView({ block: "nearest" });
  if (target.id === "rows") showPicked();
  if (target.id === "open") opened(target);
});

function opened(target) {
  const letter = one(".letter", target);
  if (letter) markCurrent(one(`#row-${letter.dataset.conversation} .row`));
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
  const letter = one("article.letter", within);
  if (letter && !one("form[data-keeps]") && Object.keys(sessionStorage).some((key) => key.startsWith("words:") && key.endsWith(`:${letter.dataset.conversation}`))) {
    one(".tools [data-key=KeyR]", letter)?.click();
  }
  for (const form of all("form[data-keeps]")) {
    const words = kept(form);
    if (!words || words.text === form.text.value) continue;
    form.text.value = words.text;
    form.subject.value = words.subject;
    say("restored");
    htmx.trigger(form.text, "input");
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-forgets]")) sessionStorage.removeItem(keptIn(one("form[data-keeps]")));
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-reloads]")) setTimeout(() => location.reload(), 1500);
  if (/logout/.test(event.target.action)) sessionStorage.clear();
});

/* With Shift a letter of the library leaves at once. */
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, triggeringEvent, parameters } = event.detail;
  if (elt.dataset.number !== undefined && triggeringEvent?.shiftKey) parameters.send = "1";
});

/* What was undone needs no undoing. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (successful && elt.matches("form")) elt.closest(".toast")?.remove();
});

/* Said plainly instead of failing silently: a session that ended, a missing connection, our fault. */
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (event.detail.elt.id === "pulse" && status !== 401) return;
  say(status === 401 ? "signed-out" : status === 404 ? "gone" : status === 403 ? "not-yours" : "trouble");
});
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.id !== "pulse") say("offline");
});

/* A folded part that the address names is open. */
const unfold = () => {
  const part = document.getElementById(location.hash.slice(1));
  if (part?.matches("details")) part.open = true;
};
window.addEventListener("hashchange", unfold);
document.addEventListener("DOMContentLoaded", () => { wake(document); unfold(); });
