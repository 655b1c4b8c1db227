// The quantities that the table, the charts and the drawing can show.

/**
 * A quantity that every row of a network has.
 *
 * `rows` gives its values by row, as BigInt, or as Number where it was measured, with null for what
 * is not known. `additive` is false where a convention rounds.
 */
class Measure {
  constructor(key, label, unit, group, rows, more = {}) {
    Object.assign(this, {key, label, unit, group, note: "", isTime: false, prefix: null}, more);
    this.compute = rows;
  }

  rows(sized) {
    return sized.kept(`measure ${this.key}`, () => this.compute(sized));
  }

  total(sized) {
    return this.rows(sized)[0];
  }

  /** A value as text, without its unit. */
  text(value, prefix) {
    if (value === null || value === undefined) return "not known";
    return this.isTime ? fixedMilliseconds(value) : scaled(value, prefix);
  }

  /** A value in full with its unit, for details and tips. */
  fullText(value) {
    if (value === null || value === undefined) return "not known";
    return `${this.isTime ? fixedMilliseconds(value) : exactText(value)} ${this.unit}`;
  }
}

/** All measures of a network of a report, those of its conventions and its timing included. */
function measuresOf(report, network) {
  return [
    new Measure("parameters", "parameters", "learned values", "network",
      (sized) => sized.sumsOverRows((call) => sized.value(sized.data.calls.parameters[call])),
      {note: "Each learned value counts once, at the first call of its layer."}),
    ...memoryMeasures(),
    ...conventionMeasures(report),
    backwardMeasure(),
    ...timeMeasures(network),
  ];
}

function memoryMeasures() {
  const column = (key, label, note) =>
    new Measure(key, label, "B", "memory",
      (sized) => sized.sumsOverRows((call) => sized.value(sized.data.calls[key][call])), {note});
  return [
    column("activation_bytes", "activations",
      "Bytes of results that a call writes into memory of its own; 0 for views and in place."),
    column("moved_bytes", "bytes moved",
      "Bytes that a call reads and writes, weights included, each once."),
    column("saved_bytes", "saved for backward",
      "Bytes that the backward pass of a call is the first to need."),
  ];
}

function conventionMeasures(report) {
  let number = 0;
  return report.conventions.flatMap((convention) => convention.measures.map((measure) => {
    const index = number++;
    const isFloat32 = measure.accumulator === "float32";
    return new Measure(
      `measure-${index}`, measure.key, measure.unit, "conventions",
      (sized) => sized.counting.rows(index, isFloat32),
      {index, convention, object: measure.object, isFloat32, note: convention.summary});
  }));
}

function backwardMeasure() {
  return new Measure(
    "backward", "backward pass", "multiply-adds", "network",
    (sized) => sized.counting.quantityRows(
      ["input-gradient multiply-adds", "weight-gradient multiply-adds"]),
    {note: "Multiply-adds of the gradients of inputs and of weights that are wanted."});
}

/** Measured times of layers; a step that runs several calls stands at the first of them. */
function timeMeasures(network) {
  const {bench} = network.data;
  if (bench === null) return [];
  return [["forward_ms", "time forward"], ["backward_ms", "time backward"]]
    .filter(([key]) => bench.layers.some((layer) => Number.isFinite(layer[key])))
    .map(([key, label]) => new Measure(key, label, "ms", "measured", (sized) => {
      const times = new Array(sized.network.callCount).fill(0);
      for (const layer of bench.layers) {
        if (layer.calls.length > 0) times[layer.calls[0]] += layer[key] ?? 0;
      }
      return sumsOfNumbers(sized.network, times);
    }, {isTime: true, note: "Median of the measured runs; it does not follow new sizes."}));
}

function sumsOfNumbers(network, ofCall) {
  const sums = network.rows.map((row) => (row.call >= 0 ? ofCall[row.call] : 0));
  for (let index = sums.length - 1; index > 0; index -= 1) {
    sums[network.rows[index].parent] += sums[index];
  }
  return sums;
}
