// The bar of choices: network, sizes, measure, units, theme.

function buildControls(state) {
  const bar = part("controls");
  bar.addEventListener("submit", (event) => event.preventDefault());
  const networks = make("div.group");
  const sizes = make("div.group");
  const measures = make("div.group");
  bar.append(networks, sizes, measures, make("div.group", {},
    choice("units", unitOptions, state.prefix, (value) => state.choose("prefix", value)),
    choice("colors", themeOptions, "auto", chooseTheme)));
  if (state.networks.length > 1) {
    const options = state.networks.map((network, index) =>
      ({value: String(index), label: cut(network.name, 60)}));
    networks.append(
      choice("network", options, "0", (value) => state.choose("current", Number(value))));
  }
  const fields = new SizeFields(state, sizes);
  state.show(bar, ["always", "current"], () => {
    fields.build();
    const chosen = networks.querySelector("select");
    if (chosen) chosen.value = String(state.current);
    const options = state.measures[state.current].map((measure) => ({
      value: measure.key, label: `${measure.label}, ${measure.unit}`, group: measure.group,
    }));
    measures.replaceChildren(
      choice("measure", options, state.measure.key, (value) => state.choose("measureKey", value)));
  });
  state.show(bar, ["always", "sizes"], () => fields.refresh());
}

const unitOptions = [
  {value: "si", label: "k, M, G (1000)"},
  {value: "binary", label: "Ki, Mi, Gi (1024)"},
  {value: "none", label: "all digits"},
];

const themeOptions = [
  {value: "auto", label: "as the system"}, {value: "light", label: "light"},
  {value: "dark", label: "dark"},
];

function chooseTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** A field for each symbol of the shown network. */
class SizeFields {
  constructor(state, element) {
    Object.assign(this, {state, element});
  }

  build() {
    const {network} = this.state;
    this.inputs = network.symbols.map((symbol, place) => make("input", {
      type: "text", inputmode: "numeric", autocomplete: "off", spellcheck: "false", size: 6,
      title: symbol.meaning, "aria-describedby": "refusal",
      on: {
        input: () => this.#typed(place),
        keydown: (event) => this.#key(event, place),
      },
    }));
    const fields = network.symbols.map((symbol, place) =>
      make("label.field", {title: symbol.meaning}, make("span", {}, cut(symbol.name, 24),
        symbol.assumed ? make("small", {}, " assumed") : null), this.inputs[place]));
    const reset = make("button", {
      type: "button", on: {click: () => this.#reset()},
    }, "Starting sizes");
    const because = network.data.fixed_because;
    this.element.replaceChildren(
      ...fields, network.symbols.length > 0 ? reset : "",
      because === null ? "" : make("span.note", {}, because));
    this.refresh();
  }

  /** Writes the sizes into the fields, but not into the one that is being typed in. */
  refresh() {
    const {state} = this;
    this.inputs.forEach((input, place) => {
      const value = String(state.points[state.current][place]);
      if (input !== document.activeElement && input.value !== value) input.value = value;
    });
    this.#refuse(state.brokenDemands().length > 0 ? demandRefusal(state) : null);
  }

  #typed(place) {
    const {state} = this;
    const text = this.inputs[place].value.trim().replace(/[,_ ]/g, "");
    const symbol = state.network.symbols[place];
    if (!/^\d+$/.test(text)) {
      this.#refuse({place, text: `${symbol.name} is a whole number in digits.`, offers: []});
      return;
    }
    const value = BigInt(text);
    const range = state.network.limits.outOfRange(place, value);
    if (range !== null) this.#refuse({place, text: range, offers: []});
    else state.resize(new Map([[symbol.name, value]]), place);
  }

  /** Up and down lead to the next size that the network accepts. */
  #key(event, place) {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    const {state} = this;
    const point = state.points[state.current];
    const {below, above} = state.network.limits.nearest(point, [place], point[place]);
    const value = event.key === "ArrowUp" ? above : below;
    if (value !== null) this.#accept([place], value, place);
  }

  #accept(places, value, focused) {
    const {symbols} = this.state.network;
    for (const place of places) this.inputs[place].value = String(value);
    this.state.resize(new Map(places.map((place) => [symbols[place].name, value])), focused);
  }

  #reset() {
    const {network} = this.state;
    network.start.forEach((value, place) => (this.inputs[place].value = String(value)));
    this.state.resize(new Map(network.symbols.map((symbol, place) =>
      [symbol.name, network.start[place]])), null);
  }

  /** Says why sizes are refused and offers others; null takes it back. */
  #refuse(refusal) {
    const place = refusal?.place ?? this.state.changedSymbol;
    this.inputs.forEach((input, index) =>
      input.setAttribute("aria-invalid", String(refusal !== null && index === place)));
    const message = part("refusal");
    if (refusal === null) {
      message.replaceChildren();
      return;
    }
    const {symbols} = this.state.network;
    const buttons = refusal.offers.map((offer) => make("button", {
      type: "button", on: {click: () => this.#accept(offer.symbols, offer.value, offer.symbols[0])},
    }, offer.symbols.map((symbol) => `${symbols[symbol].name} = ${offer.value}`).join(", ")));
    message.replaceChildren(
      refusal.text, ...(buttons.length > 0 ? [" Nearest: ", ...buttons] : []));
  }
}

/** Why the wanted sizes of the shown network are refused, with sizes to offer. */
function demandRefusal(state) {
  const {network, changedSymbol: changed} = state;
  const point = state.points[state.current];
  const [first, ...others] = state.brokenDemands();
  const sizes = sizesSentence(network, point);
  const more = others.length > 0 ? ` and ${counted(others.length, "more demand")}` : "";
  const shown = sizesSentence(network, state.shown.point);
  const place = changed ?? first.symbols[0] ?? 0;
  return {
    place, offers: network.limits.offers(point, place),
    text: `${sizes} is refused: ${cut(first.path, 80)} needs ${cut(first.text, 160)}${more}. `
      + `The numbers below are those of ${shown}.`,
  };
}

/** The sizes of a point: `H = 224, W = 224`. */
function sizesSentence(network, point) {
  return network.symbols.map((symbol, place) => `${cut(symbol.name, 24)} = ${point[place]}`)
    .join(", ");
}
