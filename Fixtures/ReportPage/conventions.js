// Conventions and their differences, memory, and measured times, in words and numbers.

const plain = (text) => text.replaceAll(",", "").replace("+", "");
answers.conventions = Object.fromEntries(all("#conventions tbody tr").slice(0, state.report.conventions
  .flatMap((convention) => convention.measures).length).map((row) =>
  [row.cells[0].textContent, plain(row.cells[2].textContent)]));

const [left, right] = ["of", "to"].map(labeled);
const measures = state.measures[0].filter((measure) => measure.index !== undefined);
answers.differences = [];
for (const [one, other] of told) {
  choose(left, String(measures.find((measure) => measure.label === one).index));
  choose(right, String(measures.find((measure) => measure.label === other).index));
  const table = all("#conventions table").at(-1);
  const lines = [...table.tBodies[0].rows].map((row) => BigInt(plain(row.cells[5].textContent)));
  const sum = BigInt(plain(table.tFoot.rows[0].cells[5].textContent));
  checkEqual(lines.reduce((total, line) => total + line, 0n), sum, `${other} minus ${one}`);
  check([...table.tBodies[0].rows].every((row) => row.cells[6].textContent !== ""), "reasons");
  answers.differences.push(String(sum));
}
choose(left, String(measures[0].index));
choose(right, String(measures.find((measure) => measure.object === "bytes").index));
check(one("#conventions").textContent.includes("only numbers of the same can be compared"),
  "operations are not compared with bytes");

// What lives at a step adds up to what the chart shows.
for (const button of all("#memory .tabs button")) {
  button.click();
  const memory = one("#memory svg");
  for (const key of ["Home", "p", "End"]) {
    press(memory, key);
    const rows = [...one("#memory table").tBodies[0].rows];
    const sum = rows.reduce((total, row) => total + BigInt(plain(row.cells[2].textContent)), 0n);
    const shown = BigInt(plain(one("#memory table").tFoot.rows[0].cells[2].textContent));
    checkEqual(sum, shown, `${button.textContent}, ${key}`);
  }
}
finish();
