/* A signature drawn in a box: kept as a picture in a field of the form when the form is sent. */
"use strict";

for (const pad of document.querySelectorAll("canvas[data-signs]")) {
  const field = document.getElementById(pad.dataset.signs);
  const pen = pad.getContext("2d");
  const strokes = [];
  let stroke = null;

  // Drawn anew at each size, so that turning the tablet loses nothing.
  function draw() {
    const box = pad.getBoundingClientRect();
    if (!box.width) return;
    const scale = window.devicePixelRatio || 1;
    pad.width = box.width * scale;
    pad.height = box.height * scale;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, pad.width, pad.height);
    pen.lineWidth = 2.5 * scale;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = pen.fillStyle = "#1d2321";
    for (const points of strokes) {
      pen.beginPath();
      for (const [x, y] of points) pen.lineTo(x * scale, y * scale);
      // A dot is a stroke that went nowhere.
      if (points.length === 1) pen.lineTo(points[0][0] * scale + 0.1, points[0][1] * scale);
      pen.stroke();
    }
  }

  function place(event) {
    const box = pad.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  pad.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    stroke = [place(event)];
    strokes.push(stroke);
    draw();
  });
  pad.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    const several = event.getCoalescedEvents?.() ?? [];
    for (const each of several.length ? several : [event]) stroke.push(place(each));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) pad.addEventListener(end, () => { stroke = null; });

  pad.closest("form").querySelector("[data-wipes]").addEventListener("click", () => {
    strokes.length = 0;
    field.value = "";
    draw();
  });
  pad.closest("form").addEventListener("submit", () => {
    if (strokes.length) field.value = pad.toDataURL("image/png");
  });
  new ResizeObserver(draw).observe(pad);

  // Something else was not right: what was signed already is still there.
  if (field.value) {
    const kept = new Image();
    kept.addEventListener("load", () => { draw(); pen.drawImage(kept, 0, 0, pad.width, pad.height); });
    kept.src = field.value;
  }
}
