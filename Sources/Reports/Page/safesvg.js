// Drawings as elements of the page, with nothing in them that could act.

/** Elements of a drawing; what is none of these is left out. */
const drawnElements = new Set([
  "svg", "g", "title", "desc", "a", "path", "polygon", "polyline", "ellipse", "circle", "rect",
  "line", "text", "tspan", "defs", "lineargradient", "stop",
]);

/**
 * The drawing as elements, with nothing in it that could act: no scripts, no listeners, no links.
 */
function safeDrawing(text) {
  const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
  const root = parsed.documentElement;
  if (root.localName !== "svg") return null;
  for (const element of [root, ...root.querySelectorAll("*")]) {
    if (!drawnElements.has(element.localName.toLowerCase())) {
      element.remove();
      continue;
    }
    for (const {name, value} of [...element.attributes]) {
      const isActive = /^on|href$/i.test(name) || /javascript:|url\((?!#)/i.test(value);
      if (isActive) element.removeAttribute(name);
    }
  }
  return document.importNode(root, true);
}
