/* Entry by keyboard alone: Enter to the next field, lines of a sheet; combobox.js finds who it is. */
"use strict";
{
  const fields = (within) =>
    [...within.querySelectorAll("input:not([type=hidden]), select, textarea, button.strong, .sheet-line > button")].filter(
      (each) => each.checkVisibility?.() ?? each.offsetParent,
    );
  const shut = (box) => box.dispatchEvent(new Event("settled", { bubbles: true }));

  function onward(from) {
    const all = fields(from.closest("[data-fields]"));
    all[all.indexOf(from) + 1]?.focus();
  }

  /* Up and down: the same field of the line before or after. */
  function upDown(event) {
    const line = event.target.closest(".sheet-line[data-fields]");
    if (!line || event.target.matches("select") || event.altKey) return false;
    const all = [...document.querySelectorAll(".sheet-line[data-fields]")];
    const other = all[all.indexOf(line) + (event.key === "ArrowDown" ? 1 : -1)];
    const twin = other?.querySelector(`[name="${event.target.name}"]`);
    if (!twin) return false;
    twin.focus();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || !target.closest?.("[data-fields]")) return;
    if (event.key === "Enter" && target.matches("input:not([type=checkbox], [type=radio], [type=file]), select")) {
      event.preventDefault();
      if (target.closest(".sheet-line") && !event.shiftKey) saveOrOn(target);
      else onward(target);
    } else if (event.key === "Enter" && !event.shiftKey && target.matches(".sheet-line textarea, .sheet-line [type=checkbox]")) {
      event.preventDefault();
      saveOrOn(target);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !target.matches("textarea, [type=radio], [type=time], [type=date]") && upDown(event)) {
      event.preventDefault();
    }
  }, true);

  /* Enter goes through a line; at its end the line is kept. */
  function saveOrOn(field) {
    const line = field.closest(".sheet-line");
    const all = fields(line);
    if (all.at(-1) === field || all.indexOf(field) === all.length - 2) line.requestSubmit();
    else onward(field);
  }

  /* Whoever kept a line goes on with the next one, which came in the same way, while it is kept. */
  document.addEventListener("submit", (event) => {
    const line = event.target.closest?.(".sheet-line[data-fields]");
    if (!line?.contains(document.activeElement)) return;
    const all = [...document.querySelectorAll(".sheet-line[data-fields]")];
    const next = all[all.indexOf(line) + 1];
    if (!next) return document.querySelector(".page > form.acts button")?.focus();
    if (!next.querySelector("[name=text]").value) next.querySelector("[name=channel]").value = line.querySelector("[name=channel]").value;
    next.querySelector("[name=time]").focus();
  });

  /* A choice among people. Nobody waits for the server: what is typed next has its place at once. */
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.("[data-fields] [role=option]");
    if (!option) return;
    const all = option.closest("[data-fields]");
    const box = all.querySelector("[role=combobox]");
    const isNew = !option.dataset.person;
    all.querySelector("[name=new]").setAttribute("value", isNew ? "on" : "");
    if (all.matches(".sheet-line")) {
      all.querySelector("[name=person]").value = option.dataset.person ?? "";
      if (!isNew) box.value = option.dataset.name;
      box.dataset.settled = box.value;
      onward(box);
    } else {
      document.getElementById(isNew ? "id_phone" : "id_text").focus();
    }
    if (all.matches(".sheet-line") || isNew) shut(box);
  });

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.matches?.(".sheet-line [role=combobox]") || box.value === box.dataset.settled) return;
    const line = box.closest(".sheet-line");
    line.querySelector("[name=person]").value = "";
    line.querySelector("[name=new]").setAttribute("value", "");
  });

  /* While an entry is being saved nothing can be typed into it that would be lost. */
  let typedIn = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.id !== "entry") return;
    typedIn = document.activeElement;
    event.detail.elt.inert = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "entry") return;
    event.detail.elt.inert = false;
    // Where nothing came of it, whoever typed goes on where they were.
    if (!event.detail.successful && typedIn?.isConnected) typedIn.focus();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target ?? event.target;
    if (target.id === "who") {
      if (target.querySelector(".asks")) document.getElementById("id_who").focus();
      document.getElementById("entry").dispatchEvent(new Event("change"));
    } else if (target.id === "entry" && event.detail.successful) {
      /* Saved or put away: the next one begins with who it is. */
      document.getElementById("id_who")?.focus();
    }
  });

  /* A line somebody leaves with words in it is kept. */
  document.addEventListener("focusout", (event) => {
    const line = event.target.closest?.(".sheet-line[data-fields]");
    if (!line || line.contains(event.relatedTarget) || !event.relatedTarget) return;
    if (line.querySelector("[name=text]").value.trim()) line.requestSubmit();
  });
}
