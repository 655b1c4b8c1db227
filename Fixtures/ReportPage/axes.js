// Networks of about the same size: the numbers at an axis are as far apart as its ticks.

await settled();
choose(labeled("across"), "macs");
choose(labeled("up"), "parameters");
const axes = all("#comparison g.axis");
checkEqual(axes.length, 2, "axes of the plot");
for (const axis of axes) {
  const numbers = [...axis.querySelectorAll("text:not(.title)")].map((label) =>
    parseFloat(label.textContent));
  check(numbers.length > 2, "there are some ticks");
  const step = numbers[1] - numbers[0];
  check(step > 0, "ticks differ");
  numbers.slice(1).forEach((number, index) =>
    check(Math.abs(number - numbers[index] - step) < step / 1000, `${number} is a step further`));
}
finish();
