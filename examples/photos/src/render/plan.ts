import { EXTENSIONS, type Orientation, type PhotoFormat } from '../imaging';
import { PALETTES } from './palette';
import { Random } from './random';
import { SCENES, type SceneName } from './scenes';

/** One photo to be rendered: where it will lie, what it shows and what its camera says. */
export interface PhotoPlan {
  /** `customer-03/sea-0007.jpg` */
  readonly path: string;
  readonly scene: SceneName;
  /** Index into the palettes. */
  readonly palette: number;
  readonly seed: number;
  /** Size of the picture as a viewer sees it. */
  readonly width: number;
  readonly height: number;
  readonly orientation: Orientation;
  readonly format: PhotoFormat;
  readonly camera: { readonly make: string; readonly model: string; readonly lens: string };
  /** As EXIF writes it: `2026:05:04 18:30:00`. */
  readonly takenAt: string;
  readonly offset: string;
  readonly gps: { readonly latitude: number; readonly longitude: number; readonly altitude: number } | undefined;
}

const PHOTOS_A_CUSTOMER = 4;

const CAMERAS = [
  { make: 'Fjord', model: 'Fjord F2', lens: '35mm f/2' },
  { make: 'Lumen Optics', model: 'L100', lens: '24-70mm f/4' },
  { make: 'Nordlys', model: 'Nordlys Compact 7', lens: '9.2mm f/1.8' },
  { make: 'Petrel', model: 'Petrel Phone 12', lens: 'main camera' },
] as const;

const SIZES = [
  [1600, 1200],
  [1600, 1067],
  [1200, 1600],
  [1440, 1440],
  [1600, 900],
] as const;

/** The same photos for the same seed. Every orientation comes up; one in eight is a PNG or a WebP. */
export function planPhotos(count: number, seed: number): readonly PhotoPlan[] {
  const scenes = Object.keys(SCENES) as [SceneName, ...SceneName[]];
  const random = new Random(seed);
  return Array.from({ length: count }, (_, i) => {
    const scene = scenes[(i * 3 + Math.floor(i / scenes.length)) % scenes.length] ?? scenes[0];
    const customer = String(Math.floor(i / PHOTOS_A_CUSTOMER) + 1).padStart(2, '0');
    const format: PhotoFormat = i % 16 === 5 ? 'png' : i % 16 === 11 ? 'webp' : 'jpeg';
    const [width, height] = random.pick(SIZES);
    const day = new Date(Date.UTC(2026, 0, 1 + random.integer(0, 300), random.integer(5, 22), random.integer(0, 59)));
    return {
      path: `customer-${customer}/${scene}-${String(i + 1).padStart(4, '0')}${EXTENSIONS[format][0]}`,
      scene,
      palette: random.integer(0, PALETTES.length - 1),
      seed: seed * 7919 + i,
      width,
      height,
      // Most cameras are held straight; the other ways all have their turn.
      orientation: (i % 2 === 0 ? 1 : (Math.floor(i / 2) % 8) + 1) as Orientation,
      format,
      camera: random.pick(CAMERAS),
      takenAt: day.toISOString().slice(0, 19).replaceAll('-', ':').replace('T', ' '),
      offset: random.pick(['+00:00', '+01:00', '+02:00', '-05:00']),
      gps:
        random.next() < 0.7
          ? {
              latitude: random.between(-55, 68),
              longitude: random.between(-170, 170),
              altitude: random.between(0, 2400),
            }
          : undefined,
    };
  });
}
