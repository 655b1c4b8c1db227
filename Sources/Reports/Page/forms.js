// Closed forms as text.

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** Writes the forms of a network in its symbols. */
class FormWriter {
  constructor(expressions, symbols) {
    this.expressions = expressions;
    this.names = symbols.map((symbol) => symbol.name);
  }

  /** A sum by its index: `9408·N·⌊(H + 1)/2⌋`; null where there is none or it is too long to read. */
  text(index, longest = 400) {
    const sum = this.expressions.sums[index] ?? null;
    const text = sum === null ? null : this.#sum(sum, longest);
    return text === null || text.length > longest ? null : text;
  }

  #sum(sum, longest) {
    const terms = sum.slots.map((slot, place) =>
      [sum.coefficients[place], this.#slot(slot, longest)]);
    if (terms.some(([, text]) => text === null)) return null;
    if (sum.constant !== 0n || terms.length === 0) terms.push([sum.constant, ""]);
    return terms.map(([factor, text], place) => signedTerm(factor, text, place === 0)).join(" ");
  }

  #slot(slot, longest) {
    const count = this.expressions.symbolCount;
    if (slot < count) return this.names[slot];
    const step = this.expressions.steps[slot - count];
    const text = step.slots ? this.#product(step.slots, longest) : this.#quotient(step, longest);
    return text === null || text.length > longest ? null : text;
  }

  #product(slots, longest) {
    const powers = new Map();
    for (const slot of slots) powers.set(slot, (powers.get(slot) ?? 0) + 1);
    const factors = [...powers].map(([slot, power]) => {
      const base = this.#slot(slot, longest);
      return base === null || power === 1 ? base : base + superscript(power);
    });
    return factors.includes(null) ? null : factors.join("·");
  }

  #quotient(step, longest) {
    const text = this.#sum(step.sum, longest);
    if (text === null) return null;
    return `⌊${/ /.test(text) ? `(${text})` : text}/${step.divisor}⌋`;
  }
}

/** A term with its sign between spaces, unless it is the first. */
function signedTerm(factor, text, isFirst) {
  const size = factor < 0n ? -factor : factor;
  const product = text === "" ? `${size}` : size === 1n ? text : `${size}·${text}`;
  if (isFirst) return factor < 0n ? `-${product}` : product;
  return `${factor < 0n ? "-" : "+"} ${product}`;
}

function superscript(power) {
  return String(power).replace(/\d/g, (digit) => superscripts[digit]);
}
