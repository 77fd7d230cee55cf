/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where everything lies on a contact sheet. */
export interface SheetLayout {
  readonly width: number;
  readonly height: number;
  readonly header: Box;
  readonly columns: number;
  readonly rows: readonly RowLayout[];
  /** Longer side of the pictures. */
  readonly picture: number;
}

/** One row: a strip as wide as the sheet, and the cells in it relative to the strip. */
export interface RowLayout extends Box {
  readonly cells: readonly CellLayout[];
}

export interface CellLayout {
  /** Which photo. */
  readonly index: number;
  /** Square that the picture is centred in. */
  readonly picture: Box;
  /** Below the picture; absent where pictures are too small for words. */
  readonly caption?: Box;
}

/** A JPEG side has 16 bits. */
export const MAX_SIDE = 65_500;
/** Pixels of one sheet: 240 MB while it is put together. */
export const MAX_PIXELS = 80_000_000;

const MARGIN = 32;
const GAP = 16;
const HEADER = 96;
const CAPTION = 44;
const SMALLEST_CAPTIONED = 128;
const PICTURES = [256, 224, 192, 160, 128, 96, 64, 48] as const;

/**
 * Arranges `count` photos in reading order. Pictures get smaller, and at last columns more, until the sheet is a picture
 * that can be made.
 *
 * @param count - at least 1
 * @param columns - at most so many columns, unless only more of them make it fit
 * @throws RangeError when so many photos do not fit on one sheet
 */
export function layOutSheet(count: number, columns: number): SheetLayout {
  for (const picture of PICTURES) {
    // Rows of equal length: nine photos in up to eight columns are five and four.
    const even = Math.ceil(count / Math.ceil(count / columns));
    const layout = measure(count, even, picture);
    if (fits(layout)) return build(count, layout);
  }
  const smallest = PICTURES[PICTURES.length - 1] as number;
  const square = measure(count, Math.ceil(Math.sqrt(count)), smallest);
  if (fits(square)) return build(count, square);
  throw new RangeError(
    `a contact sheet of ${count} photos does not fit into ${MAX_PIXELS} pixels, even with pictures of ${smallest}; make several sheets`,
  );
}

interface Measures {
  readonly columns: number;
  readonly rows: number;
  readonly picture: number;
  readonly caption: number;
  readonly gap: number;
  readonly width: number;
  readonly height: number;
}

function measure(count: number, columns: number, picture: number): Measures {
  const rows = Math.ceil(count / columns);
  const caption = picture >= SMALLEST_CAPTIONED ? CAPTION : 0;
  const gap = caption > 0 ? GAP : GAP / 4;
  return {
    columns,
    rows,
    picture,
    caption,
    gap,
    width: MARGIN * 2 + columns * picture + (columns - 1) * gap,
    height: HEADER + rows * (picture + caption + gap) + MARGIN - gap,
  };
}

const fits = ({ width, height }: Measures): boolean =>
  width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS;

function build(count: number, measures: Measures): SheetLayout {
  const { columns, rows, picture, caption, gap, width, height } = measures;
  const rowHeight = picture + caption + gap;
  return {
    width,
    height,
    columns,
    picture,
    header: { x: 0, y: 0, width, height: HEADER },
    rows: Array.from({ length: rows }, (_, row) => ({
      x: 0,
      y: HEADER + row * rowHeight,
      width,
      // The last row takes the lower margin, so that the strips together are the sheet.
      height: row === rows - 1 ? height - HEADER - row * rowHeight : rowHeight,
      cells: Array.from({ length: Math.min(columns, count - row * columns) }, (__, column) => {
        const x = MARGIN + column * (picture + gap);
        return {
          index: row * columns + column,
          picture: { x, y: 0, width: picture, height: picture },
          ...(caption > 0 ? { caption: { x, y: picture, width: picture, height: caption } } : {}),
        };
      }),
    })),
  };
}
