// Closed forms as the report stores them: slots for symbols and shared steps, and sums over slots.
// All arithmetic is in BigInt, so that every number is the one that the command line prints.

/** A table of forms. */
class Expressions {
  /**
   * @param symbolCount How many slots are symbols.
   * @param steps Products of slots, and sums with their divisors, each over lower slots.
   * @param sums The forms; null for what left the range of a form.
   */
  constructor(symbolCount, steps, sums) {
    this.symbolCount = symbolCount;
    this.steps = steps;
    this.sums = sums;
  }

  /** The table of a network of the report. */
  static decoded(table, symbolCount) {
    const steps = table.steps.map(([kind, first, ...rest]) =>
      kind === "p" ? {slots: [first, ...rest]} : {divisor: BigInt(first), sum: decodedSum(rest)});
    const sums = table.sums.map((sum) => (sum === null ? null : decodedSum(sum)));
    return new Expressions(symbolCount, steps, sums);
  }

  /** The table of some forms alone, in the given order, with no more steps than they need. */
  restricted(forms) {
    const sums = forms.map((form) => this.sums[form]);
    const needed = new Set();
    const open = sums.flatMap((sum) => sum?.slots ?? []);
    while (open.length > 0) {
      const step = open.pop() - this.symbolCount;
      if (step < 0 || needed.has(step)) continue;
      needed.add(step);
      open.push(...(this.steps[step].slots ?? this.steps[step].sum.slots));
    }
    const order = [...needed].sort((one, other) => one - other);
    const places = new Map(order.map((step, place) => [step, place]));
    const moved = (slots) => slots.map((slot) =>
      slot < this.symbolCount ? slot
        : this.symbolCount + places.get(slot - this.symbolCount));
    const movedSum = (sum) => sum && {...sum, slots: moved(sum.slots)};
    const steps = order.map((index) => {
      const step = this.steps[index];
      return step.slots ? {slots: moved(step.slots)} : {...step, sum: movedSum(step.sum)};
    });
    return new Expressions(this.symbolCount, steps, sums.map(movedSum));
  }
}

/** `[constant, coefficient, slot, …]` with its integers as BigInt. */
function decodedSum([constant, ...terms]) {
  const coefficients = [];
  const slots = [];
  for (let place = 0; place < terms.length; place += 2) {
    coefficients.push(BigInt(terms[place]));
    slots.push(terms[place + 1]);
  }
  return {constant: BigInt(constant), coefficients, slots};
}

/** The values of the forms at one point. */
class Evaluation {
  /** @param point One BigInt for each symbol. */
  constructor(expressions, point) {
    this.sums = expressions.sums;
    this.known = new Array(this.sums.length);
    this.slots = [...point];
    for (const step of expressions.steps) {
      this.slots.push(
        step.slots
          ? step.slots.reduce((product, slot) => product * this.slots[slot], 1n)
          : floorQuotient(this.#total(step.sum), step.divisor));
    }
  }

  /** The value of a sum by its index; null where the report has no form for it. */
  value(index) {
    if (index === null || this.sums[index] === null) return null;
    return (this.known[index] ??= this.#total(this.sums[index]));
  }

  #total(sum) {
    let total = sum.constant;
    for (let place = 0; place < sum.slots.length; place += 1) {
      total += sum.coefficients[place] * this.slots[sum.slots[place]];
    }
    return total;
  }
}

/** Rounded toward minus infinity, where BigInt's own division rounds toward zero. */
function floorQuotient(numerator, divisor) {
  const quotient = numerator / divisor;
  return numerator < 0n && quotient * divisor !== numerator ? quotient - 1n : quotient;
}

/** The nearest number with 24 significant bits, ties to even: what a float32 holds. */
function roundedToFloat32(value) {
  const size = value < 0n ? -value : value;
  const excess = size.toString(2).length - 24;
  if (excess <= 0) return value;
  const unit = 1n << BigInt(excess);
  const rest = size % unit;
  let rounded = size - rest;
  const isOdd = (rounded / unit) % 2n === 1n;
  if (rest * 2n > unit || (rest * 2n === unit && isOdd)) rounded += unit;
  return value < 0n ? -rounded : rounded;
}
