/* Taking a case in: who it is, why it is urgent, and files too large for us. */
"use strict";
{
  const form = () => document.getElementById("intake");
  const changed = () => form().dispatchEvent(new Event("change"));

  /* Somebody we know takes the field's place; of somebody new a little more is asked. */
  document.addEventListener("click", (event) => {
    const option = event.target.closest?.(".who-part [role=option]");
    if (!option) return;
    const part = option.closest(".who-part");
    const box = part.querySelector("[role=combobox]");
    box.dispatchEvent(new Event("settled", { bubbles: true }));
    if (!option.dataset.person) return part.querySelector("[name=phone], [name=for_birth_year]").focus();
    htmx.ajax("GET", part.dataset.url + option.dataset.person, { target: part, swap: "innerHTML" });
    document.getElementById(part.id === "part-who" ? "id_story" : "id_behalf").focus();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target ?? event.target;
    if (target.matches?.(".who-part")) {
      target.querySelector("[role=combobox]")?.focus();
      changed();
    }
    if (event.detail.xhr?.status === 422) form()?.querySelector(".kinds:has(.wrong) input, [aria-invalid=true]")?.focus();
  });

  /* A chosen answer chosen again is none; a letter leads to the kinds that begin with it. */
  let was = null;
  document.addEventListener("pointerdown", (event) => {
    was = event.target.closest?.(".may-unset label")?.querySelector(":checked") ?? null;
  });
  document.addEventListener("click", (event) => {
    if (was && event.target === was) {
      was.checked = false;
      changed();
    }
  });
  document.addEventListener("keydown", (event) => {
    const radio = event.target;
    if (!radio.matches?.(".intake [type=radio]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Backspace" && radio.closest(".may-unset")) {
      radio.checked = false;
      changed();
    } else if (/^\p{L}$/u.test(event.key)) {
      const all = [...form().querySelectorAll(`[name="${radio.name}"]`)];
      const after = [...all.slice(all.indexOf(radio) + 1), ...all];
      after.find((each) => each.parentElement.textContent.trim().toLocaleLowerCase().startsWith(event.key.toLocaleLowerCase()))?.focus();
      document.activeElement.click();
    }
  });

  /* A ready reason says how urgent it is, too; a deadline never makes it less so. */
  const urgency = (least) => {
    const chosen = form().querySelector("[name=urgency]:checked");
    if (Number(chosen?.value ?? 0) < least) form().querySelector(`[name=urgency][value="${least}"]`).checked = true;
  };
  document.addEventListener("click", (event) => {
    const ready = event.target.closest?.("[data-urgency]");
    if (!ready) return;
    const why = document.getElementById("id_urgency_reason");
    const words = ready.textContent.trim();
    if (!why.value.includes(words)) why.value = why.value.trim() ? `${why.value.trim()} · ${words}` : words;
    urgency(Number(ready.dataset.urgency));
    changed();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "id_deadline" || !event.target.value) return;
    const days = (Date.parse(event.target.value) - Date.parse(event.target.dataset.today)) / 86_400_000;
    urgency(days <= 2 ? 4 : days <= 7 ? 3 : 2);
  });

  /* What is too large is left out before it is sent, and said; the rest goes on. */
  const refuse = (names) => {
    const words = document.getElementById("too-large");
    words.hidden = !names.length;
    words.textContent = names.map((name) => words.dataset.one.replace("{name}", `\u2068${name}\u2069`)).join(" ");
  };
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.id !== "id_files") return;
    const most = Number(field.dataset.most);
    const fits = new DataTransfer();
    const names = [];
    for (const file of field.files) {
      if (file.size > most) names.push(file.name);
      else fits.items.add(file);
    }
    refuse(names);
    if (!names.length) return;
    field.files = fits.files;
    if (!fits.files.length) event.stopImmediatePropagation();
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.id !== "id_files") return;
    const field = event.detail.elt;
    if (event.detail.xhr.status === 413) refuse([...field.files].map((file) => file.name));
    field.value = "";
  });

  /* While a case is being opened nothing can be typed into it that would be lost. */
  for (const name of ["htmx:beforeRequest", "htmx:afterRequest"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.elt.id === "intake") event.detail.elt.inert = name === "htmx:beforeRequest";
    });
  }
}
