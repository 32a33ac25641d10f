/* Beside allauth's scripts for passkeys: says plainly when one was not used. */
"use strict";

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const card = document.querySelector(".card");
  if (card.querySelector("[data-said]")) return;
  const note = document.querySelector("#say-passkey").content.firstElementChild.cloneNode(true);
  note.dataset.said = "";
  card.prepend(note);
});
