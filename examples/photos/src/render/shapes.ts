import type { Random } from './random';

/** Numbers in a picture need no more than a tenth of a pixel. */
export const at = (value: number): string => value.toFixed(1);

/** Heights of a skyline by midpoint displacement: rough and natural, ends anywhere. `detail` doublings give 2^n + 1 points. */
export function ridge(random: Random, detail: number, roughness: number): number[] {
  let line = [random.between(-0.5, 0.5), random.between(-0.5, 0.5)];
  let swing = 1;
  for (let level = 0; level < detail; level++) {
    const finer: number[] = [];
    for (const [index, value] of line.entries()) {
      const next = line[index + 1];
      finer.push(value);
      if (next !== undefined) finer.push((value + next) / 2 + random.between(-swing, swing) / 2);
    }
    line = finer;
    swing *= roughness;
  }
  return line;
}

/** Heights of soft ground: a few sine waves. */
export function swell(random: Random, points: number): number[] {
  const waves = [1, 2, 3].map((n) => ({
    rate: random.between(0.6, 1.4) * n,
    phase: random.between(0, 6.3),
    size: 1 / n ** 1.4,
  }));
  return Array.from({ length: points + 1 }, (_, i) =>
    waves.reduce((sum, { rate, phase, size }) => sum + size * Math.sin((i / points) * rate * 4 + phase), 0),
  );
}

/** A filled shape from a line of heights down to the picture's lower edge. */
export function ground(
  heights: readonly number[],
  frame: { readonly width: number; readonly height: number; readonly base: number; readonly swing: number },
  fill: string,
): string {
  const step = frame.width / (heights.length - 1);
  const line = heights.map((value, i) => `${at(i * step)},${at(frame.base - value * frame.swing)}`).join(' ');
  return `<polygon fill="${fill}" points="0,${frame.height} ${line} ${frame.width},${frame.height}"/>`;
}

/** A fir as three stacked triangles on a stem. */
export function fir(x: number, foot: number, size: number, fill: string): string {
  const tier = (share: number, width: number, top: number): string =>
    `${at(x - size * width)},${at(foot - size * share)} ${at(x)},${at(foot - size * top)} ${at(x + size * width)},${at(foot - size * share)}`;
  return (
    `<path fill="${fill}" d="M${tier(0.12, 0.24, 0.62)}zM${tier(0.36, 0.19, 0.84)}zM${tier(0.6, 0.13, 1.05)}z"/>` +
    `<rect fill="${fill}" x="${at(x - size * 0.025)}" y="${at(foot - size * 0.2)}" width="${at(size * 0.05)}" height="${at(size * 0.22)}"/>`
  );
}
