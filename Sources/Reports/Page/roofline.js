// The roofline: layers as points under the measured limits of the machine, time as area.

const rooflineHeight = 420;
const passNames = [["forward_ms", "forward"], ["backward_ms", "backward"]];

/** The points of a roofline: rate and intensity of each layer that computes. */
function rooflinePoints(bench) {
  return bench.layers.flatMap((layer) => {
    const operations = layer.operations - layer.saved_operations;
    if (!(operations > 0) || !(layer.bytes > 0) || !(layer.gigaflops > 0)) return [];
    return [{
      layer, intensity: operations / layer.bytes, rate: layer.gigaflops, time: layer.median_ms,
    }];
  }).sort((one, other) => other.time - one.time);
}

/** The limits of the machine with all threads that ran: a roof, and a slope for each memory. */
function rooflineLimits(bench) {
  const rates = bench.roofline.rates.at(-1);
  const slopes = rates.streams.map((stream) => ({
    name: stream.level, rate: Math.max(stream.read, stream.triad),
  }));
  return {peak: bench.roofline.gigaflops, slopes};
}

/** The chart of the roofline. */
class RooflineView {
  constructor(state) {
    this.state = state;
    this.chart = sizedChart({
      tabindex: 0, role: "application", "aria-label":
        "Roofline. Arrow keys go through the layers, the slowest first.",
    }, rooflineHeight, (surface, width) => this.#paint(surface, width));
    const {surface} = this.chart;
    surface.addEventListener("click", (event) => {
      const point = event.target.dataset?.point;
      if (point !== undefined) this.#select(Number(point));
    });
    surface.addEventListener("pointermove", (event) => {
      const point = event.target.dataset?.point;
      if (point === undefined) hideTip();
      else showTip(event, layerSentence(this.points[Number(point)].layer));
    });
    surface.addEventListener("pointerleave", () => hideTip());
    surface.addEventListener("keydown", (event) => this.#key(event));
    this.chosen = null;
    this.note = make("p.note", {"aria-live": "polite"});
    this.legend = make("p.legend");
    this.element = make("div", {}, this.chart.element, this.legend, this.note);
  }

  refresh() {
    const {bench} = this.state.network.data;
    this.points = rooflinePoints(bench);
    this.limits = rooflineLimits(bench);
    this.chosen = null;
    const slopes = this.limits.slopes.map(({name, rate}) => `${name} ${short(rate)} GB/s`);
    this.legend.replaceChildren(
      ...colorKeys([["bound-compute", "bound by computing"], ["bound-memory", "bound by memory"]]),
      `Slopes: ${slopes.join(", ")}. Area of a point: its time. Operations that ran, a `
        + "multiply-add counts as two; bytes that a layer reads and writes, each once.");
    this.note.textContent = "";
    this.chart.refresh();
  }

  #paint(surface, width) {
    if (!this.points) return;
    const frame = {left: 64, right: width - 16, top: 30, bottom: rooflineHeight - 42};
    const {peak, slopes} = this.limits;
    const intensities = this.points.map((point) => point.intensity);
    const fastest = Math.max(...slopes.map((slope) => slope.rate));
    const slowest = Math.min(...slopes.map((slope) => slope.rate));
    const left = Math.min(...intensities, peak / fastest) / 2;
    const right = Math.max(...intensities, peak / slowest) * 2;
    const low = Math.min(...this.points.map((point) => point.rate), left * slowest) / 1.5;
    const horizontal = new Scale(left, right, frame.left, frame.right, true);
    // The roof of a disturbed machine lies below what its layers reached.
    const high = Math.max(peak, ...this.points.map((point) => point.rate)) * 1.6;
    const vertical = new Scale(low, high, frame.bottom, frame.top, true);
    surface.replaceChildren(
      leftAxis(vertical, frame.left, frame.right, "GFLOP/s"),
      bottomAxis(horizontal, frame.bottom, "FLOP per byte"),
      ...this.#roofs(horizontal, vertical), ...this.#marks(horizontal, vertical));
  }

  #roofs(horizontal, vertical) {
    const {peak, slopes} = this.limits;
    const roof = vertical.place(peak);
    const top = [
      draw("line.roof", {
        x1: horizontal.place(Math.max(horizontal.least, peak / Math.max(
          ...slopes.map((slope) => slope.rate)))),
        x2: horizontal.end, y1: roof, y2: roof,
      }),
      draw("text.note", {x: horizontal.end, y: roof - 6, "text-anchor": "end"},
        `${short(peak)} GFLOP/s`),
    ];
    const lines = slopes.map(({name, rate}, place) => {
      const start = Math.max(horizontal.least, vertical.least / rate);
      const [x1, y1] = [horizontal.place(start), vertical.place(start * rate)];
      const [x2, y2] = [horizontal.place(peak / rate), roof];
      const angle = Math.atan2(y2 - y1, x2 - x1) * 180 / Math.PI;
      // Lines of similar rates have their names side by side.
      const along = 0.05 + 0.22 * place;
      const [x, y] = [x1 + (x2 - x1) * along, y1 + (y2 - y1) * along - 5];
      return [
        draw("line.roof", {x1, y1, x2, y2}),
        draw("text.note", {x, y, transform: `rotate(${angle} ${x} ${y})`},
          name),
      ];
    });
    return [...lines.flat(), ...top];
  }

  #marks(horizontal, vertical) {
    const most = this.points[0]?.time ?? 1;
    return this.points.map((point, place) => draw("circle", {
      class: `layer bound-${point.layer.bound === "compute" ? "compute" : "memory"}`
        + (place === this.chosen ? " selected" : ""),
      cx: horizontal.place(point.intensity), cy: vertical.place(point.rate),
      r: Math.max(1.5, 22 * Math.sqrt(point.time / most)), "data-point": place,
    }));
  }

  #select(place) {
    this.chosen = place;
    const {layer} = this.points[place];
    this.note.textContent = layerSentence(layer);
    this.chart.refresh();
    if (layer.calls.length > 0) this.state.select(this.state.network.rowOfCall[layer.calls[0]]);
  }

  #key(event) {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (step === undefined || this.points.length === 0) return;
    event.preventDefault();
    const next = this.chosen === null ? 0 : this.chosen + step;
    this.#select(Math.min(this.points.length - 1, Math.max(0, next)));
  }
}

/** What was measured of a layer, in one sentence. */
function layerSentence(layer) {
  const passes = passNames.filter(([key]) => Number.isFinite(layer[key]))
    .map(([key, name]) => `${name} ${fixedMilliseconds(layer[key])} ms`);
  return `${cut(layer.path, 120)}: ${passes.join(", ")}; ${layer.algorithm}; `
    + `${fixed(layer.gigaflops, 1)} GFLOP/s, ${percent(layer.peak_share)} of the peak; `
    + `bound by ${layer.bound}; ${fixedMilliseconds(layer.predicted_ms)} ms by the roofline`;
}
