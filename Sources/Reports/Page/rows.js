// Which rows of the tree are seen, in which order: folds, search and sorting as one pure function.

/** How the reader looks at the tree. */
class TreeView {
  constructor(network) {
    this.network = network;
    /** Rows whose contents are hidden. */
    this.folded = new Set();
    this.query = "";
    /** A column and a direction, or null for the order of the run. */
    this.order = null;
    this.isFlat = false;
    this.children = network.rows.map(() => []);
    for (const row of network.rows) {
      if (row.parent >= 0) this.children[row.parent].push(row.index);
    }
    this.foldToCount(40);
  }

  isParent(row) {
    return this.children[row].length > 0;
  }

  /** Folds what is deeper than a level; the network itself is level 0. */
  foldBelow(level) {
    this.folded = new Set();
    for (const row of this.network.rows) {
      if (row.depth >= level && this.isParent(row.index)) this.folded.add(row.index);
    }
  }

  /** Opens as many levels as leave no more rows in sight than a reader can take in. */
  foldToCount(most) {
    const counts = [];
    for (const row of this.network.rows) counts[row.depth] = (counts[row.depth] ?? 0) + 1;
    let level = 0;
    let count = counts[0];
    while (level + 1 < counts.length && count + counts[level + 1] <= most) {
      level += 1;
      count += counts[level];
    }
    this.foldBelow(Math.max(1, level));
  }

  /** Opens everything that hides a row. */
  reveal(row) {
    const {rows} = this.network;
    for (let index = rows[row].parent; index >= 0; index = rows[index].parent) {
      this.folded.delete(index);
    }
  }

  /**
   * The rows in sight.
   *
   * @param keyOf The number or text of a row by which the order's column sorts.
   * @returns Objects with `row`, `level` from 1, `place` and `count` among the siblings in sight.
   */
  visible(keyOf) {
    const found = this.found();
    if (this.isFlat) {
      const leaves = this.network.rows.map((row) => row.index).filter((row) =>
        this.network.rows[row].isLeaf && (!found || found.hits.has(row)));
      const sorted = this.#sorted(leaves, keyOf);
      return sorted.map((row, place) => ({row, level: 1, place: place + 1, count: sorted.length}));
    }
    const seen = [];
    const open = [{row: 0, level: 1, place: 1, count: 1}];
    while (open.length > 0) {
      const next = open.pop();
      seen.push(next);
      if (!found && this.folded.has(next.row)) continue;
      const held = this.children[next.row].filter((row) => !found || found.kept.has(row));
      const sorted = this.#sorted(held, keyOf).map((row, index) =>
        ({row, level: next.level + 1, place: index + 1, count: held.length}));
      open.push(...sorted.reverse());
    }
    return seen;
  }

  /** The rows that the search finds, and those that hold them; null where nothing is sought. */
  found() {
    const words = this.query.toLowerCase().split(/\s+/).filter((word) => word);
    if (words.length === 0) return null;
    const hits = new Set();
    const kept = new Set();
    for (const row of this.network.rows) {
      const text = [row.path, row.name, row.kind, row.node].join(" ").toLowerCase();
      if (row.index === 0 || !words.every((word) => text.includes(word))) continue;
      hits.add(row.index);
      for (let index = row.index; index >= 0 && !kept.has(index);
        index = this.network.rows[index].parent) {
        kept.add(index);
      }
    }
    return {hits, kept};
  }

  #sorted(rows, keyOf) {
    if (this.order === null) return rows;
    const sign = this.order.isDescending ? -1 : 1;
    const keyed = rows.map((row) => ({row, key: keyOf(row, this.order.column)}));
    return keyed.sort((one, other) => sign * compareKeys(one.key, other.key)
      || one.row - other.row).map(({row}) => row);
  }
}

/** Orders numbers of any kind by size and texts by their letters; what is not known is least. */
function compareKeys(one, other) {
  if (one === null || other === null) return (one !== null) - (other !== null);
  if (typeof one === "string") return one.localeCompare(other, "en", {numeric: true});
  return one < other ? -1 : one > other ? 1 : 0;
}
