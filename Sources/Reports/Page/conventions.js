// Counting conventions side by side, and the difference of two of them.

function buildConventions(state) {
  const section = part("conventions");
  const table = make("div");
  const explanation = make("div", {"aria-live": "polite"});
  const sides = {left: 0, right: firstComparable(state)};
  const choices = make("div.tools");
  section.append(
    make("h2", {id: "conventions-title"}, "Counting conventions"), table,
    make("h3", {}, "Why two of them differ"), choices, explanation);
  const explain = () => explanation.replaceChildren(...differenceOf(state, sides));
  const options = conventionOptions(state);
  for (const side of ["left", "right"]) {
    choices.append(choice(side === "left" ? "of" : "to", options, String(sides[side]), (value) => {
      sides[side] = Number(value);
      explain();
    }));
  }
  state.show(section, ["sizes", "current", "prefix"], () => {
    table.replaceChildren(conventionTable(state));
    explain();
  });
}

/** The measures that conventions have, by their numbers. */
function countedMeasures(state) {
  return state.measures[state.current].filter((measure) => measure.index !== undefined);
}

function conventionOptions(state) {
  return countedMeasures(state).map((measure) => ({
    value: String(measure.index), label: `${measure.label}, ${measure.unit}`, group: measure.object,
  }));
}

/** The first measure of operations that counts otherwise than the first of all. */
function firstComparable(state) {
  const [first, ...others] = countedMeasures(state);
  const total = first.total(state.shown);
  const other = others.find((measure) =>
    measure.object === first.object && measure.total(state.shown) !== total);
  return (other ?? first).index;
}

function conventionTable(state) {
  const {shown} = state;
  const measures = countedMeasures(state);
  const reference = measures[0].total(shown);
  const columns = [
    {title: "convention"}, {title: "unit"}, {title: "total", number: true},
    {title: "as its tool scales it", number: true}, {title: "of macs", number: true},
    {title: "its parameters", number: true}, {title: "what counts"},
  ];
  const rows = measures.map((measure) => {
    const total = measure.total(shown);
    const isComparable = measure.object === measures[0].object && total !== null && reference;
    return [
      measure.label, measure.unit, exactText(total),
      total === null ? "" : scaled(total, measure.convention.prefix),
      isComparable ? fixed(Number(total) / Number(reference), 4) : "",
      parametersOf(shown, measure.convention), conventionWords(measure.convention),
    ];
  });
  return plainTable("What each convention counts in this network at these sizes", columns, rows);
}

/** What a tool calls parameters, where it counts them itself. */
function parametersOf(sized, convention) {
  const form = sized.data.convention_parameters[convention.parameters?.key];
  if (form === undefined) return "";
  return make("span", {title: convention.parameters.note}, exactText(sized.value(form)));
}

/** What a convention counts, with its remarks and its source behind it. */
function conventionWords(convention) {
  return make(
    "details.words", {}, make("summary", {}, convention.summary),
    convention.remarks.map((remark) => make("p", {}, remark)),
    make("p", {}, `Source: ${convention.source}`));
}

/** The explanation of a difference: a sentence where there is none, else lines and their sum. */
function differenceOf(state, {left, right}) {
  const {shown} = state;
  const measures = countedMeasures(state);
  const sides = [measures[left], measures[right]];
  if (sides[0].object !== sides[1].object) {
    return [make("p", {}, `${sides[0].label} counts ${sides[0].object} and ${sides[1].label} `
      + `counts ${sides[1].object}; only numbers of the same can be compared.`)];
  }
  const lines = conventionLines(shown.counting, left, right);
  const totals = [left, right].map((measure) => shown.counting.exactTotal(measure));
  const columns = [
    {title: "operator"}, {title: "written as"}, {title: "calls", number: true},
    {title: sides[0].label, number: true}, {title: sides[1].label, number: true},
    {title: "difference", number: true}, {title: "because"},
  ];
  const rows = lines.map((line) => [
    line.operator, line.style, grouped(line.calls), exactText(line.left), exactText(line.right),
    differenceText(line.difference), line.because,
  ]);
  const sum = lines.reduce((total, line) => added(total, line.difference), 0n);
  const footer = [[
    "sum", "", "", exactText(totals[0]), exactText(totals[1]), differenceText(sum),
    ratioText(totals),
  ]];
  const rounding = sides.filter((side) => side.isFloat32).map((side) =>
    `${side.label} adds in float32, which rounds its total; here the sums are exact.`);
  return [
    plainTable(`${sides[1].label} minus ${sides[0].label}, by operator`, columns, rows, footer),
    make("p.note", {}, [
      `Units: ${sides[0].label} counts ${sides[0].unit}, ${sides[1].label} ${sides[1].unit}.`,
      "n: elements of the first input, m: elements of the output, batch included.", ...rounding,
    ].join(" ")),
  ];
}

function ratioText([left, right]) {
  if (!left || right === null) return "";
  return `ratio ${fixed(Number(right) / Number(left), 4)}`;
}
