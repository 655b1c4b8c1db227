// Runs before each script of the browser tests: collects what it finds, and writes it at the end.

const {state} = globalThis.rlaReport;
const answers = {checks: 0, failures: []};

/** Notes a failure where a condition does not hold. */
function check(condition, sentence) {
  answers.checks += 1;
  if (!condition) answers.failures.push(sentence);
}

function checkEqual(found, wanted, sentence) {
  check(found === wanted, `${sentence}: ${found} instead of ${wanted}`);
}

/** Waits for timers and for observers of what is in sight. */
function settled(milliseconds = 200) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

const all = (selector) => [...document.querySelectorAll(selector)];
const one = (selector) => document.querySelector(selector);

function press(element, key, more = {}) {
  element.focus();
  const event = new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...more});
  return element.dispatchEvent(event);
}

function type(field, text) {
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
}

function choose(select, value) {
  select.value = value;
  select.dispatchEvent(new Event("change", {bubbles: true}));
}

/** The field or list with a label. */
function labeled(label) {
  return all("label.field").find((field) => field.textContent.trim().startsWith(label))
    .querySelector("input, select");
}

/** Writes the answers into the page, where the test reads them. */
function finish() {
  const text = JSON.stringify(answers, (_, value) =>
    (typeof value === "bigint" ? String(value) : value));
  const element = document.createElement("pre");
  element.id = "test-answers";
  element.textContent = text.replace(/[<>&\u007f-\uffff]/g, (letter) =>
    `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  document.body.append(element);
}
