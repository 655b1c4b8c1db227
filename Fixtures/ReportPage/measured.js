// Roofline, losses and timeline of a measurement.

await settled();
const {bench} = state.network.data;
check(all("#measured circle.layer").length > 3, "points of the roofline");
const roofline = all("#measured svg")[0];
press(roofline, "ArrowRight");
const slowest = bench.layers.filter((layer) => layer.operations > layer.saved_operations
  && layer.bytes > 0).sort((one, other) => other.median_ms - one.median_ms)[0];
check(one("#measured").textContent.includes(`${slowest.path}: `), "the slowest layer comes first");
checkEqual(state.selected, state.network.rowOfCall[slowest.calls[0]], "and its row is selected");

const losses = [...one("#measured table").tBodies[0].rows].map((row) => row.cells[0].textContent);
checkEqual(losses[0], bench.layers[bench.lost[0].layer].path, "the first loss");

const timeline = one("svg.timeline");
const spans = all("svg.timeline rect.span").length;
check(spans > 3, "spans of the timeline");
press(timeline, "ArrowRight");
check(one("svg.timeline .selected") !== null, "an arrow selects a span");
press(timeline, "+");
check(all("svg.timeline rect.span").length <= spans, "plus zooms the timeline");

const passes = bench.mode === "inference" ? ["forward"] : ["forward", "backward"];
for (const pass of passes) {
  choose(labeled("measure"), `${pass}_ms`);
  const sum = bench.layers.reduce((total, layer) => total + layer[`${pass}_ms`], 0);
  check(Math.abs(state.measure.total(state.shown) - sum) < 1e-9 * sum, `the sum of times ${pass}`);
}
type(labeled("H"), "64");
await settled();
check(one("#measured").textContent.includes("do not follow new sizes"), "times keep their sizes");
finish();
