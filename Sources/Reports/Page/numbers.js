// Numbers as the command line writes them, so that a reader finds the same text in both places.

const unitPrefixes = {
  si: {base: 1000, letters: ["k", "M", "G", "T", "P", "E"]},
  binary: {base: 1024, letters: ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]},
};

/** Digits in groups of three, of a BigInt or a whole Number: `25,870,696`. */
function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number in full; what has no form is not known. */
function exactText(value) {
  return value === null || value === undefined ? "not known" : grouped(value);
}

/** A difference in full with its sign. */
function differenceText(value) {
  return (value !== null && value > 0n ? "+" : "") + exactText(value);
}

/** A Number with a fixed count of decimals, rounded half away from zero. */
function fixed(value, decimals) {
  const scaled = Math.round(Math.abs(value) * 10 ** decimals);
  if (!(scaled < 9e15)) return String(value);
  const digits = String(scaled).padStart(decimals + 1, "0");
  const sign = value < 0 && scaled > 0 ? "-" : "";
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/**
 * A number with four significant digits and a prefix that shows its base: `4.455 G`, `4.149 Gi`.
 *
 * Numbers below the base stand in full, and with the prefix "none" all do.
 */
function scaled(value, prefix) {
  const parts = mantissa(value, prefix);
  if (parts === null) return Number.isInteger(Number(value)) ? grouped(value) : fixed(value, 3);
  const size = Math.abs(parts.number);
  const decimals = size < 10 ? 3 : size < 100 ? 2 : 1;
  return `${fixed(parts.number, decimals)} ${parts.letter}`;
}

/** A number with its unit; a prefix stands right before the unit B: `124.2 MB`, `96 B`. */
function withUnit(value, unit, prefix) {
  if (value === null) return "not known";
  const text = scaled(value, prefix);
  return unit === "B" && mantissa(value, prefix) !== null ? `${text}B` : `${text} ${unit}`;
}

function mantissa(value, prefix) {
  const unit = unitPrefixes[prefix];
  let number = Number(value);
  if (!unit || Math.abs(number) < unit.base) return null;
  for (const letter of unit.letters) {
    number /= unit.base;
    // What would round up to the next prefix takes it.
    if (Math.abs(number) < unit.base - 0.05 || letter === unit.letters.at(-1)) {
      return {number, letter};
    }
  }
  return null;
}

/** A share with one decimal: `12.3 %`. */
function percent(share, decimals = 1) {
  return `${fixed(share * 100, decimals)} %`;
}

/** A positive Number with a few digits and a power of 1000, for axes: `1.23 k`, `0.05`. */
function short(value, digits = 3) {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1) return String(Number(value.toPrecision(digits)));
  const letters = ["", ...unitPrefixes.si.letters];
  let power = 0;
  let number = value;
  while (Math.abs(number) >= 999.5 && power < letters.length - 1) {
    number /= 1000;
    power += 1;
  }
  const text = String(Number(number.toPrecision(digits)));
  return power === 0 ? text : `${text} ${letters[power]}`;
}

/** Milliseconds with three decimals, and more where fewer than three digits would be left. */
function fixedMilliseconds(value) {
  if (value === 0) return "0";
  const zeros = Math.max(0, -Math.floor(Math.log10(Math.abs(value))) - 1);
  return fixed(value, Math.min(12, 3 + zeros));
}

/** A count with its noun: `1 call`, `8 calls`. */
function counted(count, noun) {
  return `${grouped(count)} ${noun}${Number(count) === 1 ? "" : "s"}`;
}

/** Text of at most so many characters, cut in the middle where it is longer. */
function cut(text, longest) {
  if (text.length <= longest) return text;
  const half = Math.floor((longest - 1) / 2);
  // Halves of a character pair show as nothing, so they are left out.
  const whole = (piece) => piece.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, "");
  return `${whole(text.slice(0, half))}…${whole(text.slice(-half))}`;
}

/** Sizes joined as people write shapes: `1x3x224x224`. */
function sizesText(sizes) {
  if (sizes.length === 0) return "scalar";
  return sizes.map((size) => (size === null ? "?" : size)).join("x");
}
