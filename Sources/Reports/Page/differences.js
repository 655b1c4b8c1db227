// Why two conventions differ on one network, and two networks from each other.

/**
 * The lines of a difference between two measures: what one operator counts in one call style by the
 * same rules on both sides. They add up to the difference of the totals.
 */
function conventionLines(counting, left, right) {
  const {data} = counting;
  const lines = new Map();
  data.keys.forEach((key, index) => {
    const sides = [left, right].map((measure) => ({
      treatment: counting.treatment(measure, index),
      rule: data.rules[measure][index],
      count: counting.countOfKey(measure, index),
    }));
    const name = [key.operator, key.style, sides[0].rule, sides[1].rule].join(" ");
    const line = lines.get(name);
    if (line) {
      line.calls += counting.tallies[index].calls;
      line.left = added(line.left, sides[0].count);
      line.right = added(line.right, sides[1].count);
    } else {
      lines.set(name, {
        operator: cut(data.operators[key.operator], 120), style: key.style,
        calls: counting.tallies[index].calls, left: sides[0].count, right: sides[1].count,
        because: because(sides[0].treatment, sides[1].treatment),
      });
    }
  });
  return [...lines.values()].filter((line) => line.left !== 0n || line.right !== 0n)
    .map((line) => ({...line, difference: difference(line.left, line.right)}))
    .sort((one, other) => compareSizes(other.difference, one.difference));
}

function because(left, right) {
  return left.text === right.text ? `both: ${left.text}` : `${left.text} against ${right.text}`;
}

/** The right side minus the left one; null where a side is not known. */
function difference(left, right) {
  return left === null || right === null ? null : right - left;
}

/** Orders by magnitude, what is not known first. */
function compareSizes(one, other) {
  const [left, right] = [one, other].map((value) =>
    value === null ? -1n : value < 0n ? -value : value);
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The calls of two networks side by side, in order.
 *
 * @param pairs `[left call, right call, …]`, -1 where one side has no such call.
 * @param columns Functions from a network and a call to a number.
 * @returns Objects with `verdict`, the two calls, and two numbers for each column.
 */
function callLines(left, right, pairs, columns) {
  const lines = [];
  for (let place = 0; place < pairs.length; place += 2) {
    const calls = [pairs[place], pairs[place + 1]];
    const values = columns.map((column) =>
      [left, right].map((sized, side) => (calls[side] < 0 ? 0n : column(sized, calls[side]))));
    const verdict = calls[0] < 0 ? "added" : calls[1] < 0 ? "removed"
      : isSameCall(left, right, calls) ? "same" : "changed";
    lines.push({verdict, calls, values});
  }
  return lines;
}

/** Whether two calls have equal sizes, parameters and work. */
function isSameCall(left, right, [one, other]) {
  const facts = [[left, one], [right, other]].map(([sized, call]) => {
    const {calls, works} = sized.data;
    const lines = calls.works[call].map((work) => {
      const list = works[work].lines;
      const counts = [];
      for (let place = 0; place < list.length; place += 2) {
        counts.push([list[place], String(sized.value(list[place + 1]))]);
      }
      return counts.sort((first, second) => first[0] - second[0]);
    });
    return JSON.stringify([
      sized.shape(calls.shape[call]).map(String), String(sized.value(calls.parameters[call])),
      lines,
    ]);
  });
  return facts[0] === facts[1];
}
