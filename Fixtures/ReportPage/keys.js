// Everything by keys alone.

const grid = one(".grid");
const active = () => grid.getAttribute("aria-activedescendant");

press(grid, "Home");
checkEqual(active(), "row-0", "Home");
press(grid, "ArrowDown");
checkEqual(active(), "row-1", "down");
press(grid, "ArrowLeft");
checkEqual(active(), "row-0", "left leads out");
press(grid, "ArrowLeft");
checkEqual(one('[data-row="0"]').getAttribute("aria-expanded"), "false", "left folds");
press(grid, "ArrowRight");
checkEqual(one('[data-row="0"]').getAttribute("aria-expanded"), "true", "right unfolds");
press(grid, "ArrowRight");
checkEqual(active(), "row-1", "right leads in");
press(grid, "End");
check(state.selected > 1 && active() === `row-${state.selected}`, "End");
press(grid, "PageUp");
press(grid, "Home");
press(grid, "Enter");
checkEqual(one('[data-row="0"]').getAttribute("aria-expanded"), "false", "Enter folds");
press(grid, " ");
checkEqual(one('[data-row="0"]').getAttribute("aria-expanded"), "true", "Space unfolds");
check(press(grid, "x"), "other keys stay with the browser");

const icicle = one("svg.Icicle");
press(icicle, "ArrowDown");
check(state.selected > 0, "down in the icicle");
const first = state.selected;
press(icicle, "ArrowRight");
check(state.selected > first, "right in the icicle");
press(icicle, "Enter");
const widths = () => Number(one(`svg.Icicle rect[data-row="${state.selected}"]`)
  ?.getAttribute("width"));
const zoomed = widths();
press(icicle, "0");
check(zoomed > widths(), "Enter zooms, 0 shows all");
press(icicle, "ArrowUp");
checkEqual(state.selected, 0, "up in the icicle");

const paper = one(".paper");
const view = () => one(".paper svg").getAttribute("viewBox");
const whole = view();
press(paper, "+");
check(view() !== whole, "plus zooms the drawing");
const magnified = view();
press(paper, "ArrowRight", {shiftKey: true});
check(view() !== magnified, "Shift with an arrow pans the drawing");
press(paper, "Escape");
checkEqual(view(), whole, "Escape shows the whole drawing");
press(paper, "ArrowRight");
check(all(".paper g.selected").length > 0, "an arrow selects a box");

const memory = one("#memory svg");
press(memory, "Home");
checkEqual(memory.getAttribute("aria-valuenow"), "0", "Home in the chart of memory");
press(memory, "ArrowRight");
checkEqual(memory.getAttribute("aria-valuenow"), "1", "right in the chart of memory");
press(memory, "p");
check(one("#memory caption").textContent.endsWith("the peak"), "p leads to the peak");

const height = labeled("H");
const old = state.points[0][1];
press(height, "ArrowUp");
check(state.points[0][1] > old, "up in a field leads to the next size");
check(state.brokenDemands().length === 0, "which the network accepts");

// Everything that acts can be reached and has a name.
for (const element of all("button, select, input, [tabindex], summary")) {
  const name = element.getAttribute("aria-label") ?? element.closest("label")?.textContent
    ?? element.textContent;
  check(name.trim() !== "", `no name: ${element.outerHTML.slice(0, 120)}`);
  check(element.tabIndex >= 0, `not reached: ${element.outerHTML.slice(0, 120)}`);
}
finish();
