// Counting conventions: tables of factors over the lines of a tally, as `Convention` has them.

/** What each measure of each convention counts on a sized network. */
class Counting {
  constructor(sized) {
    this.sized = sized;
    this.data = sized.data;
    this.batch = sized.value(this.data.batch);
  }

  treatment(measure, key) {
    return this.data.treatments[this.data.rules[measure][key]];
  }

  /** By key, the calls and the sums of its quantities over all works. */
  get tallies() {
    return this.sized.kept("tallies", () => {
      const tallies = this.data.keys.map(() => ({calls: 0, quantities: new Map()}));
      for (const works of this.data.calls.works) {
        for (const work of works) this.#add(this.data.works[work], tallies);
      }
      return tallies;
    });
  }

  #add(work, tallies) {
    const tally = tallies[work.key];
    tally.calls += work.calls;
    for (let place = 0; place < work.lines.length; place += 2) {
      const quantity = work.lines[place];
      const value = this.sized.value(work.lines[place + 1]);
      tally.quantities.set(quantity, added(tally.quantities.get(quantity) ?? 0n, value));
    }
  }

  /** What a measure counts under a key, before any rounding of the tool's. */
  countOfKey(measure, key) {
    const {quantities} = this.tallies[key];
    const {terms, per_image: perImage} = this.treatment(measure, key);
    const fixed = weighted(terms, quantities);
    const shared = weighted(perImage, quantities);
    return fixed === null || shared === null ? null : fixed + this.#perImage(shared);
  }

  /** The sum over all keys, before any rounding of the tool's. */
  exactTotal(measure) {
    return this.data.keys.reduce((sum, _, key) => added(sum, this.countOfKey(measure, key)), 0n);
  }

  /** What a measure counts in each row of the tree and, at row 0, in all. */
  rows(measure, isFloat32) {
    const name = `rows of measure ${measure}`;
    return this.sized.kept(name, () => this.#rows(measure, isFloat32));
  }

  #rows(measure, isFloat32) {
    const {calls, works} = this.data;
    const shared = new Map();
    const counts = this.sized.sumsOverRows((call) => {
      let sum = 0n;
      for (const index of calls.works[call]) {
        const work = works[index];
        const {terms, per_image: perImage} = this.treatment(measure, work.key);
        sum = added(sum, this.#weightedLines(terms, work.lines));
        if (perImage.length === 0) continue;
        const part = this.#weightedLines(perImage, work.lines);
        this.#share(shared, this.sized.network.rowOfCall[call], work.key, part);
      }
      return sum;
    });
    for (const [row, parts] of shared) {
      for (const part of parts.values()) counts[row] = added(counts[row], this.#perImage(part));
    }
    return isFloat32 ? counts.map((count) => count && roundedToFloat32(count)) : counts;
  }

  /** Adds what is divided by the batch to a row and all that hold it: each divides its own sum. */
  #share(shared, row, key, value) {
    const {rows} = this.sized.network;
    for (let index = row; index >= 0; index = rows[index].parent) {
      if (!shared.has(index)) shared.set(index, new Map());
      const parts = shared.get(index);
      parts.set(key, added(parts.get(key) ?? 0n, value));
    }
  }

  #perImage(value) {
    if (value === null || value === 0n) return value;
    return this.batch === null || this.batch === 0n ? null : floorQuotient(value, this.batch);
  }

  #weightedLines(terms, lines) {
    let sum = 0n;
    for (let place = 0; place < terms.length; place += 2) {
      for (let line = 0; line < lines.length; line += 2) {
        if (lines[line] !== terms[place + 1]) continue;
        const value = this.sized.value(lines[line + 1]);
        sum = added(sum, value === null ? null : BigInt(terms[place]) * value);
      }
    }
    return sum;
  }

  /** Sums over the tree of some quantities of the tally, as the backward pass has them. */
  quantityRows(names) {
    const wanted = names.map((name) => this.sized.network.quantities.indexOf(name));
    const terms = wanted.flatMap((quantity) => [1, quantity]);
    const {calls, works} = this.data;
    return this.sized.sumsOverRows((call) =>
      calls.works[call].reduce(
        (sum, work) => added(sum, this.#weightedLines(terms, works[work].lines)), 0n));
  }
}

/** A sum in which what is not known makes the sum unknown. */
function added(one, other) {
  return one === null || other === null ? null : one + other;
}

/** The sum of some quantities with their factors. */
function weighted(terms, quantities) {
  let sum = 0n;
  for (let place = 0; place < terms.length; place += 2) {
    const value = quantities.get(terms[place + 1]) ?? 0n;
    sum = added(sum, value === null ? null : BigInt(terms[place]) * value);
  }
  return sum;
}
