import readTags from 'exif-reader';

/** What a camera wrote about a photo, as far as people ask for it. Fields that the file does not have are left out. */
export interface CameraFacts {
  readonly camera?: { readonly make?: string; readonly model?: string; readonly lens?: string };
  /**
   * ISO 8601. Cameras write local time: without an offset when they do not know theirs (`2026-05-04T10:00:00`), with
   * it when they do (`2026-05-04T10:00:00+02:00`).
   */
  readonly takenAt?: string;
  /** Degrees, north and east positive; metres above the sea. */
  readonly gps?: { readonly latitude: number; readonly longitude: number; readonly altitude?: number };
  /** Why the metadata could not be read. The photo itself may be fine. */
  readonly problem?: string;
}

/** Reads an EXIF block. Never throws: broken metadata is a `problem`, because the picture is still worth delivering. */
export function readCameraFacts(exif: Buffer | undefined): CameraFacts {
  if (exif === undefined) return {};
  let tags: ReturnType<typeof readTags>;
  try {
    tags = readTags(exif);
  } catch (cause) {
    return { problem: `EXIF cannot be read: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
  const image: Tags = tags.Image ?? {};
  const photo: Tags = tags.Photo ?? {};
  return {
    ...one('camera', present({ make: text(image.Make), model: text(image.Model), lens: text(photo.LensModel) })),
    ...one('takenAt', takenAt(image, photo)),
    ...one('gps', position(tags.GPSInfo ?? {})),
  };
}

/** `Canon EOS 40D`, not `Canon Canon EOS 40D`. */
export function cameraName({ camera }: CameraFacts): string | undefined {
  const { make, model } = camera ?? {};
  if (model === undefined) return make;
  if (make === undefined) return model;
  const brand = make.split(' ', 1)[0] ?? make;
  return model.toLowerCase().startsWith(brand.toLowerCase()) ? model : `${make} ${model}`;
}

type Tags = Readonly<Record<string, unknown>>;

function takenAt(image: Tags, photo: Tags): string | undefined {
  const candidates = [
    [photo.DateTimeOriginal, photo.OffsetTimeOriginal],
    [photo.DateTimeDigitized, photo.OffsetTimeDigitized],
    [image.DateTime, photo.OffsetTime],
  ];
  for (const [date, offset] of candidates) {
    // A camera whose clock was never set writes zeros, which become a date before photography was digital or dates valid.
    if (!(date instanceof Date) || Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1900) continue;
    const zone = text(offset);
    return date.toISOString().slice(0, 19) + (zone !== undefined && /^[+-]\d\d:\d\d$/.test(zone) ? zone : '');
  }
  return undefined;
}

function position(gps: Tags): CameraFacts['gps'] {
  const latitude = degrees(gps.GPSLatitude, gps.GPSLatitudeRef, 'S', 90);
  const longitude = degrees(gps.GPSLongitude, gps.GPSLongitudeRef, 'W', 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const height = gps.GPSAltitude;
  const below = gps.GPSAltitudeRef === 1;
  return {
    latitude,
    longitude,
    ...(typeof height === 'number' && Number.isFinite(height) ? { altitude: round(below ? -height : height, 2) } : {}),
  };
}

/** From degrees, minutes and seconds; `negative` is the reference letter of the southern or western half. */
function degrees(value: unknown, reference: unknown, negative: string, limit: number): number | undefined {
  if (!Array.isArray(value)) return undefined;
  const [whole, minutes = 0, seconds = 0] = value.map(Number);
  if (whole === undefined) return undefined;
  const sum = whole + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(sum) || sum > limit) return undefined;
  return round(text(reference) === negative ? -sum : sum, 6);
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Cameras pad with blanks and NULs, and some write other alphabets though EXIF says ASCII. */
function text(value: unknown): string | undefined {
  const raw = Buffer.isBuffer(value) ? value.toString('utf8') : value;
  if (typeof raw !== 'string') return undefined;
  const clean = (raw.split('\0', 1)[0] ?? '').trim();
  return clean === '' ? undefined : clean;
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function present<T extends object>(fields: T): Present<T> | undefined {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Present<T>);
}

function one<Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };
}
