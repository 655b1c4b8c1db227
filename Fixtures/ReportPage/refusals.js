// Sizes that the network refuses: why, and what it takes instead.

const refusal = one("#refusal");
const [height] = [labeled("H")];
const macs = () => state.measureNamed("measure-0").total(state.shown);
const start = macs();

type(height, "225");
check(refusal.textContent.includes("refused"), "a refused size says so");
check(refusal.textContent.includes("needs"), "and why");
checkEqual(height.getAttribute("aria-invalid"), "true", "the field is marked");
checkEqual(macs(), start, "the numbers stay");
const offers = [...refusal.querySelectorAll("button")];
check(offers.some((offer) => offer.textContent === "H = 224"), "the nearest below");
check(offers.some((offer) => offer.textContent === "H = 253"), "the nearest above");
offers.find((offer) => offer.textContent === "H = 253").click();
checkEqual(refusal.textContent, "", "an offer is accepted");
checkEqual(height.value, "253", "and stands in the field");
check(macs() > start, "and counts");

for (const [text, word] of [["0", "at least"], ["4294967296", "at most"], ["2x", "digits"],
  ["", "digits"], ["-3", "digits"], ["1e3", "digits"]]) {
  type(height, text);
  check(refusal.textContent.includes(word), `'${text}' says '${word}': ${refusal.textContent}`);
}
all("#controls button").find((button) => button.textContent === "Starting sizes").click();
checkEqual(macs(), start, "the starting sizes");

// Sizes beyond the 64-bit range stay exact.
type(height, "2147483616");
type(labeled("W"), "2147483616");
check(macs() > 2n ** 62n, "exact beyond 2^53");
checkEqual(macs() % 1000n, BigInt(String(macs()).slice(-3)), "the last digits");
finish();
