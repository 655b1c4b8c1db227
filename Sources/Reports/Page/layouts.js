// Places of boxes: icicle and treemap, as pure functions of the tree and its numbers.

const icicleRowHeight = 28;

/** A row of boxes for each level; the width of a box is its share. */
function icicleLayout(network, values) {
  const {rows} = network;
  const levels = rows.reduce((most, row) => Math.max(most, row.depth + 1), 1);
  const boxes = [];
  // By row, where its next child begins.
  const next = new Array(rows.length).fill(0);
  for (const row of rows) {
    const start = row.parent < 0 ? 0 : next[row.parent];
    const width = values[0] > 0 ? values[row.index] / values[0] : 0;
    next[row.index] = start;
    if (row.parent >= 0) next[row.parent] = start + width;
    if (width > 0) {
      boxes.push({row: row.index, x: start, y: row.depth / levels, width, height: 1 / levels});
    }
  }
  // In the order of levels, so that boxes that are too narrow to draw join with their neighbors.
  boxes.sort((one, other) => one.y - other.y || one.x - other.x);
  return {boxes, height: levels * icicleRowHeight};
}

/**
 * Boxes within boxes, as square as they can be (Bruls, Huizing and van Wijk 2000).
 *
 * A box that is large enough keeps room for its name and for an edge around what it holds, so areas
 * compare exactly only within one box.
 */
function treemapLayout(network, values, width) {
  const {rows} = network;
  const height = Math.round(Math.min(520, Math.max(280, width * 0.62)));
  const boxes = [];
  const open = [{row: 0, x: 0, y: 0, width, height}];
  while (open.length > 0) {
    const box = open.pop();
    const children = [];
    for (let index = box.row + 1; index < rows[box.row].end; index = rows[index].end) {
      if (values[index] > 0) children.push(index);
    }
    const header = children.length > 0 && box.width > 60 && box.height > 44 ? 16 : 0;
    boxes.push({
      row: box.row, x: box.x / width, y: box.y / height, width: box.width / width,
      height: box.height / height, hasName: children.length === 0 || header > 0,
    });
    if (children.length > 0) open.push(...squarified(children, values, inside(box, header)));
  }
  return {boxes, height};
}

/** What is left of a box below its name and within its edge. */
function inside({x, y, width, height}, header) {
  const edge = Math.min(width, height) > 12 ? 2 : 0;
  const top = Math.max(header, edge);
  return {x: x + edge, y: y + top, width: width - 2 * edge, height: height - top - edge};
}

/** Divides a box among rows by their values, largest first, in strips along the shorter side. */
function squarified(children, values, box) {
  const order = [...children].sort((one, other) => values[other] - values[one]);
  const total = order.reduce((sum, row) => sum + values[row], 0);
  const scale = box.width * box.height / total;
  let rest = {...box};
  const placed = [];
  for (let start = 0; start < order.length;) {
    const side = Math.min(rest.width, rest.height);
    const areas = [];
    let sum = 0;
    let end = start;
    while (end < order.length) {
      const area = values[order[end]] * scale;
      const isWorse = areas.length > 0
        && worstRatio(areas[0], area, sum + area, side)
          > worstRatio(areas[0], areas.at(-1), sum, side);
      if (isWorse) break;
      areas.push(area);
      sum += area;
      end += 1;
    }
    const strip = sum / side;
    placed.push(...strips(order.slice(start, end), areas, rest, strip));
    rest = rest.width >= rest.height
      ? {...rest, x: rest.x + strip, width: rest.width - strip}
      : {...rest, y: rest.y + strip, height: rest.height - strip};
    start = end;
  }
  return placed;
}

/** The rows of one strip at the edge of what is left. */
function strips(rows, areas, rest, strip) {
  const isColumn = rest.width >= rest.height;
  let place = isColumn ? rest.y : rest.x;
  return rows.map((row, index) => {
    const length = strip > 0 ? areas[index] / strip : 0;
    const box = isColumn
      ? {row, x: rest.x, y: place, width: strip, height: length}
      : {row, x: place, y: rest.y, width: length, height: strip};
    place += length;
    return box;
  });
}

/** The worst ratio of sides in a strip, of its largest and its smallest area. */
function worstRatio(largest, smallest, sum, side) {
  return Math.max(side * side * largest / (sum * sum), sum * sum / (side * side * smallest));
}
