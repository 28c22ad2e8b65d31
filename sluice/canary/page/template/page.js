"use strict";
(() => {
  // Only for looking closer: without it the page says the same.
  const { points } = JSON.parse(document.getElementById("readings").textContent);
  const charts = document.querySelector(".charts");
  const now = charts.querySelector(".now");
  const hairs = [...charts.querySelectorAll(".hair")];
  const figures = [...charts.querySelectorAll("[data-panel]")].map((figure) => ({
    id: figure.dataset.panel,
    outputs: [...figure.querySelectorAll("output")],
  }));

  function show(percent) {
    const point = points.find(([left, right]) => left <= percent && percent <= right);
    for (const hair of hairs) hair.style.left = `${percent}%`;
    charts.classList.add("read");
    now.textContent = point ? point[2] : "";
    for (const { id, outputs } of figures) {
      const values = (point && point[3][id]) || [];
      outputs.forEach((output, index) => { output.textContent = values[index] || ""; });
    }
  }

  function clear() {
    charts.classList.remove("read");
    now.textContent = "";
    for (const { outputs } of figures) outputs.forEach((output) => { output.textContent = ""; });
  }

  for (const layer of charts.querySelectorAll(".hair-layer")) {
    layer.addEventListener("pointermove", (event) => {
      const box = layer.getBoundingClientRect();
      const part = (event.clientX - box.left) / box.width;
      show(100 * Math.min(1, Math.max(0, part)));
    });
    layer.addEventListener("pointerleave", clear);
  }
})();
