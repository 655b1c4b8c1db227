// The timeline of the steps of one run, a lane for each thread.

const laneHeight = 26;
const laneNameWidth = 70;

class TimelineView {
  constructor(state) {
    this.state = state;
    this.surface = draw("svg", {
      class: "plot timeline", tabindex: 0, role: "application", "aria-label":
        "Timeline of a run. Arrow keys go from step to step, plus, minus and 0 zoom, "
        + "Shift with arrows pans.",
      on: {
        keydown: (event) => this.#key(event), click: (event) => this.#clicked(event),
        pointermove: (event) => this.#hover(event), pointerleave: () => hideTip(),
      },
    });
    this.viewport = new Viewport(this.surface, "x", () => this.draw(), laneNameWidth);
    this.note = make("p.note", {"aria-live": "polite"});
    this.legend = make("p.legend");
    this.element = make("div.chart", {}, this.surface, this.legend, this.note);
    this.chosen = null;
    new ResizeObserver(() => this.draw()).observe(this.element);
  }

  refresh() {
    const {bench} = this.state.network.data;
    this.bench = bench;
    this.timeline = bench.timeline;
    this.chosen = null;
    this.element.hidden = this.timeline === null;
    if (this.timeline === null) return;
    const passes = [...new Set(this.timeline.spans.pass)];
    this.legend.replaceChildren(
      ...colorKeys(passes.map((pass) => [`pass-${pass}`, pass])),
      `One run, ${fixedMilliseconds(this.timeline.duration_ms)} ms, on `
        + `${counted(this.timeline.threads, "thread")}. A step stands on every thread that worked `
        + "on it.");
    this.note.textContent = "";
    this.draw();
  }

  draw() {
    const width = this.element.clientWidth;
    if (!this.timeline || width === 0) return;
    const {threads, duration_ms: duration, spans} = this.timeline;
    const height = threads * laneHeight + 62;
    this.surface.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.surface.style.height = `${height}px`;
    const {window} = this.viewport;
    const scale = new Scale(
      window.x * duration, (window.x + window.width) * duration, laneNameWidth,
      width - 1);
    const pieces = [];
    const last = {};
    spans.start_ms.forEach((start, index) => {
      const x = Math.max(laneNameWidth, scale.place(start));
      const end = Math.min(width, scale.place(spans.end_ms[index]));
      if (end <= laneNameWidth || x >= width) return;
      const lane = spans.thread[index];
      // What ends within the pixel where the last one ended is not seen beside it.
      if (end - (last[lane] ?? -Infinity) < 0.5) return;
      last[lane] = end;
      pieces.push(...this.#span(index, x, end, lane * laneHeight + 4));
    });
    const lanes = Array.from({length: threads}, (_, lane) =>
      draw("text.note", {x: 0, y: lane * laneHeight + 19}, `thread ${lane}`));
    this.surface.replaceChildren(
      ...lanes, ...pieces, bottomAxis(scale, threads * laneHeight + 10, "ms",
        (tick) => String(Number(tick.toPrecision(6)))));
  }

  #span(index, x, end, y) {
    const {spans} = this.timeline;
    const rect = draw("rect", {
      class: `span pass-${spans.pass[index]}${index === this.chosen ? " selected" : ""}`,
      x, y, width: Math.max(0.7, end - x - 0.5), height: laneHeight - 6, "data-span": index,
    });
    const letters = Math.floor((end - x - 8) / letterWidth);
    if (letters < 8) return [rect];
    const text = cut(this.#name(index), letters);
    return [rect, draw("text", {x: x + 4, y: y + 14}, text)];
  }

  #name(index) {
    const layer = this.timeline.spans.layer[index];
    return layer < 0 ? this.timeline.spans.pass[index] : this.bench.layers[layer].path;
  }

  #sentence(index) {
    const {spans} = this.timeline;
    const [start, end] = [spans.start_ms[index], spans.end_ms[index]];
    const busy = spans.busy_ms ? `, ${fixedMilliseconds(spans.busy_ms[index])} ms of work` : "";
    return `${cut(this.#name(index), 120)}, ${spans.pass[index]}, thread ${spans.thread[index]}: `
      + `from ${fixedMilliseconds(start)} to ${fixedMilliseconds(end)} ms${busy}`;
  }

  #select(index) {
    this.chosen = index;
    this.note.textContent = this.#sentence(index);
    this.draw();
    const layer = this.bench.layers[this.timeline.spans.layer[index]];
    if (layer?.calls.length > 0) this.state.select(this.state.network.rowOfCall[layer.calls[0]]);
  }

  #spanAt(event) {
    const span = event.target.dataset?.span;
    return span === undefined ? null : Number(span);
  }

  #clicked(event) {
    const index = this.#spanAt(event);
    if (index !== null) this.#select(index);
  }

  #hover(event) {
    const index = this.#spanAt(event);
    if (index === null) hideTip();
    else showTip(event, this.#sentence(index));
  }

  #key(event) {
    if (this.viewport.key(event)) return;
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    const count = this.timeline.spans.start_ms.length;
    if (step === undefined || count === 0) return;
    event.preventDefault();
    const next = this.chosen === null ? 0 : this.chosen + step;
    this.#select(Math.min(count - 1, Math.max(0, next)));
  }
}
