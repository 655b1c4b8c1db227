// The drawing of the network: pan and zoom, heat by the chosen measure, and boxes that select rows.

/** Pixels for each unit of a drawing below which its text cannot be read. */
const leastDrawingScale = 0.6;

/** The drawing of one network. */
class DrawingView {
  constructor(state) {
    this.state = state;
    this.frame = make("div.paper", {
      tabindex: 0, role: "application",
      on: {
        keydown: (event) => this.#key(event), click: (event) => this.#clicked(event),
        pointermove: (event) => this.#hover(event), pointerleave: () => hideTip(),
      },
    });
    this.legend = make("p.legend");
    this.viewport = new Viewport(this.frame, "xy", () => this.#draw());
    this.caption = make("p.legend");
    this.element = make("div", {}, this.frame, this.legend, this.caption);
    new ResizeObserver(() => this.#reset()).observe(this.frame);
  }

  /** Shows the drawing of the current network, or why there is none. */
  restart() {
    const {drawing} = this.state.network.data;
    this.svg = drawing.svg === null ? null : safeDrawing(drawing.svg);
    this.boxes = [];
    this.frame.hidden = this.svg === null;
    if (this.svg === null) return;
    const [x, y, width, height] = this.svg.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    this.extent = {x, y, width, height};
    for (const name of ["width", "height"]) this.svg.removeAttribute(name);
    this.frame.style.setProperty("--ratio", String(width / height));
    this.frame.replaceChildren(this.svg);
    const groups = new Map(
      [...this.svg.querySelectorAll("g[id]")].map((group) => [group.id, group]));
    this.boxes = drawing.boxes.map((box) => this.#box(box, groups.get(box.id)))
      .filter((box) => box !== null);
    this.frame.setAttribute(
      "aria-label", "Drawing of the network. Arrow keys go from box to box, plus, minus and 0 "
        + "zoom, Shift with arrows pans.");
    this.#reset();
  }

  /** Shows the whole drawing, or on a small screen as much as can be read. */
  #reset() {
    const {clientWidth, clientHeight} = this.frame;
    if (!this.svg || clientWidth === 0) return;
    const {width, height} = this.extent;
    this.viewport.aspect = clientWidth / clientHeight / (width / height);
    const readable = clientWidth / (width * leastDrawingScale);
    const isSmall = readable < this.viewport.fullWidth;
    this.viewport.reset(isSmall ? Math.max(readable, this.viewport.aspect) : undefined);
  }

  #box({calls: ranges}, group) {
    if (!group) return null;
    const calls = [];
    for (let place = 0; place < ranges.length; place += 2) {
      for (let call = ranges[place]; call <= ranges[place + 1]; call += 1) calls.push(call);
    }
    if (calls.length === 0) return null;
    group.classList.add("box");
    const rows = new Set(calls.map((call) => this.state.network.rowOfCall[call]));
    return {group, rows, row: this.state.network.rowOfCalls(calls)};
  }

  /** Colors the boxes by the chosen measure. */
  refreshHeat() {
    if (this.svg === null) {
      const {because} = this.state.network.data.drawing;
      this.legend.replaceChildren(because ?? "The drawing of this network cannot be read.");
      this.caption.replaceChildren();
      return;
    }
    const {network, measure, shown} = this.state;
    const rows = measure.rows(shown);
    const values = this.boxes.map((box) =>
      [...box.rows].reduce((sum, row) => sum + Number(rows[row] ?? 0), 0));
    const scale = new HeatScale(values);
    this.boxes.forEach(({group}, index) => {
      const step = scale.step(values[index]);
      for (let other = 0; other < heatStepCount; other += 1) {
        group.classList.toggle(`heat-${other}`, other === step);
      }
      group.classList.toggle("heatless", step === null);
    });
    this.#drawLegend(scale);
  }

  #drawLegend(scale) {
    const {measure, network} = this.state;
    this.legend.replaceChildren(
      make("span", {}, `${measure.label}, ${measure.unit}, in a box: `),
      ...colorKeys(scale.legend.map(([step, text]) => [`heat-${step}`, `≤ ${text}`])));
    const {caption} = network.data.drawing;
    this.caption.textContent = `The drawing keeps the starting sizes: ${caption}`;
  }

  /** Marks the boxes that the selected row holds, or that hold it. */
  refreshSelection() {
    const {rows} = this.state.network;
    const {index, end} = rows[this.state.selected];
    const calls = rows.slice(index, end).filter((row) => row.call >= 0);
    for (const {group, rows: own} of this.boxes) {
      const isInside = [...own].every((row) => row >= index && row < end);
      const isAround = calls.every((row) => own.has(row.index));
      group.classList.toggle("selected", index > 0 && (isInside || isAround));
    }
  }

  #draw() {
    if (!this.svg) return;
    const {window} = this.viewport;
    const {x, y, width, height} = this.extent;
    this.svg.setAttribute("viewBox", [
      x + window.x * width, y + window.y * height, window.width * width, window.height * height,
    ].join(" "));
  }

  #boxAt(event) {
    const group = event.target.closest?.("g.box");
    return this.boxes.find((box) => box.group === group) ?? null;
  }

  #clicked(event) {
    event.preventDefault();
    const box = this.#boxAt(event);
    if (box) this.state.select(box.row);
  }

  #hover(event) {
    const box = this.#boxAt(event);
    if (box) showTip(event, rowSentence(this.state, box.row));
    else hideTip();
  }

  #key(event) {
    if (this.viewport.key(event)) return;
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (step === undefined || this.boxes.length === 0) return;
    event.preventDefault();
    const place = this.boxes.findIndex((box) => box.row === this.state.selected);
    const next = this.boxes.at((Math.max(place, step > 0 ? -1 : 0) + step) % this.boxes.length);
    this.state.select(next.row);
  }
}
