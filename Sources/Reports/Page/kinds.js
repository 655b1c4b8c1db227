// Colors of kinds of operators.

/** Kinds of operators that have a color of their own; the others share one. */
const colorClasses = new Map([
  ["product", "product"], ["kind-normalization", "normalization"], ["activation", "activation"],
  ["pooling", "pooling"], ["reduction", "pooling"], ["kind-arithmetic", "arithmetic"],
]);

const colorLegend = [
  ["kind-product", "convolutions and products"], ["kind-normalization", "normalization"],
  ["kind-activation", "functions of one element"], ["kind-arithmetic", "arithmetic"],
  ["kind-pooling", "pooling and reductions"], ["kind-other", "other"], ["kind-module", "modules"],
];

/** The class of a row's color. */
function colorClass(data, row) {
  if (row.call < 0) return "module";
  const [work] = data.calls.works[row.call];
  if (work === undefined) return "other";
  return colorClasses.get(data.keys[data.works[work].key].category) ?? "other";
}
