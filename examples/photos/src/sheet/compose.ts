import sharp from 'sharp';
import { bounded } from '../concurrency';
import { type Box, type CellLayout, layOutSheet, type RowLayout } from './layout';
import { escapeXml, fitText } from './text';

/** One photo on a sheet. */
export interface Tile {
  /** Bold first line under the picture. */
  readonly caption: string;
  readonly detail: string;
  /** The thumbnail, loaded when its row is drawn: a sheet of thousands never holds them all. */
  readonly load: () => Promise<Uint8Array>;
}

export interface SheetOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly columns: number;
  /** Thumbnails loaded at once. */
  readonly width: number;
}

const PAPER = '#14161a';
const INK = '#f2f2ef';
const PALE = '#9aa0a8';
const FONT = "font-family='Inter, sans-serif'";

/** Draws the contact sheet of at least one photo, as a JPEG. @throws RangeError as {@link layOutSheet} */
export async function composeSheet(tiles: readonly Tile[], options: SheetOptions): Promise<Buffer> {
  const layout = layOutSheet(tiles.length, options.columns);
  const strips = [await strip(layout.header, [{ input: header(layout.header, options), left: 0, top: 0 }])];
  for (const row of layout.rows) {
    const pictures = await bounded(row.cells, options.width, (cell) => picture(cell, tiles));
    const captions = row.cells.some((cell) => cell.caption !== undefined)
      ? [{ input: captionsOf(row, tiles), left: 0, top: 0 }]
      : [];
    strips.push(await strip(row, [...pictures, ...captions]));
  }
  return sharp(Buffer.concat(strips), {
    raw: { width: layout.width, height: layout.height, channels: 3 },
    limitInputPixels: false,
  })
    .jpeg({ quality: 86 })
    .toBuffer();
}

/** A row's pixels. Rows are drawn one by one, because no SVG renderer takes a canvas as tall as a sheet may be. */
function strip(box: Box, layers: sharp.OverlayOptions[]): Promise<Buffer> {
  return sharp({ create: { width: box.width, height: box.height, channels: 3, background: PAPER } })
    .composite(layers)
    .removeAlpha()
    .raw()
    .toBuffer();
}

async function picture(cell: CellLayout, tiles: readonly Tile[]): Promise<sharp.OverlayOptions> {
  const tile = tiles[cell.index];
  if (tile === undefined) throw new RangeError(`there is no tile ${cell.index} for its cell`);
  const box = cell.picture;
  const { data, info } = await sharp(await tile.load())
    .resize({ width: box.width, height: box.height, fit: 'inside', withoutEnlargement: true })
    .png({ compressionLevel: 0 })
    .toBuffer({ resolveWithObject: true });
  return {
    input: data,
    left: box.x + Math.floor((box.width - info.width) / 2),
    // Pictures stand on their captions.
    top: box.y + (cell.caption === undefined ? Math.floor((box.height - info.height) / 2) : box.height - info.height),
  };
}

function header(box: Box, { title, subtitle }: SheetOptions): Buffer {
  const room = box.width - 64;
  return svg(
    box,
    `<text x="32" y="46" ${FONT} font-size="26" font-weight="600" fill="${INK}">${escapeXml(fitText(title, room, 26))}</text>` +
      `<text x="32" y="72" ${FONT} font-size="14" fill="${PALE}">${escapeXml(fitText(subtitle, room, 14))}</text>`,
  );
}

function captionsOf(row: RowLayout, tiles: readonly Tile[]): Buffer {
  const words = row.cells.map((cell) => {
    const tile = tiles[cell.index];
    const box = cell.caption;
    if (tile === undefined || box === undefined) return '';
    // A nested svg clips what a wider font than expected would draw into the neighbour's cell.
    return (
      `<svg x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}">` +
      `<text x="0" y="18" ${FONT} font-size="13" font-weight="600" fill="${INK}">${escapeXml(fitText(tile.caption, box.width, 13))}</text>` +
      `<text x="0" y="34" ${FONT} font-size="11" fill="${PALE}">${escapeXml(fitText(tile.detail, box.width, 11))}</text></svg>`
    );
  });
  return svg(row, words.join(''));
}

const svg = ({ width, height }: Box, content: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`);
