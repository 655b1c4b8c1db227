// A scatter plot of two columns of the comparison, with the Pareto front.

const scatterHeight = 380;

class ScatterView {
  constructor(state) {
    this.state = state;
    this.labels = ["parameters", "macs"];
    this.chart = sizedChart({role: "img"}, scatterHeight, (surface, width) =>
      this.#paint(surface, width));
    this.chart.surface.addEventListener("click", (event) => {
      const index = event.target.closest("[data-network]")?.dataset.network;
      if (index !== undefined) state.choose("current", Number(index));
    });
    this.choices = make("div.tools");
    this.note = make("p.note");
    this.element = make("div", {}, this.choices, this.chart.element, this.note);
  }

  refresh() {
    const places = this.state.networks.map((_, index) => index);
    this.columns = comparisonColumns(this.state)
      .filter((column) => places.filter((index) => column.value(index) !== null).length > 1);
    const has = (label) => this.columns.some((column) => column.label === label);
    const preferred = [["latency", "macs"], ["top-1 error", "COCO AP", "parameters"]];
    this.labels = this.labels.map((label, axis) =>
      (this.isChosen && has(label) ? label : preferred[axis].find(has) ?? this.columns[0].label));
    const options = this.columns.map((column) =>
      ({value: column.label, label: `${column.label}, ${column.unit}`}));
    this.choices.replaceChildren(...["across", "up"].map((title, axis) =>
      choice(title, options, this.labels[axis], (label) => {
        this.isChosen = true;
        this.labels[axis] = label;
        this.chart.refresh();
      })));
    this.chart.refresh();
  }

  #paint(surface, width) {
    if (!this.columns) return;
    const axes = this.labels.map((label) =>
      this.columns.find((column) => column.label === label));
    const points = this.state.networks.map((network, index) => ({
      index, name: network.name, values: axes.map((axis) => axis.value(index)),
    })).filter((point) => point.values.every((value) => value !== null))
      .map((point) => ({...point, values: point.values.map(Number)}));
    if (points.length === 0) return surface.replaceChildren();
    const marks = paretoMarks(points.map((point) =>
      point.values.map((value, axis) => (axes[axis].isMore ? -value : value))));
    const frame = {left: 64, right: width - 24, top: 30, bottom: scatterHeight - 42};
    const scales = [0, 1].map((axis) => {
      const values = points.map((point) => point.values[axis]);
      const [least, most] = [Math.min(...values), Math.max(...values)];
      const margin = (most - least || Math.abs(most) || 1) * 0.08;
      const ends = axis === 0 ? [frame.left, frame.right] : [frame.bottom, frame.top];
      return new Scale(least - margin, most + margin, ...ends);
    });
    const [horizontal, vertical] = scales;
    surface.replaceChildren(
      leftAxis(vertical, frame.left, frame.right, `${axes[1].label}, ${axes[1].unit}`),
      bottomAxis(horizontal, frame.bottom, `${axes[0].label}, ${axes[0].unit}`),
      this.#front(points.filter((_, index) => marks[index]), horizontal, vertical),
      ...this.#marks(points, marks, horizontal, vertical, frame));
    const front = points.filter((_, index) => marks[index]).map((point) => cut(point.name, 40));
    const goals = axes.map((axis) => `${axis.isMore ? "more" : "less"} ${axis.label}`)
      .join(" and ");
    this.note.textContent =
      `On the Pareto front, where ${goals} is better: ${front.join(", ")}.`;
    surface.setAttribute("aria-label", `${axes[1].label} over ${axes[0].label}`);
  }

  /** Straight lines between the points that no other beats. */
  #front(points, horizontal, vertical) {
    const places = points.map(({values}) =>
      [horizontal.place(values[0]), vertical.place(values[1])])
      .sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    return draw("polyline.front", {points: places.map((place) => place.join(",")).join(" ")});
  }

  /** The points with their names, each where it covers no other name. */
  #marks(points, marks, horizontal, vertical, frame) {
    const places = points.map(({values}) =>
      [horizontal.place(values[0]), vertical.place(values[1])]);
    const taken = places.map(([x, y]) =>
      ({left: x - 6, right: x + 6, top: y - 6, bottom: y + 6}));
    return points.map((point, index) => {
      const [x, y] = places[index];
      const text = cut(point.name, 40);
      const label = freeLabel(x, y, text.length * letterWidth, frame, taken);
      taken.push(label.box);
      const isCurrent = point.index === this.state.current;
      return draw("g", {
        class: `network${marks[index] ? " best" : ""}${isCurrent ? " current" : ""}`,
        "data-network": point.index,
      }, draw("circle", {cx: x, cy: y, r: 5}), draw("text", label.place, text));
    });
  }
}

/** A place for a name beside, above or below a point; beside it where none is free. */
function freeLabel(x, y, width, frame, taken) {
  const places = [
    {x: x + 9, y: y + 4, "text-anchor": "start"}, {x: x - 9, y: y + 4, "text-anchor": "end"},
    {x, y: y - 10, "text-anchor": "middle"}, {x, y: y + 19, "text-anchor": "middle"},
  ].map((place) => {
    const left = {start: place.x, end: place.x - width, middle: place.x - width / 2};
    const start = left[place["text-anchor"]];
    return {place, box: {left: start, right: start + width, top: place.y - 12, bottom: place.y + 3}};
  });
  const isFree = ({box}) => box.left >= frame.left && box.right <= frame.right + 20
    && !taken.some((other) => box.left < other.right && other.left < box.right
      && box.top < other.bottom && other.top < box.bottom);
  return places.find(isFree) ?? places[0];
}
