// Keys of the table of modules, as the pattern for tree grids of the ARIA practices has them.

/** Answers a key on the table; other keys stay with the browser. */
function gridKey(grid, event) {
  if (event.target !== grid.element || event.altKey || event.metaKey) return;
  const action = gridKeys[event.key];
  if (!action || (event.ctrlKey && event.key.length === 1)) return;
  event.preventDefault();
  action(grid, grid.state.selected);
}

const gridKeys = {
  ArrowDown: (grid) => moveSelection(grid, 1),
  ArrowUp: (grid) => moveSelection(grid, -1),
  PageDown: (grid) => moveSelection(grid, rowsInSight(grid)),
  PageUp: (grid) => moveSelection(grid, -rowsInSight(grid)),
  Home: (grid) => moveSelection(grid, -Infinity),
  End: (grid) => moveSelection(grid, Infinity),
  ArrowRight(grid, row) {
    const {tree} = grid;
    if (!tree.isParent(row) || tree.isFlat) return;
    if (tree.folded.has(row)) grid.setFolded(row, false);
    else moveSelection(grid, 1);
  },
  ArrowLeft(grid, row) {
    const {tree} = grid;
    if (tree.isParent(row) && !tree.folded.has(row) && !tree.isFlat) grid.setFolded(row, true);
    else selectRow(grid, grid.state.network.rows[row].parent);
  },
  Enter: (grid, row) => grid.setFolded(row, !grid.tree.folded.has(row)),
  " ": (grid, row) => grid.setFolded(row, !grid.tree.folded.has(row)),
  "*"(grid, row) {
    const parent = grid.state.network.rows[row].parent;
    for (const sibling of grid.tree.children[parent] ?? [row]) grid.tree.folded.delete(sibling);
    grid.refreshRows();
  },
};

function rowsInSight(grid) {
  return Math.max(1, Math.floor(grid.element.clientHeight / grid.rowHeight) - 2);
}

/** Selects the row so many places further down. */
function moveSelection(grid, distance) {
  const place = grid.places.get(grid.state.selected) ?? 0;
  const target = Math.min(grid.seen.length - 1, Math.max(0, place + distance));
  if (grid.seen.length > 0) selectRow(grid, grid.seen[target].row);
}

function selectRow(grid, row) {
  if (row >= 0) grid.state.select(row);
}
