// Differences of the first network and another one, call by call.

const listedCalls = 400;

class CallDifferences {
  constructor(state) {
    this.state = state;
    this.other = 1;
    const options = state.networks.slice(1).map((network, index) =>
      ({value: String(index + 1), label: cut(network.name, 60)}));
    this.showsSame = false;
    const same = make("input", {
      type: "checkbox", on: {
        change: () => {
          this.showsSame = same.checked;
          this.refresh();
        },
      },
    });
    this.table = make("div", {"aria-live": "polite"});
    this.element = make(
      "div", {}, make(
        "div.tools", {}, make("span", {}, `${cut(state.networks[0].name, 60)} against`),
        choice("network", options, "1", (value) => {
          this.other = Number(value);
          this.refresh();
        }), make("label", {}, same, " calls that are the same, too")), this.table);
  }

  refresh() {
    const {state, other} = this;
    const pairs = state.report.comparison?.pairs[other] ?? null;
    if (pairs === null) {
      this.table.replaceChildren(make("p", {},
        "The structures do not match: fewer than half of the calls have a counterpart."));
      return;
    }
    const [left, right] = [state.sized[0], state.sized[other]];
    const macs = (sized, call) =>
      sized.counting.rows(0, false)[sized.network.rowOfCall[call]];
    const columns = [
      (sized, call) => sized.value(sized.data.calls.parameters[call]), macs,
      (sized, call) => sized.value(sized.data.calls.activation_bytes[call]),
    ];
    const lines = callLines(left, right, pairs, columns);
    const shown = lines.filter((line) => this.showsSame || line.verdict !== "same");
    const table = plainTable(
      `${cut(state.networks[other].name, 80)} minus ${cut(state.networks[0].name, 80)}`,
      callColumns, shown.slice(0, listedCalls).map((line) => callCells(left, right, line)),
      [sumCells(lines)]);
    const counts = ["same", "changed", "added", "removed"].map((verdict) =>
      `${lines.filter((line) => line.verdict === verdict).length} ${verdict}`);
    const rest = shown.length - listedCalls;
    this.table.replaceChildren(
      make("p", {}, `${counts.join(", ")} calls.`), table,
      rest > 0
        ? make("p.note", {}, `${counted(rest, "more call")} not listed; the sum has all.`) : "");
  }
}

const callColumns = [
  {title: "call"}, {title: "operator"}, {title: ""}, {title: "output"},
  {title: "parameters", number: true}, {title: "macs, MACs", number: true},
  {title: "activations, B", number: true},
];

function callCells(left, right, line) {
  const [one, other] = [[left, line.calls[0]], [right, line.calls[1]]].map(([sized, call]) => {
    if (call < 0) return null;
    const {calls, operators} = sized.data;
    return {
      path: cut(sized.network.pathOfCall(call), 120),
      operator: cut(operators[calls.operator[call]], 120),
      shape: sizesText(sized.shape(calls.shape[call])),
    };
  });
  const both = (key) => {
    const texts = [one?.[key], other?.[key]].filter((text) => text !== undefined);
    return texts[0] === texts.at(-1) ? texts[0] : `${texts[0]} → ${texts[1]}`;
  };
  return [
    both("path"), both("operator"), line.verdict, both("shape"),
    ...line.values.map(([before, after]) => differenceText(difference(before, after))),
  ];
}

function sumCells(lines) {
  const sums = [0, 1, 2].map((column) => lines.reduce(
    (sum, {values}) => added(sum, difference(...values[column])), 0n));
  return ["sum", "", "", "", ...sums.map(differenceText)];
}
