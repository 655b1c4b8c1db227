// The start: reads the data of the report and builds its sections.

function buildDrawing(state) {
  const view = new DrawingView(state);
  const section = part("drawing");
  section.append(make("h2", {id: "drawing-title"}, "Drawing"), view.element);
  state.show(section, ["always", "current"], () => {
    view.restart();
    view.refreshHeat();
  });
  state.show(section, ["sizes", "measureKey"], () => view.refreshHeat());
  state.show(section, ["always", "selected"], () => view.refreshSelection());
}

/** Links to the sections that this report has. */
function buildContents() {
  const sections = [...document.querySelectorAll("main > section")]
    .filter((section) => !section.hidden);
  part("contents").append(make("ul", {}, sections.map((section) =>
    make("li", {}, make("a", {href: `#${section.id}`},
      section.querySelector("h2").textContent)))));
}

const report = JSON.parse(part("report-data").textContent);
const state = new State(report);
buildHead(state);
buildControls(state);
buildSummary(state);
buildComparison(state);
buildDrawing(state);
buildStructure(state);
buildConventions(state);
buildMemory(state);
buildMeasured(state);
buildContents();

// What tests and the curious may look at.
globalThis.rlaReport = {state};
