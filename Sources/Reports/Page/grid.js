// The table of modules: a tree grid of which only the rows in sight are in the document.

const rowsBeyondSight = 8;
/** More rows than this are not printed. */
const mostPrintedRows = 1500;

/** The table with its rows, drawn as the reader scrolls. */
class TreeGrid {
  constructor(state) {
    this.state = state;
    this.tree = new TreeView(state.network);
    this.chosen = new Set(["parameters", "measure-0", "activation_bytes", "forward_ms"]);
    this.head = make("div.grid-row.grid-head", {role: "row"});
    this.body = make("div.grid-body", {role: "rowgroup"});
    this.table = make(
      "div.grid-table", {role: "presentation"},
      make("div.grid-heads", {role: "rowgroup"}, this.head), this.body);
    this.element = make("div.grid", {
      role: "treegrid", tabindex: 0, "aria-label": "Modules and calls", "aria-readonly": "true",
      on: {
        scroll: () => this.draw(), keydown: (event) => gridKey(this, event),
        click: (event) => this.#clicked(event),
      },
    }, this.table);
    this.isPrinting = false;
  }

  /** Starts over with another network. */
  restart() {
    this.tree = new TreeView(this.state.network);
    this.element.scrollTop = 0;
  }

  /** Brings columns, rows and numbers up to date. */
  refresh() {
    this.columns = columnsOf(this.state, this.chosen);
    this.element.style.setProperty("--columns", this.columns.map(columnWidth).join(" "));
    this.#drawHead();
    this.refreshRows();
  }

  /** Brings the order of rows up to date after a fold, a search or a new order. */
  refreshRows() {
    const columns = new Map(this.columns.map((column) => [column.id, column]));
    const {rows} = this.state.network;
    this.seen = this.tree.visible((row, id) => columns.get(id)?.key(rows[row]) ?? null);
    this.places = new Map(this.seen.map((item, place) => [item.row, place]));
    this.hits = this.tree.found()?.hits ?? null;
    this.element.setAttribute("aria-rowcount", this.seen.length + 1);
    this.element.setAttribute("aria-colcount", this.columns.length);
    this.draw();
  }

  get rowHeight() {
    return parseFloat(getComputedStyle(this.element).getPropertyValue("--row-height")) || 28;
  }

  /** Draws the rows in sight. */
  draw() {
    const height = this.rowHeight;
    const {scrollTop, clientHeight} = this.element;
    const top = this.isPrinting ? 0 : Math.max(0, Math.floor(scrollTop / height) - rowsBeyondSight);
    const count = this.isPrinting ? mostPrintedRows
      : Math.ceil(clientHeight / height) + 2 * rowsBeyondSight;
    this.body.style.height = `${this.seen.length * height}px`;
    const rows = this.seen.slice(top, top + count)
      .map((item, index) => this.#row(item, top + index, height));
    this.body.replaceChildren(...rows);
    const active = this.places.get(this.state.selected);
    const isDrawn = active !== undefined && active >= top && active < top + count;
    if (isDrawn) this.element.setAttribute("aria-activedescendant", `row-${this.state.selected}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  #row({row: index, level, place, count}, position, height) {
    const row = this.state.network.rows[index];
    const isParent = !this.tree.isFlat && this.tree.isParent(index);
    const isOpen = this.hits !== null || !this.tree.folded.has(index);
    return make("div", {
      id: `row-${index}`, role: "row", "data-row": index, "aria-level": level,
      "aria-posinset": place, "aria-setsize": count, "aria-rowindex": position + 2,
      "aria-expanded": isParent ? String(isOpen) : null,
      "aria-selected": String(index === this.state.selected),
      style: `top:${position * height}px`,
      class: `grid-row${this.hits?.has(index) ? " hit" : ""}${row.isLeaf ? " leaf" : ""}`,
    }, this.columns.map((column) => this.#cell(column, row, level, isParent)));
  }

  #cell(column, row, level, isParent) {
    if (column.id === "name") {
      const name = this.tree.isFlat ? row.path : row.name;
      return make(
        "div.grid-name", {role: "rowheader", title: cut(row.path, 300), style: `--level:${level}`},
        make("span.fold", {"aria-hidden": "true", "data-fold": isParent}),
        make("span.text", {}, cut(name, 200)));
    }
    const cell = make(`div.${column.isNumber ? "number" : "text"}`, {
      role: "gridcell", title: column.full ? column.full(row) : null,
    }, cut(column.text(row), 200));
    const share = column.isShare ? column.share(row) : null;
    if (share !== null) cell.style.setProperty("--share", share);
    if (column.isShare) cell.classList.add("share");
    return cell;
  }

  #drawHead() {
    const {order} = this.tree;
    this.head.replaceChildren(...this.columns.map((column) => {
      const isOrder = order?.column === column.id;
      const direction = !isOrder ? "none" : order.isDescending ? "descending" : "ascending";
      return make(
        `div.${column.isNumber ? "number" : "text"}`,
        {role: "columnheader", "aria-sort": direction},
        make("button", {type: "button", "data-column": column.id, title: "Sort by this column"},
          column.title, column.unit ? make("small", {}, column.unit) : null));
    }));
    this.head.setAttribute("aria-rowindex", 1);
  }

  /** Sorts by a column: largest first, then smallest first, then in the order of the run. */
  sortBy(column) {
    const {order} = this.tree;
    const isNumber = this.columns.find((other) => other.id === column)?.isNumber === true;
    if (order?.column !== column) this.tree.order = {column, isDescending: isNumber};
    else if (order.isDescending === isNumber) {
      this.tree.order = {column, isDescending: !isNumber};
    } else this.tree.order = null;
    this.#drawHead();
    this.refreshRows();
    const {order: now} = this.tree;
    announce(now === null ? "In the order of the run."
      : `Sorted by ${column}, ${now.isDescending ? "largest" : "smallest"} first.`);
  }

  setFolded(row, isFolded) {
    if (!this.tree.isParent(row) || this.tree.isFlat) return;
    if (isFolded) this.tree.folded.add(row);
    else this.tree.folded.delete(row);
    this.refreshRows();
  }

  #clicked(event) {
    const head = event.target.closest("[data-column]");
    if (head) {
      this.sortBy(head.dataset.column);
      // The button was made anew.
      this.head.querySelector(`[data-column="${head.dataset.column}"]`)?.focus();
      return;
    }
    const line = event.target.closest("[data-row]");
    if (!line) return;
    const row = Number(line.dataset.row);
    if (event.target.closest("[data-fold]")) this.setFolded(row, !this.tree.folded.has(row));
    this.state.select(row);
  }

  /** Scrolls to the selected row, and opens what hides it. */
  showSelected() {
    const {selected} = this.state;
    if (!this.places.has(selected)) {
      this.tree.reveal(selected);
      this.refreshRows();
    }
    const place = this.places.get(selected);
    if (place !== undefined) {
      const height = this.rowHeight;
      const top = place * height;
      const {scrollTop, clientHeight} = this.element;
      const room = clientHeight - this.head.offsetHeight - height;
      if (top < scrollTop) this.element.scrollTop = top;
      else if (top > scrollTop + room) this.element.scrollTop = top - room;
    }
    this.draw();
  }
}

function columnWidth(column) {
  if (column.id === "name") return isNarrow() ? "8.5rem" : "minmax(11rem, 2fr)";
  if (column.id === "kind") return "minmax(6rem, 1fr)";
  if (column.id === "shape") return "minmax(7.5rem, 1fr)";
  return column.isShare ? "4.6rem" : "minmax(5.6rem, 1fr)";
}
