"""How a page looks: what a person would see at once, measured."""

from __future__ import annotations

import io

import numpy as np
from matplotlib import image

WIDE, PHONE = 1280, 390
"""Pixels across."""

CONTRASTS = """(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const found = [];
  for (const element of document.querySelectorAll("main *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    if (style.visibility === "hidden") continue;
    const ink = element.closest("svg") ? style.fill : style.color;
    const [a, b] = [light(ink), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) found.push(`${element.tagName} ${element.className} ${ratio.toFixed(1)}`);
  }
  return found;
})()"""
"""A script: the elements whose words have less contrast than 4.5 (WCAG 2.2, AA)."""


def colours(png: bytes) -> int:
    pixels = image.imread(io.BytesIO(png), format="png")[:, :, :3]
    packed = np.round(pixels * 15).astype(np.int64) @ np.array([256, 16, 1])
    return len(np.unique(packed))


def paper(png: bytes) -> float:
    """Return how bright the picture's middle tone is, 0 to 1."""
    return float(np.median(image.imread(io.BytesIO(png), format="png")[:, :, :3]))
