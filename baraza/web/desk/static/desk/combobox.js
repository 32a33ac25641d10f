/* Fields that offer what fits as somebody types: arrows through what is offered, Enter takes it. What
   becomes of a choice is for the page; it tells the field "settled" once nothing is to be offered. */
"use strict";
{
  const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const options = (box) => [...listOf(box).querySelectorAll("[role=option]")];
  const chosen = (box) => options(box).find((each) => each.ariaSelected === "true");

  function mark(box, option) {
    for (const each of options(box)) each.ariaSelected = String(each === option);
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function shut(box) {
    listOf(box)?.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  document.addEventListener("settled", (event) => shut(event.target));

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.isComposing || event.ctrlKey || event.metaKey || !box.matches?.("[role=combobox][aria-expanded=true]")) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = options(box);
      const at = all.indexOf(chosen(box)) + (event.key === "ArrowDown" ? 1 : -1);
      mark(box, all[(at + all.length) % all.length]);
    } else if (event.key === "Escape") {
      shut(box);
    } else if (event.key === "Enter" && chosen(box)) {
      chosen(box).click();
    } else {
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("focusout", (event) => {
    const asks = event.target.closest?.(".asks");
    const box = asks?.querySelector("[role=combobox]");
    if (box && !asks.contains(event.relatedTarget)) setTimeout(() => shut(box), 150);
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target ?? event.target;
    if (!target.matches?.("[role=listbox]")) return;
    const box = document.querySelector(`[aria-controls="${target.id}"]`);
    const any = target.childElementCount > 0 && document.activeElement === box;
    if (!any) target.replaceChildren();
    box?.setAttribute("aria-expanded", String(any));
    /* A whole number or address that only one person has is them. */
    const only = box && target.querySelectorAll("[data-person]").length === 1 && /[\d@]/.test(box.value);
    if (any && only) mark(box, target.querySelector("[data-person]"));
  });
}
