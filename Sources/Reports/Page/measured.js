// What was measured: roofline, where time is lost, the timeline, and the conditions.

const listedLosses = 15;

function buildMeasured(state) {
  const section = part("measured");
  const roofline = new RooflineView(state);
  const timeline = new TimelineView(state);
  const losses = make("div");
  const conditions = make("div");
  section.append(
    make("h2", {id: "measured-title"}, "Measured times"), conditions,
    make("h3", {}, "Roofline"), roofline.element, make("h3", {}, "Where time is lost"), losses,
    make("h3", {}, "Timeline of a run"), timeline.element);
  state.show(section, ["always", "current"], () => {
    const {bench} = state.network.data;
    section.hidden = bench === null;
    if (bench === null) return;
    losses.replaceChildren(lossTable(state, bench));
    roofline.refresh();
    timeline.refresh();
  });
  state.show(section, ["always", "sizes"], () => {
    if (state.network.data.bench !== null) conditions.replaceChildren(...conditionLines(state));
  });
}

/** What was run and what disturbed it; all other conditions unfold. */
function conditionLines(state) {
  const [first, ...lines] = state.network.data.bench.text.split("\n").filter((line) => line);
  const isWarning = (line) => line.startsWith("warning");
  const resized = "Measured at the starting sizes; these numbers do not follow new sizes.";
  const list = (texts) => make("ul.notes", {}, texts.map((text) => make("li", {}, text)));
  return [
    make("p", {}, first),
    list([...(state.isResized() ? [resized] : []), ...lines.filter(isWarning)]),
    make("details", {}, make("summary", {}, "Conditions of the measurement"),
      list(lines.filter((line) => !isWarning(line)))),
  ];
}

/** The layers that took longest beyond what the roofline allows. */
function lossTable(state, bench) {
  const columns = [
    {title: "layer"}, {title: "algorithm"}, {title: "median ms", number: true},
    {title: "roofline ms", number: true}, {title: "lost ms", number: true},
    {title: "of the run", number: true}, {title: "bound"},
  ];
  const rows = bench.lost.slice(0, listedLosses).map((loss) => {
    const layer = bench.layers[loss.layer];
    const name = cut(layer.path, 120);
    const [call] = layer.calls;
    const link = call === undefined ? name : make("button.link", {
      type: "button", on: {click: () => state.select(state.network.rowOfCall[call])},
    }, name);
    return [
      link, layer.algorithm, fixedMilliseconds(layer.median_ms),
      fixedMilliseconds(layer.predicted_ms), fixedMilliseconds(loss.lost_ms), percent(loss.share),
      layer.bound,
    ];
  });
  return plainTable("Time beyond the roofline, the most first", columns, rows);
}
