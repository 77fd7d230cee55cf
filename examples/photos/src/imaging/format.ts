/** What the platform takes in, and gives back in the same format. */
export const FORMATS = ['jpeg', 'png', 'webp'] as const;
export type PhotoFormat = (typeof FORMATS)[number];

/** File name endings of photos, lower-case; a filtered copy ends in the first one of its format. */
export const EXTENSIONS: { readonly [Format in PhotoFormat]: readonly [string, ...string[]] } = {
  jpeg: ['.jpg', '.jpeg'],
  png: ['.png'],
  webp: ['.webp'],
};

export const CONTENT_TYPES: { readonly [Format in PhotoFormat]: string } = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

export type Sniffed =
  | { readonly known: true; readonly format: PhotoFormat }
  /** `got` completes the sentence "it is ...". */
  | { readonly known: false; readonly got: string };

/**
 * Tells the format by the first bytes, before any decoder sees the file: a name proves nothing, and decoders for SVG or
 * PDF must never be reached by an upload.
 */
export function sniff(bytes: Uint8Array): Sniffed {
  if (bytes.length === 0) return { known: false, got: 'empty' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return { known: true, format: 'jpeg' };
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { known: true, format: 'png' };
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP') return { known: true, format: 'webp' };
  return { known: false, got: otherKind(text) };
}

function otherKind(start: string): string {
  if (start.startsWith('GIF8')) return 'a GIF';
  if (start.startsWith('II*\0') || start.startsWith('MM\0*')) return 'a TIFF or a raw camera file';
  if (start.slice(4, 8) === 'ftyp') return /^(avif|avis)/.test(start.slice(8)) ? 'an AVIF' : 'a HEIC image or a film';
  if (start.startsWith('BM')) return 'a BMP';
  if (start.startsWith('%PDF')) return 'a PDF';
  if (/^\s*<(\?xml|svg)/.test(start)) return 'an SVG or XML file';
  return 'of no kind that is known here';
}
