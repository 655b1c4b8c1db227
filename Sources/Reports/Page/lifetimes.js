// Memory over a run: which values live at which step, and what their bytes add up to.

/** The live bytes of one kind of run at a point. */
class Lifetimes {
  /**
   * @param kind "inference" or "training".
   */
  constructor(sized, kind) {
    const memory = sized.data.memory[kind];
    this.kind = kind;
    this.values = memory.values;
    this.stepCount = memory.steps;
    this.forwardCount = kind === "training" ? memory.forward : memory.steps;
    this.network = sized.network;
    this.bytes = this.values.bytes.map((form) => sized.value(form) ?? 0n);
    this.constants = Object.entries(memory.constant ?? {}).map(([name, form]) => ({
      name: name.replaceAll("_", " "), bytes: sized.value(form) ?? 0n,
    }));
    this.inner = new Map();
    for (const [step, form] of memory.inner ?? []) {
      const bytes = sized.value(form) ?? 0n;
      if (bytes > (this.inner.get(step) ?? 0n)) this.inner.set(step, bytes);
    }
    /** Whether a batch norm would have one value for each channel, with which PyTorch stops. */
    this.isRefused = (memory.norm_values ?? []).some((form) => sized.value(form) === 1n);
    this.live = this.#liveBytes();
    this.peak = this.live.reduce(
      (best, bytes, step) => (bytes > this.live[best] ? step : best), 0);
  }

  get peakBytes() {
    return this.live[this.peak] ?? 0n;
  }

  #liveBytes() {
    const changes = new Array(this.stepCount + 1).fill(0n);
    this.bytes.forEach((bytes, index) => {
      changes[this.values.from[index]] += bytes;
      changes[Math.min(this.values.to[index] + 1, this.stepCount)] -= bytes;
    });
    let sum = this.constants.reduce((total, constant) => total + constant.bytes, 0n);
    return changes.slice(0, -1).map((change, step) => {
      sum += change;
      return sum + (this.inner.get(step) ?? 0n);
    });
  }

  /** What lives at a step, largest first. */
  livingAt(step) {
    const living = this.constants.map((constant) => ({...constant, kind: "constant", call: -1}));
    this.bytes.forEach((bytes, index) => {
      if (this.values.from[index] > step || this.values.to[index] < step) return;
      const {name, kind, call} = this.values;
      const text = name[index] ?? this.network.pathOfCall(call[index]);
      living.push({name: text, kind: kind[index], bytes, call: call[index]});
    });
    const inner = this.inner.get(step) ?? 0n;
    if (inner > 0n) {
      living.push({name: "inside the bodies of this step", kind: "activation", bytes: inner,
        call: step});
    }
    return living.filter((value) => value.bytes > 0n)
      .sort((one, other) => (one.bytes < other.bytes ? 1 : one.bytes > other.bytes ? -1 : 0));
  }

  /** Whether a step belongs to the forward pass. */
  isForward(step) {
    return step < this.forwardCount;
  }

  /** The call that a step runs, forward or backward; -1 where it runs none. */
  callAt(step) {
    const call = this.isForward(step) ? step : 2 * this.forwardCount - 1 - step;
    return call >= 0 && call < this.network.callCount ? call : -1;
  }
}
