// What the reader has chosen, and the views that follow it.

/** The choices of the reader, and the report that they are about. */
class State {
  constructor(report) {
    this.report = report;
    this.networks = report.networks.map((data) => new Network(data, report.quantities));
    this.points = this.networks.map((network) => network.start);
    this.sized = this.networks.map((network) => new SizedNetwork(network, network.start));
    this.measures = this.networks.map((network) => measuresOf(report, network));
    this.current = 0;
    this.measureKey = "measure-0";
    this.prefix = "si";
    this.selected = 0;
    this.changedSymbol = null;
    this.views = [];
    this.watcher = new IntersectionObserver((entries) => this.#seen(entries), {
      rootMargin: "300px",
    });
  }

  get network() {
    return this.networks[this.current];
  }

  /** The shown network at the last sizes that it accepted. */
  get shown() {
    return this.sized[this.current];
  }

  get measure() {
    const measures = this.measures[this.current];
    return measures.find((measure) => measure.key === this.measureKey) ?? measures[0];
  }

  measureNamed(key) {
    return this.measures[this.current].find((measure) => measure.key === key);
  }

  /** The demands that the wanted sizes of a network break. */
  brokenDemands(index = this.current) {
    return this.networks[index].limits.broken(this.points[index]);
  }

  /** Whether a network is shown at other sizes than it started with. */
  isResized(index = this.current) {
    const {start} = this.networks[index];
    return this.sized[index].point.some((value, symbol) => value !== start[symbol]);
  }

  /**
   * Gives symbols of a name a value in every network that has them; a network that refuses it keeps
   * its last sizes.
   *
   * @param values Values by the names of symbols.
   * @param symbol The place of the one that the reader changed, or null.
   */
  resize(values, symbol) {
    this.changedSymbol = symbol;
    this.networks.forEach((network, index) => {
      const point = network.symbols.map((symbol, place) =>
        values.get(symbol.name) ?? this.points[index][place]);
      this.points[index] = point;
      const isNew = point.some((value, place) => value !== this.sized[index].point[place]);
      if (isNew && network.limits.accepts(point)) {
        this.sized[index] = new SizedNetwork(network, point);
      }
    });
    this.changed("sizes");
  }

  choose(what, value) {
    if (this[what] === value) return;
    this[what] = value;
    if (what === "current") {
      this.selected = 0;
      this.changedSymbol = null;
    }
    this.changed(what);
  }

  select(row) {
    this.choose("selected", row);
  }

  /**
   * Adds a view: `update` runs now and after each change of what it `follows`, later where the
   * element is out of sight.
   */
  show(element, follows, update) {
    this.views.push({element, follows, update, isSeen: false, isStale: false});
    this.watcher.observe(element);
    update();
  }

  changed(what) {
    for (const view of this.views) {
      if (what !== "current" && !view.follows.includes(what)) continue;
      if (view.isSeen || view.follows.includes("always")) this.#refresh(view);
      else view.isStale = true;
    }
  }

  /** Brings every view up to date, as print needs it. */
  refreshAll() {
    for (const view of this.views) if (view.isStale) this.#refresh(view);
  }

  #refresh(view) {
    view.isStale = false;
    view.update();
  }

  #seen(entries) {
    for (const entry of entries) {
      for (const view of this.views.filter((other) => other.element === entry.target)) {
        view.isSeen = entry.isIntersecting;
        if (view.isSeen && view.isStale) this.#refresh(view);
      }
    }
  }
}
