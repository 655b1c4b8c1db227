// What the icicle and the treemap share: boxes of rows, their selection and keys.

/**
 * A picture of the tree in boxes.
 *
 * `layout` gives boxes as `{row, x, y, width, height}` in a picture whose sides are 1 long.
 */
class BoxChart {
  constructor(state, name, axes, layout) {
    Object.assign(this, {state, name, layout});
    this.surface = draw("svg", {
      class: `boxes ${name}`, tabindex: 0, role: "application",
      on: {
        keydown: (event) => this.#key(event), click: (event) => this.#clicked(event),
        dblclick: (event) => this.#zoomTo(this.#rowAt(event)),
        pointermove: (event) => this.#hover(event), pointerleave: () => hideTip(),
      },
    });
    this.#describe();
    this.viewport = new Viewport(this.surface, axes, () => this.draw());
    this.element = make("div.chart", {}, this.surface);
    new ResizeObserver(() => this.refresh()).observe(this.element);
  }

  /** Lays the boxes out anew after a change of numbers, and draws them. */
  refresh() {
    const {state} = this;
    const width = this.element.clientWidth;
    if (width === 0) return;
    this.values = state.measure.rows(state.shown).map((value) => Math.max(0, Number(value ?? 0)));
    const {boxes, height} = this.layout(state.network, this.values, width);
    Object.assign(this, {boxes, width, height, network: state.network});
    this.byRow = new Map(boxes.map((box) => [box.row, box]));
    this.surface.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.surface.style.height = `${height}px`;
    this.#describe();
    this.draw();
  }

  #describe() {
    this.surface.setAttribute(
      "aria-label", `${this.name} of ${this.state.measure.label}. Arrow keys move through the `
        + "tree, Enter zooms to the selected box, plus, minus and 0 zoom, Shift with arrows pans.");
  }

  draw() {
    const {network} = this.state;
    // Another network has other rows.
    if (this.network !== network) this.refresh();
    if (this.network !== network) return;
    const {window} = this.viewport;
    const pieces = [];
    let skipped = null;
    const flush = () => {
      if (skipped && skipped.width >= 1) pieces.push(draw("rect.many", skipped));
      skipped = null;
    };
    for (const box of this.boxes) {
      const place = {
        x: (box.x - window.x) / window.width * this.width,
        y: (box.y - window.y) / window.height * this.height,
        width: box.width / window.width * this.width,
        height: box.height / window.height * this.height,
      };
      if (place.x + place.width < 0 || place.x > this.width
        || place.y + place.height < 0 || place.y > this.height) continue;
      if (place.width >= 1 && place.height >= 1) {
        pieces.push(...this.#piece(box, place));
      } else if (skipped && skipped.y === place.y
        && Math.abs(skipped.x + skipped.width - place.x) < 1) {
        skipped.width = place.x + place.width - skipped.x;
      } else {
        flush();
        skipped = place;
      }
    }
    flush();
    const selected = this.byRow.get(this.state.selected);
    if (selected) pieces.push(this.#outline(selected, window));
    this.surface.replaceChildren(...pieces);
  }

  #piece(box, place) {
    const {data, rows} = this.state.network;
    const row = rows[box.row];
    const rect = draw(`rect.kind-${colorClass(data, row)}`, {...place, "data-row": box.row});
    const start = Math.max(0, place.x);
    const room = Math.min(this.width, place.x + place.width) - start - 8;
    // Short names are left out rather than cut.
    const letters = Math.floor(room / letterWidth);
    const isLegible = letters >= Math.min(row.name.length, 10);
    if (!isLegible || place.height < 14 || box.hasName === false) return [rect];
    const text = cut(row.name, letters);
    return [rect, draw("text", {x: start + 4, y: Math.max(0, place.y) + 12}, text)];
  }

  #outline(box, window) {
    return draw("rect.selected", {
      x: (box.x - window.x) / window.width * this.width,
      y: (box.y - window.y) / window.height * this.height,
      width: Math.max(2, box.width / window.width * this.width),
      height: Math.max(2, box.height / window.height * this.height),
    });
  }

  #rowAt(event) {
    const row = event.target.dataset?.row;
    return row === undefined ? null : Number(row);
  }

  #clicked(event) {
    const row = this.#rowAt(event);
    if (row !== null) this.state.select(row);
  }

  #zoomTo(row) {
    const box = this.byRow.get(row);
    if (box) this.viewport.fit(box);
  }

  #hover(event) {
    const row = this.#rowAt(event);
    if (row === null) hideTip();
    else showTip(event, rowSentence(this.state, row));
  }

  #key(event) {
    if (this.viewport.key(event)) return;
    const {selected, network} = this.state;
    if (event.key === "Enter") this.#zoomTo(selected);
    else {
      const next = neighbor(network, this.byRow, selected, event.key);
      if (next === null) return;
      this.state.select(next);
    }
    event.preventDefault();
  }
}

/** The box that an arrow key leads to: down into a row, up out of it, sideways to the next one. */
function neighbor(network, boxes, row, key) {
  const {rows} = network;
  const has = (index) => (boxes.has(index) ? index : null);
  const {parent, end} = rows[row];
  if (key === "ArrowUp") return has(parent);
  const isForward = key === "ArrowRight";
  if (key === "ArrowDown") {
    for (let index = row + 1; index < end; index = rows[index].end) {
      if (boxes.has(index)) return index;
    }
    return null;
  }
  if (!isForward && key !== "ArrowLeft") return null;
  const siblings = [];
  for (let index = parent + 1; parent >= 0 && index < rows[parent].end; index = rows[index].end) {
    if (boxes.has(index) || index === row) siblings.push(index);
  }
  return siblings[siblings.indexOf(row) + (isForward ? 1 : -1)] ?? null;
}

/** One sentence on a row: its path, its operator and what the chosen measure says. */
function rowSentence(state, index) {
  const {measure, shown} = state;
  const row = state.network.rows[index];
  const share = shareOf(measure, shown, index);
  return [
    cut(row.path || row.name, 120) + (row.kind ? ` (${row.kind})` : ""),
    `${measure.label}: ${measure.fullText(measure.rows(shown)[index])}`,
    share === null ? null : percent(share),
  ].filter((text) => text !== null).join(", ");
}
