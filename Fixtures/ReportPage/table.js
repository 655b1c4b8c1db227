// Folds, sorts, searches and selects in the table of modules.

const rowNames = () => all(".grid-body .grid-row").map((row) => row.dataset.row);
const grid = one(".grid");
const countOfRows = () => Number(grid.getAttribute("aria-rowcount")) - 1;

// Folds: the row of the network holds all others.
const before = countOfRows();
one('[data-row="0"] .fold').click();
checkEqual(countOfRows(), 1, "rows after folding all");
one('[data-row="0"] .fold').click();
checkEqual(countOfRows(), before, "rows after unfolding");
all(".tools button").find((button) => button.textContent === "all").click();
checkEqual(countOfRows(), state.network.rows.length, "rows with all levels open");
check(all(".grid-body .grid-row").length < 80, "only rows in sight are in the document");
grid.scrollTop = grid.scrollHeight;
grid.dispatchEvent(new Event("scroll"));
check(rowNames().includes(String(state.network.rows.length - 1)), "the last row after scrolling");
grid.scrollTop = 0;
grid.dispatchEvent(new Event("scroll"));

// Sorting: siblings by size, largest first, then smallest first, then as they run.
const values = () => {
  const rows = state.measureNamed("parameters").rows(state.shown);
  return state.network.rows.filter((row) => row.parent === 0)
    .map((row) => row.index).sort((one, other) => place(one) - place(other))
    .map((row) => rows[row]);
};
const place = (row) => {
  const found = all(".grid-body .grid-row").find((line) => line.dataset.row === String(row));
  return found ? Number(found.getAttribute("aria-posinset")) : Infinity;
};
all(".tools button").find((button) => button.textContent === "1").click();
const head = () => one('[data-column="parameters"]');
head().click();
check(values().every((value, index, list) => index === 0 || value <= list[index - 1]), "descending");
checkEqual(
  head().closest("[role=columnheader]").getAttribute("aria-sort"), "descending", "aria-sort");
head().click();
check(values().every((value, index, list) => index === 0 || value >= list[index - 1]), "ascending");
head().click();
check(rowNames().every((row, index, list) => index === 0 || Number(row) > Number(list[index - 1])),
  "the order of the run");

// Search: rows that hold the words, and those around them.
const search = one("input[type=search]");
const word = state.network.rows.findLast((row) => row.isLeaf).kind;
type(search, word.toUpperCase());
await settled();
const hits = all(".grid-row.hit");
check(hits.length > 0 && hits.every((row) => row.textContent.includes(word)), "rows found");
check(one("#announcements").textContent.endsWith("found."), "the count is announced");
type(search, "no such thing");
await settled();
checkEqual(countOfRows(), 1, "rows where nothing is found");
type(search, "");
await settled();

// A click on a row selects it, and marks its boxes in the drawing and the charts.
one('[data-row="1"] .grid-name').click();
checkEqual(state.selected, 1, "the selected row");
await settled();
check(one('[data-row="1"]').getAttribute("aria-selected") === "true", "the row is marked");
check(one("svg.Icicle .selected") !== null, "the icicle marks the row");
check(all(".paper g.selected").length > 0, "the drawing marks the box of the row");

// A click on a box of the drawing selects a row, which then is in sight.
const box = all(".paper g.box").at(-1);
const boxTarget = box.querySelector("polygon, path, ellipse");
boxTarget.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
check(state.selected > 1, "a box selects a row");
check(one(`[data-row="${state.selected}"]`) !== null, "the row of the box is in sight");
check(box.classList.contains("selected"), "the box is marked");

// The same from the icicle and, after it, from the treemap.
for (const [name, index] of [["Icicle", 0], ["Treemap", 1]]) {
  all(".tabs button")[index].click();
  await settled();
  const rects = all(`svg.${name} rect[data-row]`);
  check(rects.length > 10, `boxes of the ${name}`);
  rects[3].dispatchEvent(new MouseEvent("click", {bubbles: true}));
  checkEqual(state.selected, Number(rects[3].dataset.row), `a click in the ${name}`);
}

// A chosen column is shown, and the measure of all charts can be any.
for (const option of [...labeled("measure").options].map((option) => option.value)) {
  choose(labeled("measure"), option);
  checkEqual(state.measure.key, option, "the chosen measure");
  check(head() !== null, "a column of numbers");
}

// Views in sight follow the last choice without more ado.
choose(labeled("measure"), "parameters");
choose(labeled("units"), "none");
one("#structure").scrollIntoView();
await settled(500);
check(one("#structure h3").textContent.startsWith("parameters: "), "the charts follow");
scrollTo(0, 0);
await settled(500);
check(one("#drawing .legend").textContent.startsWith("parameters, "), "the drawing follows");
const shown = all("#summary dd").map((cell) => cell.textContent);
const exact = state.shown.total("parameters");
check(shown.some((text) => text.startsWith(String(exact).replace(/\B(?=(\d{3})+$)/g, ","))),
  "all digits");
finish();
