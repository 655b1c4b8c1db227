// Several networks: the table, the plot and the differences.

await settled();
const table = one("#comparison table");
const names = () => [...one("#comparison table").tBodies[0].rows].map((row) =>
  row.cells[0].textContent);
checkEqual(names().join(), state.networks.map((network) => network.name).join(), "the rows");
const sorter = () => all("#comparison thead button").find((button) =>
  button.textContent.startsWith("parameters"));
sorter().click();
const parameters = state.networks.map((network, index) =>
  [state.sized[index].total("parameters"), network.name]);
const order = parameters.sort((one, other) => (one[0] < other[0] ? 1 : -1));
checkEqual(names().join(), order.map(([, name]) => name).join(), "largest first");

choose(labeled("across"), "macs");
choose(labeled("up"), "parameters");
checkEqual(all("#comparison .network").length, state.networks.length, "points of the plot");
const points = state.networks.map((network, index) => ({
  name: network.name, macs: state.measures[index].find((measure) => measure.key === "measure-0")
    .total(state.sized[index]), parameters: state.sized[index].total("parameters"),
}));
const front = points.filter((point) => !points.some((other) => other !== point
  && other.macs <= point.macs && other.parameters <= point.parameters
  && (other.macs < point.macs || other.parameters < point.parameters)));
const best = all("#comparison .network.best").map((point) => point.textContent).sort();
checkEqual(best.join(), front.map((point) => point.name).sort().join(), "the Pareto front");

// The differences of calls add up to the difference of the networks.
for (const index of [1, 2]) {
  choose(labeled("network") === null ? null : all("#comparison select").at(-1), String(index));
  const rows = all("#comparison tfoot tr").at(-1);
  if (state.report.comparison.pairs[index] === null) {
    check(one("#comparison").textContent.includes("do not match"), "no counterpart");
    continue;
  }
  const wanted = state.sized[index].total("parameters") - state.sized[0].total("parameters");
  checkEqual(BigInt(rows.cells[4].textContent.replace(/[,+]/g, "")), wanted, "sum of parameters");
}

// Another network by its name in the table.
const other = state.networks[1].name;
all("#comparison tbody button").find((button) => button.textContent === other).click();
checkEqual(one("h1").textContent, other, "the heading");
checkEqual(labeled("network").value, "1", "the field");
check(one(".grid-body").textContent.startsWith(other), "the table of modules");
finish();
