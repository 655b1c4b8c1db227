// A network of the report: its calls and modules as rows of one tree, and its values at a point.

/** The role of calls on the way from the input to the output. */
const mainRole = "backbone";

/** One network with everything that does not depend on sizes. */
class Network {
  constructor(data, quantities) {
    this.data = data;
    this.name = data.name;
    this.symbols = data.symbols;
    this.quantities = quantities;
    this.expressions = Expressions.decoded(data.expressions, data.symbols.length);
    this.forms = new FormWriter(this.expressions, data.symbols);
    this.limits = new Limits(this);
    this.callCount = data.calls.module.length;
    this.rows = treeRows(data);
    this.rowOfCall = new Array(this.callCount);
    for (const row of this.rows) if (row.call >= 0) this.rowOfCall[row.call] = row.index;
    this.start = data.symbols.map((symbol) => BigInt(symbol.value));
  }

  /** The path of a call: that of its layer, or the label of a function behind its module's. */
  pathOfCall(call) {
    const {modules, calls, labels} = this.data;
    const path = modules.path[calls.module[call]];
    if (calls.layer[call] >= 0) return path;
    const label = labels[calls.label[call]];
    return path === "" ? label : `${path}.${label}`;
  }

  /** The largest row that holds the first of some calls and no call besides them. */
  rowOfCalls(calls) {
    const wanted = new Set(calls.map((call) => this.rowOfCall[call]));
    const isInside = ({index, end}) => this.rows.slice(index, end)
      .every((row) => row.call < 0 || wanted.has(row.index));
    let row = this.rows[this.rowOfCall[calls[0]]];
    while (row.parent >= 0 && isInside(this.rows[row.parent])) row = this.rows[row.parent];
    return row.index;
  }
}

/**
 * Modules and calls in the order of a tree: a parent, then what it holds, in the order of the run.
 *
 * A layer that is called once and holds nothing else is one row. Of a row, `index` is its place,
 * `end` the place after the last row that it holds, `call` is -1 where it is more than one call,
 * `lastCall` is the last one in it, and `lastMainCall` the last of the main path, or -1.
 */
function treeRows(data) {
  const children = childrenOfModules(data);
  const rows = [];
  const open = [{module: 0, call: -1, parent: -1}];
  while (open.length > 0) {
    const next = open.pop();
    if (next.close !== undefined) {
      close(rows, rows[next.close]);
      continue;
    }
    const row = treeRow(data, next, children, rows);
    rows.push(row);
    open.push({close: row.index});
    const held = row.isLeaf ? [] : children[row.module];
    for (const child of held.toReversed()) open.push({...child, parent: row.index});
  }
  return rows;
}

/** What is known of a row once all that it holds are in the list. */
function close(rows, row) {
  row.end = rows.length;
  if (row.parent < 0) return;
  const parent = rows[row.parent];
  parent.lastCall = Math.max(parent.lastCall, row.lastCall);
  parent.lastMainCall = Math.max(parent.lastMainCall, row.lastMainCall);
}

function treeRow(data, {module, call, parent}, children, rows) {
  const {modules, calls, labels} = data;
  const isModule = call < 0;
  const held = isModule ? children[module] : [];
  const isLayer = held.length === 1 && held[0].call >= 0 && calls.layer[held[0].call] >= 0;
  const own = isLayer ? held[0].call : call;
  const path = modules.path[module];
  const label = isModule ? null : labels[calls.label[call]];
  return {
    index: rows.length, parent, module, call: own, isLeaf: !isModule || isLayer,
    depth: parent < 0 ? 0 : rows[parent].depth + 1,
    name: label ?? (modules.name[module] || data.name),
    path: label === null ? path : path === "" ? label : `${path}.${label}`,
    kind: cut(own >= 0 ? data.operators[calls.operator[own]] : (modules.kind[module] ?? ""), 120),
    lastCall: own, lastMainCall: own >= 0 && data.roles[calls.role[own]] === mainRole ? own : -1,
    node: own >= 0 ? (calls.node?.[own] ?? "") : "",
    end: rows.length + 1,
  };
}

/** By module, the modules and calls right inside it, in the order of first call. */
function childrenOfModules({modules, calls}) {
  const first = new Array(modules.path.length).fill(Infinity);
  calls.module.forEach((module, call) => {
    if (first[module] > call) first[module] = call;
  });
  for (let module = first.length - 1; module > 0; module -= 1) {
    const parent = modules.parent[module];
    first[parent] = Math.min(first[parent], first[module]);
  }
  const children = modules.path.map(() => []);
  modules.parent.forEach((parent, module) => {
    if (parent >= 0) children[parent].push({module, call: -1, first: first[module]});
  });
  calls.module.forEach((module, call) => children[module].push({module, call, first: call}));
  for (const list of children) list.sort((one, other) => one.first - other.first);
  return children;
}

/** A network at one point: values of forms, computed when asked for. */
class SizedNetwork {
  constructor(network, point) {
    this.network = network;
    this.data = network.data;
    this.point = point;
    this.evaluation = new Evaluation(network.expressions, point);
    this.counting = new Counting(this);
    this.cache = new Map();
  }

  value(form) {
    return this.evaluation.value(form);
  }

  total(name) {
    return this.value(this.data.totals[name]);
  }

  shape(index) {
    return this.data.shapes[index].map((form) => this.value(form));
  }

  /** The answer of `compute`, kept under a name. */
  kept(name, compute) {
    if (!this.cache.has(name)) this.cache.set(name, compute());
    return this.cache.get(name);
  }

  /** Sums of a number for each call over the tree, by row; null where a call has none. */
  sumsOverRows(ofCall) {
    const {rows} = this.network;
    const sums = rows.map((row) => (row.call >= 0 ? ofCall(row.call) : 0n));
    for (let index = rows.length - 1; index > 0; index -= 1) {
      const parent = rows[index].parent;
      sums[parent] = sums[parent] === null || sums[index] === null ? null
        : sums[parent] + sums[index];
    }
    return sums;
  }
}
