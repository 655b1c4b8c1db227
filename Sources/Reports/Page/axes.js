// Scales, ticks and axes of charts.

/** About the width of a letter in a chart, in pixels. */
const letterWidth = 7.2;

/** A scale from numbers to pixels; with `isLog` by their logarithms. */
class Scale {
  constructor(least, most, start, end, isLog = false) {
    Object.assign(this, {least, most, start, end, isLog});
  }

  place(value) {
    const [low, high, at] = [this.least, this.most, value].map((number) =>
      (this.isLog ? Math.log10(number) : number));
    const share = high === low ? 0.5 : (at - low) / (high - low);
    return this.start + share * (this.end - this.start);
  }

  /** The number at a pixel. */
  value(pixel) {
    const share = (pixel - this.start) / (this.end - this.start);
    if (!this.isLog) return this.least + share * (this.most - this.least);
    return this.least * (this.most / this.least) ** share;
  }

  /** Round numbers in the range, about as many as asked for. */
  ticks(count) {
    return this.isLog ? this.#powers() : this.#steps(count);
  }

  #steps(count) {
    const raw = (this.most - this.least) / count;
    if (!(raw > 0)) return [this.least];
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= raw);
    const ticks = [];
    for (let tick = Math.ceil(this.least / step); tick * step <= this.most; tick += 1) {
      ticks.push(tick * step);
    }
    return ticks;
  }

  #powers() {
    const first = Math.floor(Math.log10(this.least));
    const last = Math.ceil(Math.log10(this.most));
    const factors = last - first > 4 ? [1] : [1, 2, 5];
    const ticks = [];
    for (let power = first; power <= last; power += 1) {
      for (const factor of factors) {
        const tick = factor * 10 ** power;
        if (tick >= this.least * 0.999 && tick <= this.most * 1.001) ticks.push(tick);
      }
    }
    return ticks;
  }
}

/** Further digits of a tick are errors of floating point. */
const mostTickDigits = 12;

/** What writes ticks with three digits, or as many more as they all need to be exact. */
function tickText(ticks) {
  let digits = 3;
  const isExact = (tick) =>
    Number(tick.toPrecision(digits)) === Number(tick.toPrecision(mostTickDigits));
  while (digits < mostTickDigits && !ticks.every(isExact)) digits += 1;
  return (tick) => short(tick, digits);
}

/** The horizontal axis below a chart, with its title. */
function bottomAxis(scale, y, title, text = null) {
  const room = Math.abs(scale.end - scale.start);
  const ticks = scale.ticks(Math.max(2, room / 90));
  const write = text ?? tickText(ticks);
  return draw("g.axis", {"aria-hidden": "true"},
    draw("line", {x1: scale.start, x2: scale.end, y1: y, y2: y}),
    ticks.map((tick) => [
      draw("line", {x1: scale.place(tick), x2: scale.place(tick), y1: y, y2: y + 4}),
      draw("text", {x: scale.place(tick), y: y + 17, "text-anchor": "middle"}, write(tick)),
    ]),
    draw("text.title", {x: scale.end, y: y + 34, "text-anchor": "end"}, title));
}

/** The vertical axis at the left of a chart with lines across it; its title stands above. */
function leftAxis(scale, x, right, title, text = null) {
  const room = Math.abs(scale.end - scale.start);
  const ticks = scale.ticks(Math.max(2, room / 36));
  const write = text ?? tickText(ticks);
  return draw("g.axis", {"aria-hidden": "true"},
    ticks.map((tick) => [
      draw("line.across", {x1: x, x2: right, y1: scale.place(tick), y2: scale.place(tick)}),
      draw("text", {x: x - 6, y: scale.place(tick) + 4, "text-anchor": "end"}, write(tick)),
    ]),
    draw("text.title", {x: x - 6, y: Math.min(scale.start, scale.end) - 10, "text-anchor": "start",
      dx: -40}, title));
}

/** A chart that is drawn anew whenever its width changes. */
function sizedChart(attributes, height, paint) {
  const surface = draw("svg", {class: "plot", ...attributes});
  const element = make("div.chart", {}, surface);
  const refresh = () => {
    const width = element.clientWidth;
    if (width === 0) return;
    surface.setAttribute("viewBox", `0 0 ${width} ${height}`);
    surface.style.height = `${height}px`;
    paint(surface, width, height);
  };
  new ResizeObserver(refresh).observe(element);
  return {element, surface, refresh};
}
