// A network of ten thousand rows: only those in sight are in the document.

const rows = state.network.rows.length;
check(rows > 10000, `${rows} rows`);
all(".tools button").find((button) => button.textContent === "all").click();
checkEqual(Number(one(".grid").getAttribute("aria-rowcount")), rows + 1, "all rows are counted");
const inDocument = () => all(".grid-body .grid-row").length;
check(inDocument() < 80, `${inDocument()} rows in the document`);
press(one(".grid"), "End");
check(one(`[data-row="${rows - 1}"]`) !== null, "the last row is in sight");
check(inDocument() < 80, `${inDocument()} rows in the document at the end`);
type(one("input[type=search]"), "conv2");
await settled();
check(one("#announcements").textContent.endsWith("rows found."), "a search finds rows");
check(inDocument() < 80, `${inDocument()} found rows in the document`);
check(all("svg.Icicle rect").length < 6000, "boxes that are too narrow are drawn as one");
finish();
