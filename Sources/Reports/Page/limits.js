// Which sizes a network accepts: shape inference left demands that a size has to meet.

const largestSize = 2n ** 31n - 1n;
/** Sizes further away are not searched: no period of a known network is longer. */
const searchedSizes = 4096;

/** The demands of a network on its symbols. */
class Limits {
  constructor(network) {
    this.symbols = network.symbols;
    this.demands = network.data.demands;
    this.expressions = network.expressions.restricted(
      this.demands.flatMap((demand) => [demand.left, demand.right]));
  }

  /** The demands that do not hold at a point; what has no form cannot be shown to hold. */
  broken(point) {
    const evaluation = new Evaluation(this.expressions, point);
    return this.demands.filter((demand, index) => {
      const [left, right] = [evaluation.value(2 * index), evaluation.value(2 * index + 1)];
      if (left === null || right === null) return true;
      return demand.kind === "equal" ? left !== right : left < right;
    });
  }

  /** Why a value is none that the symbol can have, as a sentence; null where it can. */
  outOfRange(symbol, value) {
    const {name, least} = this.symbols[symbol];
    if (value < BigInt(least)) return `${name} is at least ${least}.`;
    if (value > largestSize) return `${name} is at most ${grouped(largestSize)}.`;
    return null;
  }

  accepts(point) {
    return point.every((value, symbol) => this.outOfRange(symbol, value) === null)
      && this.broken(point).length === 0;
  }

  /**
   * The accepted points nearest to one, where some symbols change together to one value.
   *
   * @param moving The places of the symbols.
   * @param from The value to search from, itself not included.
   * @returns The values below and above; null where there is none.
   */
  nearest(point, moving, from) {
    // What breaks because of other symbols no value of these can mend.
    const isHopeless = this.broken(point).some((demand) =>
      !demand.symbols.some((symbol) => moving.includes(symbol)));
    if (isHopeless) return {below: null, above: null};
    const least = BigInt(Math.max(...moving.map((symbol) => this.symbols[symbol].least)));
    const search = (step) => {
      for (let count = 1n; count <= searchedSizes; count += 1n) {
        const value = from + step * count;
        if (value < least || value > largestSize) return null;
        const moved = point.map((old, symbol) => (moving.includes(symbol) ? value : old));
        if (this.accepts(moved)) return value;
      }
      return null;
    };
    return {below: search(-1n), above: search(1n)};
  }

  /**
   * What to offer instead of a refused value: other values of the symbol, then squares.
   *
   * @returns Objects with the places of the symbols to change and their value.
   */
  offers(point, symbol) {
    const from = point[symbol];
    const own = this.nearest(point, [symbol], from);
    const offers = [own.below, own.above].filter((value) => value !== null)
      .map((value) => ({symbols: [symbol], value}));
    const sides = this.sides;
    if (!sides.includes(symbol)) return offers;
    const square = point.map((old, index) => (sides.includes(index) ? from : old));
    if (this.accepts(square)) return [...offers, {symbols: sides, value: from}];
    const both = this.nearest(point, sides, from);
    const values = [both.below, both.above].filter((value) => value !== null);
    return [...offers, ...values.map((value) => ({symbols: sides, value}))];
  }

  /** The places of height and width, where the network has both. */
  get sides() {
    const places = ["H", "W"].map((name) =>
      this.symbols.findIndex((symbol) => symbol.name === name));
    return places.includes(-1) ? [] : places;
  }
}
