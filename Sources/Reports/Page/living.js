// What lives at a step of a run, in words and in a table.

const listedValues = 14;
const trainingRefusal = "PyTorch refuses to train at these sizes: a batch norm would normalize one "
  + "value per channel. A larger batch trains.";

function stepName(state, run, step) {
  const call = run.callAt(step);
  const pass = run.kind === "training" ? (run.isForward(step) ? ", forward" : ", backward") : "";
  const path = call < 0 ? "" : `, ${cut(state.network.pathOfCall(call), 100)}`;
  return `step ${grouped(step)}${path}${pass}`;
}

function memorySentence(state, run) {
  if (run.stepCount === 0) return "Nothing runs.";
  const what = run.kind === "training"
    ? "parameters, gradients, optimizer state and activations" : "activations";
  const refusal = run.kind === "training" && run.isRefused ? ` ${trainingRefusal}` : "";
  return `Peak: ${grouped(run.peakBytes)} B of ${what} at ${stepName(state, run, run.peak)}.`
    + ` Scratch memory of kernels is not included.${refusal}`;
}

/** What lives at a step, the largest values each in a line and the others in one. */
function livingTable(state, run, step) {
  if (run.stepCount === 0) return "";
  const living = run.livingAt(step);
  const total = run.live[step];
  const line = (name, kind, bytes) => [
    name, kind, grouped(bytes), total > 0n ? percent(Number(bytes) / Number(total)) : "",
  ];
  const rows = living.slice(0, listedValues).map((value) => {
    const name = cut(value.name, 120);
    const link = value.call < 0 ? name : make("button.link", {
      type: "button", on: {click: () => state.select(state.network.rowOfCall[value.call])},
    }, name);
    return line(link, value.kind, value.bytes);
  });
  const rest = living.slice(listedValues);
  if (rest.length > 0) {
    const bytes = rest.reduce((sum, value) => sum + value.bytes, 0n);
    rows.push(line(`${counted(rest.length, "more value")}`, "", bytes));
  }
  const columns = [
    {title: "value"}, {title: "kind"}, {title: "bytes", number: true},
    {title: "of what lives", number: true},
  ];
  const caption = `What lives at ${stepName(state, run, step)}`
    + (step === run.peak ? ", the peak" : "");
  return plainTable(caption, columns, rows, [line("sum", "", total)]);
}
