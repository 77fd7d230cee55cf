/** Colours of one hour of the day: the sky from top to horizon, the light in it, and what stands in front of it. */
export interface Palette {
  readonly name: string;
  readonly sky: readonly [string, string, string];
  readonly light: string;
  /** Farthest and nearest land; what lies between is mixed. */
  readonly far: string;
  readonly near: string;
  readonly night: boolean;
}

export const PALETTES: readonly [Palette, ...Palette[]] = [
  {
    name: 'morning',
    sky: ['#5b8fc7', '#a9cbe6', '#fbe3c0'],
    light: '#fff3d6',
    far: '#9fb4c9',
    near: '#24413a',
    night: false,
  },
  {
    name: 'noon',
    sky: ['#2f77c4', '#6db0e8', '#d6edfa'],
    light: '#ffffff',
    far: '#8fb0c4',
    near: '#2e5a34',
    night: false,
  },
  {
    name: 'sunset',
    sky: ['#3b2a5c', '#c4536b', '#ffb36b'],
    light: '#ffe2a8',
    far: '#9a5b76',
    near: '#23142b',
    night: false,
  },
  {
    name: 'ember',
    sky: ['#27142f', '#8c2f39', '#f4743b'],
    light: '#ffd07a',
    far: '#713746',
    near: '#170c14',
    night: false,
  },
  {
    name: 'dusk',
    sky: ['#141b3d', '#45518a', '#d79fae'],
    light: '#ffe9e0',
    far: '#59608f',
    near: '#12142b',
    night: false,
  },
  {
    name: 'night',
    sky: ['#050915', '#0f1d3c', '#2a3f68'],
    light: '#f3f1e2',
    far: '#223356',
    near: '#05080f',
    night: true,
  },
  {
    name: 'mist',
    sky: ['#8fa3ad', '#bccbd0', '#e9eeec'],
    light: '#ffffff',
    far: '#b4c3c6',
    near: '#35494a',
    night: false,
  },
  {
    name: 'autumn',
    sky: ['#4d7fa8', '#a8c3cf', '#f3dcae'],
    light: '#fff0c4',
    far: '#b3936b',
    near: '#54280f',
    night: false,
  },
];

/** A colour between two of the form `#rrggbb`; `share` 0 gives the first. */
export function mix(from: string, to: string, share: number): string {
  const channel = (at: number): string => {
    const low = Number.parseInt(from.slice(at, at + 2), 16);
    const high = Number.parseInt(to.slice(at, at + 2), 16);
    return Math.round(low + (high - low) * share)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}
