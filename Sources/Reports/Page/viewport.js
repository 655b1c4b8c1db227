// The part of a picture that is in sight: pan and zoom by mouse, touch and keys.

const deepestZoom = 2000;
/** Less movement than this is a click. */
const clickDistance = 4;

/** A window on a picture whose sides are 1 long. */
class Viewport {
  /**
   * @param element What shows the picture.
   * @param axes "x" where only the width zooms, or "xy".
   * @param onChange Called after each pan and zoom.
   * @param left Pixels of the element at the left of the picture.
   */
  constructor(element, axes, onChange, left = 0) {
    Object.assign(this, {element, axes, onChange, left});
    /** The ratio of the element's sides over that of the picture's. */
    this.aspect = 1;
    this.window = {x: 0, y: 0, width: 1, height: 1};
    this.pointers = new Map();
    this.hasMoved = false;
    element.addEventListener("wheel", (event) => this.#wheel(event), {passive: false});
    element.addEventListener("pointerdown", (event) => this.#down(event));
    element.addEventListener("pointermove", (event) => this.#move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      element.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
    }
    element.addEventListener("click", (event) => {
      if (this.hasMoved) event.stopImmediatePropagation();
    }, {capture: true});
  }

  get zoom() {
    return 1 / this.window.width;
  }

  /** The width of the window that shows the whole picture. */
  get fullWidth() {
    return this.axes === "xy" ? Math.max(1, this.aspect) : 1;
  }

  /** Shows the whole picture, or as much as is as wide as given. */
  reset(width = this.fullWidth) {
    this.window = {x: 0, y: 0, width, height: 1};
    this.#changed();
  }

  /** Magnifies around a point of the picture. */
  magnify(factor, x, y) {
    const {window} = this;
    const width = Math.min(this.fullWidth, Math.max(1 / deepestZoom, window.width / factor));
    const ratio = width / window.width;
    window.x = x - (x - window.x) * ratio;
    window.y = y - (y - window.y) * ratio;
    window.width = width;
    this.#changed();
  }

  magnifyCenter(factor) {
    const {x, y, width, height} = this.window;
    this.magnify(factor, x + width / 2, y + height / 2);
  }

  /** Moves by parts of what is in sight. */
  pan(right, down) {
    this.window.x += right * this.window.width;
    this.window.y += down * this.window.height;
    this.#changed();
  }

  /** Shows a rectangle of the picture as large as it fits, with some of what is around it. */
  fit(box) {
    const margin = 1.1;
    const side = this.axes === "xy" ? Math.max(box.width, box.height * this.aspect) : box.width;
    const width = Math.min(this.fullWidth, Math.max(1 / deepestZoom, side * margin));
    const height = this.#heightOf(width);
    this.window = {
      x: box.x + box.width / 2 - width / 2, width, y: box.y + box.height / 2 - height / 2, height,
    };
    this.#changed();
  }

  /** Answers the keys that pan and zoom; returns whether it was one of them. */
  key(event) {
    const steps = {ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, -0.2],
      ArrowDown: [0, 0.2]};
    if (event.ctrlKey || event.altKey || event.metaKey) return false;
    if (event.shiftKey && steps[event.key]) this.pan(...steps[event.key]);
    else if (event.key === "+" || event.key === "=") this.magnifyCenter(1.5);
    else if (event.key === "-") this.magnifyCenter(1 / 1.5);
    else if (event.key === "0" || event.key === "Escape") this.reset();
    else return false;
    event.preventDefault();
    return true;
  }

  #heightOf(width) {
    return this.axes === "xy" ? width / this.aspect : 1;
  }

  #changed() {
    const {window} = this;
    window.height = this.#heightOf(window.width);
    window.x = held(window.x, window.width);
    window.y = held(window.y, window.height);
    // One finger scrolls the page until there is something to pan.
    const isWhole = window.width >= 1 && window.height >= 1;
    this.element.style.touchAction = isWhole ? "pan-x pan-y" : "none";
    this.onChange();
  }

  #place(event) {
    const box = this.element.getBoundingClientRect();
    return {
      x: this.window.x
        + (event.clientX - box.left - this.left) / (box.width - this.left) * this.window.width,
      y: this.window.y + (event.clientY - box.top) / box.height * this.window.height,
    };
  }

  #wheel(event) {
    // Without a wish to zoom, the wheel scrolls the page.
    if (!event.ctrlKey && !this.element.contains(document.activeElement)) return;
    event.preventDefault();
    const {x, y} = this.#place(event);
    this.magnify(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), x, y);
  }

  #down(event) {
    this.pointers.set(event.pointerId, {x: event.clientX, y: event.clientY});
    if (this.pointers.size === 1) this.hasMoved = false;
  }

  #move(event) {
    const old = this.pointers.get(event.pointerId);
    if (!old) return;
    const now = {x: event.clientX, y: event.clientY};
    const isFar = Math.hypot(now.x - old.x, now.y - old.y) > clickDistance;
    if (!this.hasMoved && !isFar) return;
    if (!this.hasMoved) this.element.setPointerCapture(event.pointerId);
    this.hasMoved = true;
    const box = this.element.getBoundingClientRect();
    if (this.pointers.size === 2) this.#pinch(event, old, now);
    else this.pan((old.x - now.x) / (box.width - this.left), (old.y - now.y) / box.height);
    this.pointers.set(event.pointerId, now);
  }

  #pinch(event, old, now) {
    const [, other] = [...this.pointers].find(([id]) => id !== event.pointerId);
    const distance = (point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    const {x, y} = this.#place(event);
    this.magnify(distance(now) / distance(old), x, y);
  }
}

/** The start of a window of a length, inside of the picture, or around it where it is longer. */
function held(start, length) {
  return length >= 1 ? (1 - length) / 2 : Math.min(1 - length, Math.max(0, start));
}
