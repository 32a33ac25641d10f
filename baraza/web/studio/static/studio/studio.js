// Starts what Wagtail would start by a line of script in the page (see choosers.py).
(() => {
  "use strict";
  const start = (mark) => {
    if (!mark.isConnected || mark.closest("template[id]")) return;
    const given = JSON.parse(mark.dataset.studioWith);
    const { studioStart, studioCall } = mark.dataset;
    mark.remove();
    if (studioStart) new window[studioStart](...given);
    else window[studioCall](...given);
  };
  // Words are written in any language, whichever the desk is read in; and each field has a name.
  const name = (field) => {
    if (field.matches("textarea, form:not([role=search]) input:not([dir])")) field.dir = "auto";
    if (field.labels?.length || field.ariaLabel) return;
    const label =
      field.closest("[data-panel]")?.getAttribute("aria-labelledby") ||
      field.closest("[data-field-wrapper]")?.querySelector("label")?.id;
    if (label) field.setAttribute("aria-labelledby", label);
  };
  const FIELDS = "textarea, input[type=text], [role=textbox][contenteditable]";
  const look = (within) => {
    within.querySelectorAll("[data-studio-with]").forEach(start);
    within.querySelectorAll(FIELDS).forEach(name);
    // How far a file has come is only drawn; that it has come is said.
    within.querySelectorAll(".progress").forEach((bar) => bar.setAttribute("aria-hidden", "true"));
  };
  document.addEventListener("DOMContentLoaded", () => {
    look(document);
    const title = document.querySelector("h1") ? null : document.getElementById("header-title");
    if (title) {
      title.setAttribute("role", "heading");
      title.ariaLevel = "1";
    }
    // The button above this field would send an empty form.
    const many = document.getElementById("fileupload");
    if (many) {
      const button = many.previousElementSibling;
      button.type = "button";
      button.addEventListener("click", () => many.click());
      many.setAttribute("aria-label", button.textContent.trim());
      many.tabIndex = -1;
    }
    new MutationObserver((changes) => {
      for (const change of changes)
        for (const node of change.addedNodes) {
          if (node.nodeType !== Node.ELEMENT_NODE) continue;
          if (node.matches("[data-studio-with]")) start(node);
          else if (node.matches(FIELDS)) name(node);
          else look(node);
        }
    }).observe(document.body, { childList: true, subtree: true });
  });

  // The words of the form as they stand now, looked at by the server.
  const words = (form) => [
    ...[...form.querySelectorAll("textarea, input[type=text]")]
      .filter((field) => field.checkVisibility())
      .map((field) => field.value),
    ...[...form.querySelectorAll("[contenteditable=true]")].map((field) => field.innerText),
  ];
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-studio-plain]");
    if (!button) return;
    const body = new FormData();
    for (const text of words(button.form)) body.append("text", text);
    body.append("language", button.dataset.language);
    const shown = button.closest(".beside").querySelector(".findings");
    shown.setAttribute("aria-busy", "true");
    const headers = JSON.parse(document.body.getAttribute("hx-headers"));
    const answer = await fetch(button.dataset.studioPlain, { method: "POST", body, headers });
    shown.innerHTML = await answer.text();
    shown.removeAttribute("aria-busy");
  });
})();
