// What was typed for Monday holds until Friday.
document.querySelector("[data-copies-week]")?.addEventListener("click", () => {
  const days = [...document.querySelectorAll(".week input")];
  for (const day of days.slice(1, 5)) day.value = days[0].value;
  days[1].focus();
});
