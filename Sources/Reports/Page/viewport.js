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
   */
  constructor(element, axes, onChange) {
    Object.assign(this, {element, axes, onChange});
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

  reset() {
    this.window = {x: 0, y: 0, width: 1, height: 1};
    this.#changed();
  }

  /** Magnifies around a point of the picture. */
  magnify(factor, x, y) {
    const {window} = this;
    const zoom = Math.min(deepestZoom, Math.max(1, this.zoom * factor));
    const ratio = this.zoom / zoom;
    window.x = x - (x - window.x) * ratio;
    window.width *= ratio;
    if (this.axes === "xy") {
      window.y = y - (y - window.y) * ratio;
      window.height *= ratio;
    }
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
    const side = this.axes === "xy" ? Math.max(box.width, box.height) : box.width;
    const size = Math.min(1, Math.max(1 / deepestZoom, side * margin));
    this.window = {
      x: box.x + box.width / 2 - size / 2, width: size,
      y: this.axes === "xy" ? box.y + box.height / 2 - size / 2 : 0,
      height: this.axes === "xy" ? size : 1,
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

  #changed() {
    const {window} = this;
    window.x = Math.min(1 - window.width, Math.max(0, window.x));
    window.y = Math.min(1 - window.height, Math.max(0, window.y));
    // One finger scrolls the page until there is something to pan.
    this.element.style.touchAction = this.zoom > 1 ? "none" : "pan-x pan-y";
    this.onChange();
  }

  #place(event) {
    const box = this.element.getBoundingClientRect();
    return {
      x: this.window.x + (event.clientX - box.left) / box.width * this.window.width,
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
    else this.pan((old.x - now.x) / box.width, (old.y - now.y) / box.height);
    this.pointers.set(event.pointerId, now);
  }

  #pinch(event, old, now) {
    const [, other] = [...this.pointers].find(([id]) => id !== event.pointerId);
    const distance = (point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    const {x, y} = this.#place(event);
    this.magnify(distance(now) / distance(old), x, y);
  }
}
