// Several networks: a table, a scatter plot with the Pareto front, and differences call by call.

/** The columns of the comparison: a label, a unit, a number for a network, and what is better. */
function comparisonColumns(state) {
  const column = (label, unit, value, more = {}) =>
    ({label, unit, value, isMore: false, ...more});
  const total = (name) => (index) => state.sized[index].total(name);
  const columns = [column("parameters", "learned values", total("parameters"))];
  for (const measure of countedMeasures(state)) {
    columns.push(column(measure.label, measure.unit,
      (index) => measure.total(state.sized[index]), {isConvention: true}));
  }
  columns.push(
    column("activations", "B", total("activation_bytes")),
    column("inference peak", "B", (index) => {
      const sized = state.sized[index];
      return sized.kept("inference", () => new Lifetimes(sized, "inference")).peakBytes;
    }),
    column("training", "B", total("training_bytes")),
    column("latency", "ms", (index) => state.networks[index].data.bench?.whole.median_ms ?? null,
      {isTime: true}),
    column("top-1 error", "%", (index) =>
      state.networks[index].data.published?.top1_error_percent ?? null, {isPlain: true}),
    column("COCO AP", "%", (index) =>
      state.networks[index].data.published?.coco_ap_percent ?? null,
    {isPlain: true, isMore: true}));
  const places = state.networks.map((_, index) => index);
  return columns.filter((other) => places.some((index) => other.value(index) !== null));
}

function comparisonText(column, value, prefix) {
  if (value === null) return "";
  if (column.isPlain) return String(value);
  return column.isTime ? fixedMilliseconds(value) : scaled(value, prefix);
}

function buildComparison(state) {
  const section = part("comparison");
  section.hidden = state.networks.length < 2;
  if (section.hidden) return;
  const table = make("div");
  const plot = new ScatterView(state);
  const differences = new CallDifferences(state);
  section.append(
    make("h2", {id: "comparison-title"}, "Networks side by side"), table,
    make("h3", {}, "Any two columns"), plot.element,
    make("h3", {}, "Differences call by call"), differences.element);
  const order = {column: null, isDescending: true};
  const refresh = () => table.replaceChildren(comparisonTable(state, order, refresh));
  state.show(section, ["sizes", "current", "prefix"], () => {
    refresh();
    plot.refresh();
    differences.refresh();
  });
}

/** The table; a click on the head of a column sorts by it. */
function comparisonTable(state, order, onOrder) {
  const columns = comparisonColumns(state).filter((column) =>
    !column.isConvention || column.label === state.measure.label || column.label === "macs");
  const sorted = columns.find((column) => column.label === order.column);
  const places = state.networks.map((_, index) => index);
  if (sorted) {
    const sign = order.isDescending ? -1 : 1;
    places.sort((one, other) => sign * compareKeys(sorted.value(one), sorted.value(other)));
  }
  const head = columns.map((column) => ({
    number: true,
    title: make("button", {
      type: "button", title: "Sort by this column", on: {
        click: () => {
          order.isDescending = order.column === column.label ? !order.isDescending : true;
          order.column = column.label;
          onOrder();
        },
      },
    }, column.label, make("small", {}, column.unit)),
  }));
  const rows = places.map((index) => {
    const isRefused = state.brokenDemands(index).length > 0;
    const name = make("button.link", {
      type: "button", title: "Show this network below", on: {
        click: () => state.choose("current", index),
      },
    }, cut(state.networks[index].name, 80));
    const sizes = sizesSentence(state.networks[index], state.sized[index].point);
    return [
      name, isRefused ? `${sizes}; the wanted sizes are refused` : sizes,
      ...columns.map((column) => comparisonText(column, column.value(index), state.prefix)),
    ];
  });
  return plainTable(
    "Networks at the sizes that each accepts", [{title: "network"}, {title: "at"}, ...head], rows);
}
