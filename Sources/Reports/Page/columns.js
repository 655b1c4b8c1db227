// The columns of the table of modules.

/**
 * A column: `title` and `unit` for its head, `text` for a cell, `key` to sort by.
 */
function columnsOf(state, chosen) {
  const {shown, measure} = state;
  const name = {id: "name", title: "module", text: (row) => row.name, key: (row) => row.name};
  const texts = [
    {id: "kind", title: "operator", text: (row) => row.kind, key: (row) => row.kind},
    {
      id: "shape", title: "output", text: (row) => outputText(shown, row),
      key: (row) => outputText(shown, row),
    },
  ];
  const numbers = state.measures[state.current]
    .filter((other) => chosen.has(other.key) && other !== measure)
    .map((other) => measureColumn(state, other));
  const share = {
    id: "share", title: "share", unit: "of the total", isNumber: true, isShare: true,
    key: (row) => measure.rows(shown)[row.index],
    share: (row) => shareOf(measure, shown, row.index),
    text: (row) => {
      const value = shareOf(measure, shown, row.index);
      return value === null ? "" : percent(value);
    },
  };
  const columns = [measureColumn(state, measure), share, ...numbers];
  // On a narrow screen the numbers come first.
  return isNarrow() ? [name, ...columns, ...texts] : [name, ...texts, ...columns];
}

function isNarrow() {
  return matchMedia("(max-width: 40rem)").matches;
}

function measureColumn(state, measure) {
  const {shown} = state;
  return {
    id: measure.key, title: measure.label, unit: measure.unit, isNumber: true,
    text: (row) => measure.text(measure.rows(shown)[row.index], state.prefix),
    full: (row) => measure.fullText(measure.rows(shown)[row.index]),
    key: (row) => measure.rows(shown)[row.index],
  };
}

/** The part of the whole that a row has, from 0 to 1; null where the whole is 0 or not known. */
function shareOf(measure, sized, row) {
  const rows = measure.rows(sized);
  const [total, value] = [rows[0], rows[row]];
  if (total === null || value === null || Number(total) === 0) return null;
  return Number(value) / Number(total);
}

/** The sizes that a row puts out: those of its last call, features before states. */
function outputText(sized, row) {
  const call = row.lastMainCall >= 0 ? row.lastMainCall : row.lastCall;
  return call < 0 ? "" : sizesText(sized.shape(sized.data.calls.shape[call]));
}

/** Check boxes for the columns that can be shown. */
function columnChooser(state, chosen, onChange) {
  const list = make("div.choices");
  const refresh = () => {
    const groups = Map.groupBy(state.measures[state.current], (measure) => measure.group);
    list.replaceChildren(...[...groups].map(([group, measures]) =>
      make("fieldset", {}, make("legend", {}, group), measures.map((measure) => {
        const box = make("input", {
          type: "checkbox", checked: chosen.has(measure.key),
          on: {
            change: () => {
              if (box.checked) chosen.add(measure.key);
              else chosen.delete(measure.key);
              onChange();
            },
          },
        });
        return make("label", {title: measure.note}, box, `${measure.label}, ${measure.unit}`);
      }))));
  };
  return {element: make("details.chooser", {}, make("summary", {}, "Columns"), list), refresh};
}
