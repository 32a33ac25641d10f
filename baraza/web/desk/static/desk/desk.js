/* Keys, toasts, and the reader's choices, on every page; panes.js has what a list beside a letter needs.
   Everything a key does is a visible link or button marked data-key="KeyX"; the key presses it, so
   nothing exists by key alone. */
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

/* What a key does on one kind of page only, by its place. */
const ownKeys = {};

/* Keys by their place on the keyboard, so that they work on Arabic and French layouts too. */
function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    if (event.code === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.closest?.("form[data-quick-send]")?.requestSubmit();
    }
    return;
  }
  if (rove(event)) return;
  // A box that chooses a letter takes no words: the keys go on meaning what they mean.
  const writing = event.target.closest?.("input:not([form=many]), textarea, select, [contenteditable]");
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
  const digit = Number(/^Digit([1-9])$/.exec(event.code)?.[1]);
  if ((writing && !(sifting && digit)) || root.dataset.keys === "off" || one("dialog[open]")) return;
  if (digit) {
    const panel = one("details.drop[open] .panel");
    if (panel) {
      event.preventDefault();
      chooseNumber(panel, digit, event.shiftKey);
    }
    return;
  }
  if (ownKeys[event.code]?.(event)) return;
  // Whatever is chosen in the list is meant first.
  const many = one(".pick:checked") && one(".many");
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

/* Whoever knows the number need not wait for the list to be drawn. */
function chooseNumber(panel, number, shiftKey) {
  if (panel.matches("[hx-get]") && !panel.childElementCount) {
    panel.addEventListener("htmx:afterSettle", () => {
      if (visible(panel)) chooseNumber(panel, number, shiftKey);
    }, { once: true });
    return;
  }
  const choice = all("[data-number]:not([hidden])", panel)[number - 1];
  if (choice) choice.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
  else say("no-number");
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

function wake() {
  for (const toast of all(".toast")) startToast(toast);
  showChoices();
}

document.addEventListener("htmx:load", (event) => {
  wake();
  // Whoever sent something wrong is at the first field to mend.
  one('[aria-invalid="true"]', event.detail.elt)?.focus();
});
document.addEventListener("keydown", pressed);

document.addEventListener("click", (event) => {
  const within = event.target.closest?.bind(event.target);
  if (!within) return;
  const look = within("[data-look]");
  if (look) choose(...look.dataset.look.split(":"));
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
  for (const choice of all("button", event.target.closest(".panel"))) {
    choice.hidden = !choice.textContent.toLocaleLowerCase().includes(wanted);
  }
});

document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("details.drop[open]")) {
    one("[autofocus], .panel a, .panel button", event.target)?.focus();
  }
}, true);

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-reloads]")) setTimeout(() => location.reload(), 1500);
  if (/logout/.test(event.target.action)) sessionStorage.clear();
});

/* What was undone needs no undoing, and who is signed in again need not sign in. */
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  if (!successful) return;
  if (elt.matches("form")) elt.closest(".toast")?.remove();
  one('[data-said="signed-out"]')?.remove();
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
  if (part?.matches?.("details")) part.open = true;
};
window.addEventListener("hashchange", unfold);
document.addEventListener("DOMContentLoaded", () => { wake(); unfold(); });
