/** Middle value; of an even number the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The last line of a figure: a ratio. Times are noisy: what they should be is said, not enforced. */
export function printRatio(name, value) {
  console.log(`RATIO ${name} ${value.toFixed(3)}`);
}

/** Fails the run when a figure that does not vary from run to run, such as a size, is over its mark. */
export function holdMark(what, value, mark) {
  if (value <= mark) return;
  console.error(`${what}: ${value} is over the mark of ${mark}`);
  process.exitCode = 1;
}
