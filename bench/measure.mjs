/** Middle value; of an even number the mean of the two in the middle. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The last line of a figure: a ratio, and what it should be when there is a mark. Beyond the mark the run fails. */
export function printRatio(name, value, mark) {
  console.log(`RATIO ${name} ${value.toFixed(3)}`);
  if (mark !== undefined && value > mark) {
    console.error(`${name}: ${value.toFixed(3)} is over the mark of ${mark}`);
    process.exitCode = 1;
  }
}
