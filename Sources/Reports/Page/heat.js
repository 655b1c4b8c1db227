// The scale of heat in the drawing.

const heatStepCount = 9;

/** Nine fills for numbers: as many different values in each step, as in drawings of `diagram`. */
class HeatScale {
  constructor(values) {
    const ascending = [...new Set(values.filter((value) => value > 0))]
      .sort((one, other) => one - other);
    // Of values that the legend would write alike, the largest.
    const different = ascending.filter((value, place) =>
      place + 1 === ascending.length || short(value) !== short(ascending[place + 1]));
    const steps = Math.max(1, Math.min(heatStepCount, different.length));
    const size = Math.floor(different.length / steps);
    const rest = different.length % steps;
    this.bounds = Array.from({length: steps - 1}, (_, index) =>
      different[(index + 1) * size + Math.min(index + 1, rest) - 1]);
    this.largest = different.at(-1) ?? 0;
  }

  /** The number of a value's color; null where there is nothing to show. */
  step(value) {
    if (!(value > 0)) return null;
    const place = this.bounds.findIndex((bound) => value <= bound);
    return this.#color(place < 0 ? this.bounds.length : place);
  }

  /** Fewer steps than colors spread over them, so that the largest value is darkest. */
  #color(step) {
    const colors = heatStepCount - 1;
    return this.bounds.length === 0 ? colors / 2 : Math.floor(step * colors / this.bounds.length);
  }

  /** The color and the largest value of each step. */
  get legend() {
    if (this.largest === 0) return [];
    return [...this.bounds, this.largest].map((bound, step) => [this.#color(step), short(bound)]);
  }
}
