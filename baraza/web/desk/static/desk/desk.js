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

/* Keys by their place on the keyboard, so that they work on Arabic and French layouts too. */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest?.("form[data-quick-send]")?.requestSubmit();
    }
    return;
  }
  const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "Escape") {
    for (const drop of all("details.drop[open]")) {
      drop.open = false;
      one("summary", drop).focus();
    }
    if (writing) event.target.blur();
    return;
  }
  if (writing || root.dataset.keys === "off" || one("dialog[open]")) return;
  if (/^Digit[1-9]$/.test(event.code)) {
    const choice = all("details.drop[open] [data-number]")[Number(event.code[5]) - 1];
    if (choice) {
      event.preventDefault();
      choice.click();
    }
    return;
  }
  const code = event.key === "?" ? "Help" : event.key === "/" ? "Slash" : event.code;
  const marked = all(`[data-key="${code}"]`);
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
    if (!seconds && toast.matches(":hover, :focus-within")) return;
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
  showChoices();
}

document.addEventListener("keydown", pressed);

document.addEventListener("click", (event) => {
  const within = event.target.closest?.bind(event.target);
  if (!within) return;
  const look = within("[data-look]");
  if (look) choose(...look.dataset.look.split(":"));
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

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-filters]")) return;
  const wanted = event.target.value.trim().toLocaleLowerCase();
  for (const choice of all("button", event.target.form)) {
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
  if (target.id !== "open") return;
  const letter = one(".letter", target);
  if (letter) markCurrent(one(`#row-${letter.dataset.conversation} .row`));
  target.scrollTop = 0;
  letter?.scrollTo(0, 0);
  if (matchMedia("(width < 900px)").matches) scrollTo(0, 0);
  one("#subject", target)?.focus({ preventScroll: true });
});

/* Said plainly instead of failing silently: a session that ended, a missing connection, our fault. */
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  say(status === 401 ? "signed-out" : status === 404 ? "gone" : status === 403 ? "not-yours" : "trouble");
});
document.addEventListener("htmx:sendError", () => say("offline"));

document.addEventListener("DOMContentLoaded", () => wake(document));
