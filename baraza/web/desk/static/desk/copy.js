for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.textContent;
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copies).value);
    button.textContent = button.dataset.said;
    setTimeout(() => (button.textContent = words), 2000);
  });
}
