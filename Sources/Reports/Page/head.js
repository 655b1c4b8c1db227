// The head of the report and the sentences that its numbers rest on.

function buildHead(state) {
  const title = make("h1");
  const lines = make("p.lead");
  part("head").append(title, lines);
  state.show(part("head"), ["always", "current"], () => {
    const {data} = state.network;
    title.textContent = cut(data.name, 120);
    lines.textContent = headSentences(data).map((text) => cut(text, 300)).join(" ");
  });
  const {name, version} = state.report.tool;
  part("foot").append(make("p", {}, `Made by ${name} ${version}. `
    + "This page holds all of its data and asks no network for anything."));
}

/** Where the network is from and what is known of it by words. */
function headSentences(data) {
  const origin = {
    catalog: "Known by name", onnx: "From an ONNX model", "architecture file":
      "From an architecture file",
  }[data.origin];
  const requested = data.requested === data.name ? "" : `, requested as ${data.requested}`;
  const others = [data.summary, data.wiring && `Wiring: ${data.wiring}`].filter((text) => text);
  return [origin + requested, ...others].map((text) => `${text}.`);
}

function buildSummary(state) {
  const figures = make("dl.figures");
  const notes = make("ul.notes");
  part("summary").append(make("h2", {id: "summary-title"}, "In numbers"), figures, notes);
  state.show(part("summary"), ["sizes", "current", "prefix"], () => {
    figures.replaceChildren(...summaryFigures(state).map((figure) =>
      make("div", {}, make("dt", {}, figure.label),
        make(figure.text.length > 24 ? "dd.words" : "dd", {}, figure.text),
        make("dd.detail", {}, figure.detail))));
    notes.replaceChildren(...state.network.data.assumptions.map((text) =>
      make("li", {}, cut(text, 600))));
  });
}

/** Label, text and detail of each figure of the head. */
function summaryFigures(state) {
  const {shown, prefix} = state;
  const {data} = shown;
  const exact = (label, value, unit, meaning) => ({
    label, text: withUnit(value, unit === "B" ? "B" : "", prefix),
    detail: value === null ? meaning : `${grouped(value)} ${unit}${meaning}`,
  });
  const macs = state.measureNamed("measure-0");
  const memory = shown.kept("inference", () => new Lifetimes(shown, "inference"));
  const figures = [
    {label: "input", text: inputText(shown), detail: "sizes and element type"},
    exact("parameters", shown.total("parameters"), "learned values", ", shared ones once"),
    exact(macs.unit, macs.total(shown), macs.unit, ` by convention ${macs.convention.id}`),
    exact("activations", shown.total("activation_bytes"), "B", " written in total"),
    exact("inference peak", memory.peakBytes, "B", " of activations live at once"),
    exact("training", shown.total("training_bytes"), "B",
      `: parameters, gradients, state of ${data.optimizer}, saved activations`),
  ];
  if (data.published) figures.push(publishedFigure(state));
  if (data.bench) figures.push(latencyFigure(data.bench));
  return figures;
}

function inputText(sized) {
  return sized.data.inputs.map((input) => {
    const name = sized.data.inputs.length > 1 ? `${cut(input.name, 40)} ` : "";
    return `${name}${sizesText(sized.shape(input.shape))} ${input.type}`;
  }).join(", ");
}

function publishedFigure(state) {
  const {published} = state.network.data;
  const parts = [
    published.parameters && `${published.parameters} parameters`,
    published.flops && `${published.flops} operations`,
    published.top1_error_percent && `top-1 error ${published.top1_error_percent} %`,
    published.top5_error_percent && `top-5 error ${published.top5_error_percent} %`,
    published.coco_ap_percent && `COCO AP ${published.coco_ap_percent} %`,
  ].filter((text) => text);
  const units = published.convention
    ? `${published.convention}, powers of ${published.prefix === "binary" ? 1024 : 1000}` : "";
  const warning = state.isResized() ? "at the sizes of the paper, not at those shown here" : "";
  return {
    label: "published row", text: parts.join(", "),
    detail: [published.model, units, warning].filter((text) => text).join("; "),
  };
}

function latencyFigure(bench) {
  const {whole} = bench;
  const interval = `${fixedMilliseconds(whole.median_low_ms)} to `
    + `${fixedMilliseconds(whole.median_high_ms)} ms`;
  return {
    label: "latency", text: `${fixedMilliseconds(whole.median_ms)} ms`,
    detail: `median of ${counted(whole.runs, "run")} of ${bench.mode}, batch ${bench.batch}, `
      + `${counted(bench.threads, "thread")}; ${interval} with `
      + `${percent(whole.median_confidence, 0)} confidence; ${bench.machine.processor}`,
  };
}
