// An address that names a part of a case's file (#inquiries) unfolds it.
(() => {
  "use strict";
  const unfold = (name) => {
    const part = name && document.getElementById(name);
    if (part?.matches?.("details.part")) part.open = true;
  };
  addEventListener("hashchange", () => unfold(location.hash.slice(1)));
  document.addEventListener("DOMContentLoaded", () => unfold(location.hash.slice(1)));
  document.addEventListener("click", (event) => unfold(event.target.closest?.('a[href^="#"]')?.hash.slice(1)));
})();
// Counts the signs of a text message as the network does, copies its words, and hands them to the
// telephone. Without it the words can be copied by hand; the server counts, too.
(() => {
  "use strict";
  const BASIC = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€\f]*$/;
  const EXTENDED = /[\^{}\\[~\]|€\f]/g;
  const count = (text) => {
    const basic = BASIC.test(text);
    const signs = text.length + (basic ? (text.match(EXTENDED) || []).length : 0);
    const [alone, together] = basic ? [160, 153] : [70, 67];
    return { signs, parts: signs <= alone ? 1 : Math.ceil(signs / together) };
  };
  document.addEventListener("input", (event) => {
    const line = document.querySelector(`[data-counts="${event.target.id}"]`);
    if (!event.target.id || !line) return;
    const { signs, parts } = count(event.target.value);
    line.textContent = (parts === 1 ? line.dataset.one : line.dataset.words)
      .replace("{signs}", signs).replace("{parts}", parts);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-texts]");
    if (link) {
      const words = document.getElementById(link.dataset.texts).value;
      link.href = `${link.href.split("?")[0]}?body=${encodeURIComponent(words)}`;
    }
    const button = event.target.closest("[data-copies]");
    if (button) {
      const field = document.getElementById(button.dataset.copies);
      const said = () => { button.querySelector("span").textContent = button.dataset.done; };
      if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(said);
      else { field.select(); if (document.execCommand("copy")) said(); }
    }
  });
})();
