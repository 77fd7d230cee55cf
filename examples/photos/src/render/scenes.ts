import { mix, type Palette } from './palette';
import type { Random } from './random';
import { at, fir, ground, ridge, swell } from './shapes';

/** A picture to be drawn: its size in pixels, its hour, its chances. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly palette: Palette;
  readonly random: Random;
}

/** Gives the content of an SVG element of the canvas' size. */
export type Scene = (canvas: Canvas) => string;

/** Every scene, by the word that its file names begin with. */
export const SCENES = { mountains, sea, hills, dunes, city, forest, aurora } as const satisfies Record<string, Scene>;
export type SceneName = keyof typeof SCENES;

function mountains(canvas: Canvas): string {
  const { width, height, palette, random } = canvas;
  const layers = random.integer(4, 6);
  const land = Array.from({ length: layers }, (_, layer) => {
    const depth = layer / (layers - 1);
    const base = height * (0.5 + 0.42 * depth);
    const swing = height * (0.2 - 0.1 * depth);
    return ground(ridge(random, 7, 0.52), { width, height, base, swing }, mix(palette.far, palette.near, depth ** 1.2));
  });
  return sky(canvas, 0.42) + land.join('');
}

function sea(canvas: Canvas): string {
  const { width, height, palette, random } = canvas;
  const horizon = height * random.between(0.48, 0.6);
  const sun = { x: width * random.between(0.25, 0.75), y: horizon - height * random.between(0.04, 0.22) };
  const water = gradient('water', [
    [0, mix(palette.sky[2], palette.far, 0.35)],
    [1, mix(palette.sky[0], palette.near, 0.45)],
  ]);
  const glints = Array.from({ length: 90 }, () => {
    const down = random.next() ** 1.6;
    const y = horizon + 3 + down * (height - horizon);
    const spread = width * (0.03 + 0.16 * down);
    const length = width * (0.01 + 0.05 * down) * random.between(0.5, 1.5);
    const x = sun.x + random.between(-spread, spread) - length / 2;
    return `<rect x="${at(x)}" y="${at(y)}" width="${at(length)}" height="${at(1.5 + 5 * down)}" rx="2" fill="${palette.light}" opacity="${(0.75 - 0.45 * down).toFixed(2)}"/>`;
  });
  const island =
    random.next() < 0.6
      ? ground(
          ridge(random, 6, 0.5).map((v, i, all) => (v + 0.8) * Math.sin((i / (all.length - 1)) * Math.PI) * 0.7),
          { width: width * 0.5, height: horizon, base: horizon, swing: height * 0.12 },
          mix(palette.far, palette.near, 0.4),
        )
      : '';
  const shift = random.next() < 0.5 ? 0 : width * 0.55;
  return (
    sky(canvas, horizon / height, sun) +
    `<g transform="translate(${at(shift)})">${island}</g>` +
    `<defs>${water}</defs><rect y="${at(horizon)}" width="${width}" height="${at(height - horizon)}" fill="url(#water)"/>` +
    glints.join('')
  );
}

function hills(canvas: Canvas): string {
  const { width, height, palette, random } = canvas;
  const layers = 5;
  const land = Array.from({ length: layers }, (_, layer) => {
    const depth = layer / (layers - 1);
    const base = height * (0.56 + 0.34 * depth);
    const line = swell(random, 48);
    const fill = mix(palette.far, palette.near, depth);
    const trees = Array.from({ length: layer === 0 ? 0 : random.integer(3, 9) }, () => {
      const i = random.integer(0, 48);
      const size = height * (0.03 + 0.05 * depth) * random.between(0.8, 1.3);
      const foot = base - (line[i] ?? 0) * height * 0.045;
      return `<circle cx="${at((i / 48) * width)}" cy="${at(foot - size * 0.5)}" r="${at(size * 0.5)}" fill="${mix(fill, palette.near, 0.35)}"/>`;
    });
    return trees.join('') + ground(line, { width, height, base, swing: height * 0.045 }, fill);
  });
  return sky(canvas, 0.55) + land.join('');
}

function dunes(canvas: Canvas): string {
  const { width, height, palette, random } = canvas;
  const sand = palette.night ? palette.far : mix('#e2b878', palette.sky[2], 0.3);
  const shade = palette.night ? palette.near : mix('#8a4f2a', palette.near, 0.35);
  const layers = 4;
  const land = Array.from({ length: layers }, (_, layer) => {
    const depth = layer / (layers - 1);
    const frame = { width, height, base: height * (0.6 + 0.28 * depth), swing: height * 0.06 };
    const line = swell(random, 64);
    const lee = line.map((value, i) => value - 0.25 - Math.abs(Math.sin(i / 9)) * 0.9);
    return (
      ground(line, frame, mix(sand, shade, 0.1 + 0.35 * depth)) +
      ground(lee, frame, mix(sand, shade, 0.35 + 0.5 * depth))
    );
  });
  return sky(canvas, 0.6) + land.join('');
}

function city(canvas: Canvas): string {
  const { width, height, palette, random } = canvas;
  const rows = [0, 1, 2].map((row) => {
    const fill = mix(palette.far, palette.near, 0.25 + row * 0.37);
    const lit = mix(palette.light, '#ffc766', 0.6);
    let towers = '';
    for (let x = -20; x < width; ) {
      const wide = random.between(0.03, 0.075) * width;
      const top = height * (0.9 - random.between(0.12, 0.5 - row * 0.1));
      towers += `<rect x="${at(x)}" y="${at(top)}" width="${at(wide)}" height="${at(height - top)}" fill="${fill}"/>`;
      for (let floor = top + 18; row > 0 && floor < height - 30; floor += 26) {
        for (let pane = x + 10; pane < x + wide - 14; pane += 20) {
          if (random.next() < 0.34)
            towers += `<path fill="${lit}" opacity=".8" d="M${at(pane)} ${at(floor)}h8v12h-8z"/>`;
        }
      }
      x += wide + random.between(-6, 14);
    }
    return towers;
  });
  return sky(canvas, 0.8) + rows.join('');
}

function forest(canvas: Canvas): string {
  const { width, height, palette, random } = canvas;
  const layers = 4;
  const land = Array.from({ length: layers }, (_, layer) => {
    const depth = layer / (layers - 1);
    const fill = mix(mix(palette.far, palette.sky[2], 0.35), palette.near, depth);
    const base = height * (0.62 + 0.32 * depth);
    const line = swell(random, 40);
    const firs = Array.from({ length: 34 - layer * 6 }, () => {
      const i = random.between(0, 40);
      const foot = base - (line[Math.round(i)] ?? 0) * height * 0.03 + 8;
      return fir((i / 40) * width, foot, height * (0.12 + 0.18 * depth) * random.between(0.7, 1.25), fill);
    });
    return firs.join('') + ground(line, { width, height, base, swing: height * 0.03 }, fill);
  });
  return sky(canvas, 0.6) + land.join('');
}

function aurora(canvas: Canvas): string {
  const { width, height, random } = canvas;
  const dark: Palette = {
    name: 'aurora',
    sky: ['#030812', '#0a1c33', '#173a4a'],
    light: '#e8fff4',
    far: '#16303f',
    near: '#03070d',
    night: true,
  };
  const curtains = Array.from({ length: 3 }, (_, band) => {
    const line = swell(random, 60);
    const tint = random.pick(['#4dffb0', '#7affd4', '#a98bff', '#5ff0ff']);
    const reach = height * random.between(0.22, 0.38);
    const veil = gradient(`veil${band}`, [
      [0, tint, 0],
      [0.75, tint, 0.5],
      [1, tint, 0],
    ]);
    const strips = line.map((value, i) => {
      const x = (i / 60) * width * 1.05 - 20;
      const foot = height * (0.5 - 0.09 * band) - value * height * 0.07;
      const tall = reach * (0.6 + 0.4 * Math.abs(Math.sin(i * 0.9 + band)));
      return `<rect x="${at(x)}" y="${at(foot - tall)}" width="${at((width / 60) * 1.6)}" height="${at(tall)}" fill="url(#veil${band})"/>`;
    });
    return `<defs>${veil}</defs>${strips.join('')}`;
  });
  const land = [0, 1].map((layer) =>
    ground(
      ridge(random, 7, 0.5),
      { width, height, base: height * (0.74 + layer * 0.12), swing: height * 0.1 },
      layer === 0 ? dark.far : dark.near,
    ),
  );
  return sky({ ...canvas, palette: dark }, 0.3) + curtains.join('') + land.join('');
}

/** Sky down to the picture's edge, with its light: a sun in a glow, or a moon among stars; now and then clouds. */
function sky(
  canvas: Canvas,
  horizon: number,
  sun = {
    x: canvas.width * canvas.random.between(0.15, 0.85),
    y: canvas.height * horizon * canvas.random.between(0.35, 0.85),
  },
): string {
  const { width, height, palette, random } = canvas;
  const air = gradient('air', [
    [0, palette.sky[0]],
    [0.55 * horizon + 0.1, palette.sky[1]],
    [Math.min(1, horizon + 0.05), palette.sky[2]],
  ]);
  const size = Math.min(width, height) * random.between(0.035, 0.06);
  const glow =
    `<radialGradient id="glow"><stop offset="0" stop-color="${palette.light}" stop-opacity=".75"/>` +
    `<stop offset=".35" stop-color="${palette.light}" stop-opacity=".22"/><stop offset="1" stop-color="${palette.light}" stop-opacity="0"/></radialGradient>`;
  const stars = Array.from({ length: palette.night ? 260 : 0 }, () => {
    const bright = random.next();
    return `<circle cx="${at(random.between(0, width))}" cy="${at(random.between(0, height * 0.75))}" r="${at(0.7 + 1.5 * bright ** 3)}" fill="#fff" opacity="${(0.25 + 0.7 * bright).toFixed(2)}"/>`;
  });
  const clouds = palette.night || random.next() < 0.35 ? '' : cloudBank(canvas, horizon);
  return (
    `<defs>${air}${glow}</defs><rect width="${width}" height="${height}" fill="url(#air)"/>${stars.join('')}` +
    `<circle cx="${at(sun.x)}" cy="${at(sun.y)}" r="${at(size * (palette.night ? 4 : 9))}" fill="url(#glow)"/>` +
    `<circle cx="${at(sun.x)}" cy="${at(sun.y)}" r="${at(size)}" fill="${palette.light}"/>${clouds}`
  );
}

function cloudBank({ width, height, palette, random }: Canvas, horizon: number): string {
  const puff = `<radialGradient id="puff"><stop offset="0" stop-color="${mix(palette.light, palette.sky[2], 0.25)}" stop-opacity=".5"/><stop offset="1" stop-color="${palette.light}" stop-opacity="0"/></radialGradient>`;
  const clouds = Array.from({ length: random.integer(2, 5) }, () => {
    const x = random.between(0, width);
    const y = height * horizon * random.between(0.1, 0.75);
    const wide = width * random.between(0.06, 0.14);
    return Array.from({ length: 9 }, () => {
      const dx = random.between(-1.6, 1.6) * wide;
      const size = wide * random.between(0.5, 1.1);
      return `<ellipse cx="${at(x + dx)}" cy="${at(y + random.between(-0.12, 0.12) * wide)}" rx="${at(size)}" ry="${at(size * 0.3)}" fill="url(#puff)"/>`;
    }).join('');
  });
  return `<defs>${puff}</defs>${clouds.join('')}`;
}

function gradient(id: string, stops: readonly (readonly [offset: number, colour: string, opacity?: number])[]): string {
  const marks = stops.map(
    ([offset, colour, opacity = 1]) =>
      `<stop offset="${offset.toFixed(3)}" stop-color="${colour}" stop-opacity="${opacity}"/>`,
  );
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${marks.join('')}</linearGradient>`;
}
