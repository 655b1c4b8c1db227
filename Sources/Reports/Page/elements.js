// Elements are made here and nowhere else. Text from the data goes into text nodes and attributes,
// never through a parser, so that no name can become markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * An HTML element.
 *
 * @param tag The name, with classes after dots: `td.number`.
 * @param attributes Attributes by name; false and null leave one out, `on` holds listeners.
 * @param children Elements and texts.
 */
function make(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return furnished(document.createElement(name), classes, attributes, children);
}

/** An SVG element, by the rules of `make`. */
function draw(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  return furnished(document.createElementNS(svgNamespace, name), classes, attributes, children);
}

function furnished(element, classes, attributes, children) {
  if (classes.length > 0) element.setAttribute("class", classes.join(" "));
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) {
        element.addEventListener(event, listener);
      }
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  const isThere = (child) => child !== null && child !== undefined;
  element.append(...children.flat(Infinity).filter(isThere));
  return element;
}

/** The element of the template with an id. */
function part(id) {
  return document.getElementById(id);
}

/** A labeled choice of one of several values. */
function choice(label, options, value, onChange) {
  const select = make("select", {on: {change: () => onChange(select.value)}});
  for (const group of Map.groupBy(options, (option) => option.group ?? "")) {
    const [name, members] = group;
    const items = members.map((option) => make("option", {value: option.value}, option.label));
    select.append(...(name === "" ? items : [make("optgroup", {label: name}, items)]));
  }
  select.value = value;
  return make("label.field", {}, make("span", {}, label), select);
}

/**
 * A table of plain cells.
 *
 * @param columns Objects with `title`, and `number` where cells align at the right.
 * @param rows Lists of texts and elements.
 * @param footer Rows of sums.
 */
function plainTable(caption, columns, rows, footer = []) {
  const line = (cells, head) =>
    make("tr", {}, cells.map((cell, index) => {
      const name = (head || index === 0 ? "th" : "td") + (columns[index].number ? ".number" : "");
      const scope = head ? "col" : index === 0 ? "row" : null;
      return make(name, {scope}, cell);
    }));
  return make(
    "div.scroller", {tabindex: 0, role: "region", "aria-label": caption},
    make(
      "table", {},
      make("caption", {}, caption),
      make("thead", {}, line(columns.map((column) => column.title), true)),
      make("tbody", {}, rows.map((row) => line(row, false))),
      footer.length > 0 ? make("tfoot", {}, footer.map((row) => line(row, false))) : null));
}

/** What colors mean: pairs of a class and a text. */
function colorKeys(pairs) {
  return pairs.map(([name, text]) => make("span.key", {}, make(`span.swatch.${name}`), text));
}

/** Tells a screen reader what just happened. */
function announce(text) {
  part("announcements").textContent = text;
}

/** Runs `action` once for a burst of calls, when the page is idle again. */
function delayed(action, milliseconds) {
  let timer = 0;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), milliseconds);
  };
}
