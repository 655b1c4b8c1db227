// Memory over a run: live bytes by step, the peak, and what lives at a step.

const memoryChartHeight = 260;

/** The chart of live bytes with a cursor on one step. */
class MemoryView {
  constructor(state) {
    this.state = state;
    this.kind = "inference";
    this.step = null;
    this.chart = sizedChart({
      tabindex: 0, role: "slider", "aria-label": "Step of the run",
    }, memoryChartHeight, (surface, width) => this.#paint(surface, width));
    const {surface} = this.chart;
    surface.addEventListener("pointermove", (event) => this.#point(event));
    surface.addEventListener("pointerdown", (event) => this.#point(event));
    surface.addEventListener("keydown", (event) => this.#key(event));
    this.living = make("div");
    this.sentence = make("p");
    this.element = make("div", {}, this.sentence, this.chart.element, this.living);
  }

  refresh() {
    const {shown} = this.state;
    this.run = shown.kept(this.kind, () => new Lifetimes(shown, this.kind));
    this.#moveTo(this.step === null ? null : Math.min(this.step, this.run.stepCount - 1));
  }

  /** Shows the values of a step; null shows the peak at whatever step it is. */
  #moveTo(step) {
    this.step = step;
    this.sentence.textContent = memorySentence(this.state, this.run);
    this.chart.refresh();
    this.living.replaceChildren(livingTable(this.state, this.run, this.at));
  }

  /** The step under the cursor. */
  get at() {
    return this.step ?? this.run.peak;
  }

  #point(event) {
    const box = this.chart.surface.getBoundingClientRect();
    const step = Math.floor(this.horizontal.value(event.clientX - box.left));
    if (step >= 0 && step < this.run.stepCount && step !== this.at) this.#moveTo(step);
  }

  #key(event) {
    const last = this.run.stepCount - 1;
    const steps = {
      ArrowRight: this.at + 1, ArrowUp: this.at + 1, ArrowLeft: this.at - 1, ArrowDown: this.at - 1,
      PageUp: this.at + 10, PageDown: this.at - 10, Home: 0, End: last, p: null, Escape: null,
    };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const step = steps[event.key];
    this.#moveTo(step === null ? null : Math.min(last, Math.max(0, step)));
    const call = this.run.callAt(this.at);
    if (call >= 0) this.state.select(this.state.network.rowOfCall[call]);
  }

  #paint(surface, width) {
    if (!this.run || this.run.stepCount === 0) return surface.replaceChildren();
    const {run} = this;
    const frame = {left: 64, right: width - 12, top: 30, bottom: memoryChartHeight - 42};
    const most = Math.max(1, Number(run.peakBytes));
    this.horizontal = new Scale(0, run.stepCount, frame.left, frame.right);
    const vertical = new Scale(0, most * 1.05, frame.bottom, frame.top);
    const bytes = (value) => withUnit(BigInt(Math.round(value)), "B", this.#prefix);
    surface.replaceChildren(
      leftAxis(vertical, frame.left, frame.right, "live bytes", bytes),
      bottomAxis(this.horizontal, frame.bottom, "step", (tick) => grouped(Math.round(tick))),
      draw("path.area", {d: stepPath(run, this.horizontal, vertical, frame)}),
      ...this.#passes(frame), ...this.#peakMark(vertical, frame), this.#cursor(frame));
    this.#describe(surface);
  }

  get #prefix() {
    return this.state.prefix === "binary" ? "binary" : "si";
  }

  /** Where the backward pass begins. */
  #passes(frame) {
    if (this.kind !== "training") return [];
    const x = this.horizontal.place(this.run.forwardCount);
    return [
      draw("line.divide", {x1: x, x2: x, y1: frame.top - 6, y2: frame.bottom}),
      draw("text.note", {x: x - 6, y: frame.top - 2, "text-anchor": "end"}, "forward"),
      draw("text.note", {x: x + 6, y: frame.top - 2}, "backward"),
    ];
  }

  #peakMark(vertical, frame) {
    const {run} = this;
    const x = this.horizontal.place(run.peak + 0.5);
    const y = vertical.place(Number(run.peakBytes));
    const isRight = x > (frame.left + frame.right) / 2;
    const text = `peak ${withUnit(run.peakBytes, "B", this.#prefix)}`;
    return [
      draw("circle.peak", {cx: x, cy: y, r: 4}),
      draw("text.peak", {
        x: x + (isRight ? -7 : 7), y: y - 6, "text-anchor": isRight ? "end" : "start",
      }, text),
    ];
  }

  #cursor(frame) {
    const x = this.horizontal.place(this.at + 0.5);
    return draw("line.cursor", {x1: x, x2: x, y1: frame.top, y2: frame.bottom});
  }

  #describe(surface) {
    surface.setAttribute("aria-valuemin", 0);
    surface.setAttribute("aria-valuemax", this.run.stepCount - 1);
    surface.setAttribute("aria-valuenow", this.at);
    surface.setAttribute("aria-valuetext",
      `${stepName(this.state, this.run, this.at)}, ${grouped(this.run.live[this.at])} B live`);
  }
}

/** The outline of live bytes; of the steps that share a pixel the largest counts. */
function stepPath(run, horizontal, vertical, frame) {
  const perPixel = Math.max(1, Math.floor(run.stepCount / (frame.right - frame.left)));
  let path = `M${frame.left},${frame.bottom}`;
  for (let step = 0; step < run.stepCount; step += perPixel) {
    let most = 0;
    const end = Math.min(run.stepCount, step + perPixel);
    for (let other = step; other < end; other += 1) most = Math.max(most, Number(run.live[other]));
    const y = vertical.place(most).toFixed(1);
    path += `L${horizontal.place(step).toFixed(1)},${y}H${horizontal.place(end).toFixed(1)}`;
  }
  return `${path}V${frame.bottom}Z`;
}

function buildMemory(state) {
  const section = part("memory");
  const view = new MemoryView(state);
  const tabs = make("div");
  section.append(make("h2", {id: "memory-title"}, "Memory over a run"), tabs, view.element);
  state.show(section, ["always", "current"], () => {
    view.kind = "inference";
    view.step = null;
    const hasTraining = state.network.data.memory.training !== null;
    tabs.replaceChildren(hasTraining
      ? tabList("Kind of run", ["inference", "training"], (chosen) => {
        view.kind = ["inference", "training"][chosen];
        view.step = null;
        view.refresh();
      }) : "");
    view.refresh();
  });
  state.show(section, ["sizes", "prefix"], () => view.refresh());
}
