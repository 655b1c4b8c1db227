// The section of the tree: the table, what is known of the selected row, and the charts.

function buildStructure(state) {
  const grid = new TreeGrid(state);
  const section = part("structure");
  const chooser = columnChooser(state, grid.chosen, () => grid.refresh());
  const search = make("input", {
    type: "search", placeholder: "path, operator or node", "aria-label": "Search the table",
    on: {input: delayed(() => searchRows(grid, search.value), 60)},
  });
  const tools = make(
    "div.tools", {}, make("label.field", {}, make("span", {}, "search"), search),
    foldButtons(grid), chooser.element);
  const details = make("div.details", {"aria-label": "The selected row", role: "region"});
  const charts = buildCharts(state);
  section.append(
    make("h2", {id: "structure-title"}, "Modules and calls"), tools,
    make("div.beside", {}, make("div", {}, grid.element), make("div", {}, charts, details)));

  state.show(section, ["always", "current"], () => {
    grid.restart();
    chooser.refresh();
    grid.refresh();
    search.value = "";
  });
  state.show(grid.element, ["sizes", "measureKey", "prefix"], () => grid.refresh());
  state.show(section, ["always", "selected"], () => {
    grid.showSelected();
    if (document.activeElement !== grid.element) announce(rowSentence(state, state.selected));
  });
  state.show(details, ["always", "selected", "sizes", "measureKey", "prefix"], () =>
    details.replaceChildren(...rowDetails(state)));
  printWhole(grid);
  matchMedia("(max-width: 40rem)").addEventListener("change", () => grid.refresh());
}

function searchRows(grid, text) {
  grid.tree.query = text;
  grid.element.scrollTop = 0;
  grid.refreshRows();
  const count = grid.hits?.size;
  announce(count === undefined ? "All rows." : `${counted(count, "row")} found.`);
}

function foldButtons(grid) {
  const button = (text, title, action) => make("button", {
    type: "button", title, on: {
      click: () => {
        action();
        grid.refreshRows();
        announce(`${counted(grid.seen.length, "row")} in sight.`);
      },
    },
  }, text);
  const flat = make("input", {
    type: "checkbox", on: {
      change: () => {
        grid.tree.isFlat = flat.checked;
        grid.refreshRows();
      },
    },
  });
  return make(
    "div.group", {}, make("span", {}, "open"),
    ...[1, 2, 3].map((level) => button(
      String(level), `${counted(level, "level")} of modules`, () => grid.tree.foldBelow(level))),
    button("all", "All levels", () => grid.tree.folded.clear()),
    make("label", {title: "Without the modules that hold them"}, flat, " calls only"));
}

/** Lays out all rows for print, where nothing scrolls. */
function printWhole(grid) {
  const note = make("p.note");
  grid.element.after(note);
  const setPrinting = (isPrinting) => {
    grid.isPrinting = isPrinting;
    grid.state.refreshAll();
    grid.draw();
    const rest = grid.seen.length - mostPrintedRows;
    note.textContent = isPrinting && rest > 0 ? `${counted(rest, "more row")} not printed.` : "";
  };
  addEventListener("beforeprint", () => setPrinting(true));
  addEventListener("afterprint", () => setPrinting(false));
}

/** Every number of the selected row, and the closed form of the chosen measure's. */
function rowDetails(state) {
  const {network, shown, selected, prefix} = state;
  const row = network.rows[selected];
  const cells = state.measures[state.current]
    .filter((measure) => ["network", "memory", "measured"].includes(measure.group)
      || measure === state.measure)
    .map((measure) => {
      const value = measure.rows(shown)[selected];
      return make("div", {}, make("dt", {}, measure.label),
        make("dd", {title: measure.note}, measure.fullText(value)));
    });
  const {calls} = row.call >= 0 ? network.data : {calls: null};
  const form = calls === null ? null : network.forms.text(calls.parameters[row.call]);
  const size = calls === null ? [] : network.data.shapes[calls.shape[row.call]];
  const shape = size.map((axis) => (axis === null ? "?" : network.forms.text(axis) ?? "…"));
  const facts = [
    row.node ? `node ${cut(row.node, 200)}` : null,
    shape.length > 0 ? `output ${shape.join(" x ")}` : null,
    form !== null && !/^\d+$/.test(form) ? `parameters ${form}` : null,
  ].filter((text) => text !== null);
  return [
    make("h3", {}, cut(row.path || row.name, 200),
      row.kind ? make("small", {}, ` ${row.kind}`) : null),
    make("dl", {}, cells),
    ...facts.map((text) => make("p.form", {}, text)),
  ];
}

/** Icicle and treemap, one at a time. */
function buildCharts(state) {
  const charts = [
    new BoxChart(state, "Icicle", "x", icicleLayout),
    new BoxChart(state, "Treemap", "xy", treemapLayout),
  ];
  const title = make("h3");
  const legend = make("p.legend", {}, colorKeys(colorLegend));
  const tabs = tabList("Charts of the tree", charts.map((chart) => chart.name), (chosen) => {
    charts.forEach((chart, index) => (chart.element.hidden = index !== chosen));
    charts[chosen].refresh();
  });
  const element = make(
    "div", {}, title, tabs, ...charts.map((chart) => chart.element), legend);
  const seen = () => charts.filter((chart) => !chart.element.hidden);
  state.show(element, ["sizes", "measureKey", "prefix"], () => {
    const {measure} = state;
    title.textContent = `${measure.label}: ${withUnit(
      measure.isTime ? null : measure.total(state.shown), measure.unit, state.prefix)}`;
    for (const chart of seen()) chart.refresh();
  });
  state.show(element, ["always", "selected"], () => {
    for (const chart of seen()) if (chart.boxes) chart.draw();
  });
  return element;
}

/** Buttons of which one is on. */
function tabList(label, names, onChoose) {
  const buttons = names.map((name, index) => make("button", {
    type: "button", "aria-pressed": String(index === 0), on: {
      click: () => {
        buttons.forEach((button, other) =>
          button.setAttribute("aria-pressed", String(other === index)));
        onChoose(index);
      },
    },
  }, name));
  queueMicrotask(() => onChoose(0));
  return make("div.tabs", {role: "group", "aria-label": label}, buttons);
}
